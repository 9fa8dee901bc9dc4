import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';

/** What came back. */
export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

/** Speaks to a simulator as a tester does, and holds every answer against the OpenAPI document that the simulator serves. */
export class SimulatorClient {
  private document: Promise<OpenApi> | undefined;
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(readonly url: string) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.send('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<Reply> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<Reply> {
    return this.send('DELETE', path, undefined);
  }

  async send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Reply> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await answer.text();
    const reply = {
      status: answer.status,
      headers: answer.headers,
      body: text === '' || !/json$/.test(mediaTypeOf(answer.headers)) ? {} : JSON.parse(text),
    };
    await this.validate(method, path.split('?')[0]!, reply);
    return reply;
  }

  private async validate(method: string, path: string, reply: Reply): Promise<void> {
    this.document ??= fetch(`${this.url}/openapi.json`).then(answer => answer.json() as Promise<OpenApi>);
    const document = await this.document;
    const template = Object.keys(document.paths).find(candidate =>
      new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return;
    const response = operation.responses[String(reply.status)];
    if (response === undefined)
      throw new Error(`${method} ${path} answered ${reply.status}, which is not documented`);
    const schema = response.content?.[mediaTypeOf(reply.headers)]?.schema;
    if (schema === undefined) return;
    const key = `${method} ${template!} ${reply.status}`;
    let validator = this.validators.get(key);
    if (validator === undefined) {
      const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': isDate } });
      validator = ajv.compile({ ...schema, components: document.components });
      this.validators.set(key, validator);
    }
    if (!validator(reply.body)) {
      throw new Error(`${key}: ${JSON.stringify(validator.errors)} in ${JSON.stringify(reply.body)}`);
    }
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
}

function mediaTypeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';')[0]!;
}

/** A batch of events as a client of the carrier gets it. */
export interface Batch {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly events: readonly Record<string, unknown>[];
}

/** A client of the carrier: an HTTP server that hears receipts, and answers as the test wants. */
export class ReceiptEar {
  readonly batches: Batch[] = [];
  /** What to answer the next batches with; 200 and nothing where it is undefined. */
  answer: (batch: Batch) => { status: number; body?: unknown; headers?: Record<string, string> } | undefined =
    () => undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<ReceiptEar> {
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8');
      request.on('data', chunk => (text += String(chunk)));
      request.on('end', () => {
        const { events } = JSON.parse(text) as { events: Record<string, unknown>[] };
        const batch = { path: request.url ?? '', headers: request.headers, events };
        ear.batches.push(batch);
        const { status, body, headers } = ear.answer(batch) ?? { status: 204 };
        response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
      });
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const ear: ReceiptEar = new ReceiptEar(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    return ear;
  }

  get events(): Record<string, unknown>[] {
    return this.batches.flatMap(({ events }) => events);
  }

  async close(): Promise<void> {
    await new Promise(done => {
      this.server.close(done);
      this.server.closeAllConnections();
    });
  }
}
