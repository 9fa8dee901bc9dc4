import type { OpenAPIObject } from '@nestjs/swagger';

/** What is used of a JSON Schema compiler; `new Ajv2020({ strict: false })` of `ajv` is one. */
export interface SchemaCompiler {
  addSchema(schema: object, key: string): unknown;
  compile(schema: object): SchemaCheck;
}
/** A compiled schema: whether a value fits it, and what does not where it does not. */
export interface SchemaCheck {
  (value: unknown): unknown;
  errors?: readonly { readonly instancePath: string; readonly message?: string | undefined }[] | null;
}

/** An answer to a request, as any client has it. */
export interface ResponseSeen {
  readonly method: string;
  /** With or without query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** The figures of a problem are its own; every other object says all that it has. */
const OPEN_SCHEMAS = new Set(['Problem']);

/**
 * Makes the function that holds an answer against an OpenAPI document: its complaints, none when the answer is as promised.
 * Fields that the document does not know are complaints too.
 *
 * @example
 * const complaintsAbout = responseChecker(openApiDocument(app), new Ajv2020({ strict: false, validateFormats: false }));
 */
export function responseChecker(
  document: OpenAPIObject,
  compiler: SchemaCompiler,
): (seen: ResponseSeen) => readonly string[] {
  compiler.addSchema(closed(document), 'openapi');
  const routes = Object.keys(document.paths).map(template => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  const checks = new Map<string, SchemaCheck>();

  return ({ method, path, status, contentType, body }) => {
    const bare = path.split('?', 1)[0]!;
    // A fixed path is meant before one with a parameter.
    const route =
      routes.find(({ template }) => template === bare) ?? routes.find(({ pattern }) => pattern.test(bare));
    const pointer = ['paths', route?.template ?? bare, method.toLowerCase(), 'responses', String(status)];
    const response = at(document, pointer);
    if (response === undefined) return [`${method} ${bare} answers ${status}, which is not documented.`];
    const content = (response as { readonly content?: Readonly<Record<string, unknown>> }).content;
    if (content === undefined) return isEmpty(body) ? [] : [`${method} ${bare}: ${status} has no body.`];
    const type = contentType?.split(';', 1)[0] ?? '';
    if (!Object.hasOwn(content, type)) {
      return [`${method} ${bare}: ${status} is ${Object.keys(content).join(' or ')}, not ${type}.`];
    }
    const reference = `openapi#/${[...pointer, 'content', type, 'schema'].map(escaped).join('/')}`;
    const check = checks.get(reference) ?? compiler.compile({ $ref: reference });
    checks.set(reference, check);
    if (check(body)) return [];
    return (check.errors ?? []).map(
      ({ instancePath, message }) => `${method} ${bare} ${status}: ${instancePath || '/'} ${message}`,
    );
  };
}

/** The same document, in which objects have no other properties than those they name. */
function closed(document: OpenAPIObject): object {
  const copy = structuredClone(document);
  for (const [name, schema] of Object.entries(copy.components?.schemas ?? {})) {
    if ('properties' in schema && !OPEN_SCHEMAS.has(name)) schema.additionalProperties = false;
  }
  return copy;
}

function at(document: object, pointer: readonly string[]): unknown {
  return pointer.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    document,
  );
}

function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function isEmpty(body: unknown): boolean {
  return (
    body === undefined || body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0)
  );
}
