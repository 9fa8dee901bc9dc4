import type { Path } from './source.js';

/** The part of JSON Schema (2020-12) that describes a scenario, and by which it is checked. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Alternatives by type. */
  readonly anyOf?: readonly Schema[];
  /** Alternatives that are told apart by the first field that each of them requires. */
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null';

/** What is wrong, and where. */
export interface ShapeMistake {
  readonly path: Path;
  readonly mistake: string;
}

/** How deep a value may be nested before it is refused unread. */
const MAX_DEPTH = 64;

/** Every way in which a value is not what a schema says; empty when it is. `root` has the definitions. */
export function mistakesInShape(root: Schema, value: unknown): ShapeMistake[] {
  return new Shape(root).check(root, value, []);
}

class Shape {
  constructor(private readonly root: Schema) {}

  check(given: Schema, value: unknown, path: Path): ShapeMistake[] {
    if (path.length > MAX_DEPTH) return [{ path, mistake: 'is nested too deeply' }];
    const schema = this.resolved(given);
    if (schema.anyOf !== undefined) return this.checkAny(schema.anyOf, value, path);
    const wrongType = mistakeInType(schema, value);
    if (wrongType !== undefined) return [{ path, mistake: wrongType }];
    if (schema.oneOf !== undefined) return this.checkOne(schema.oneOf, value, path);
    const own = mistakesInValue(schema, value).map(mistake => ({ path, mistake }));
    if (Array.isArray(value)) return [...own, ...this.checkItems(schema, value, path)];
    if (isObject(value)) return [...own, ...this.checkFields(schema, value, path)];
    return own;
  }

  private resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {};
  }

  /** The alternative whose type fits says what is wrong; where none fits, all of them say what would. */
  private checkAny(alternatives: readonly Schema[], value: unknown, path: Path): ShapeMistake[] {
    const fitting = alternatives.filter(one => this.fits(one, value));
    const found = fitting.map(one => this.check(one, value, path));
    if (found.some(mistakes => mistakes.length === 0)) return [];
    if (fitting.length === 1) return found[0]!;
    const all = (fitting.length > 0 ? fitting : alternatives).flatMap(one => {
      const resolved = this.resolved(one);
      return resolved.description ?? mistakeInType(resolved, Symbol()) ?? [];
    });
    return [
      { path, mistake: `must be ${all.map(text => lowered(text.replace(/^must be /, ''))).join(', or ')}` },
    ];
  }

  private fits(schema: Schema, value: unknown): boolean {
    const resolved = this.resolved(schema);
    if (resolved.anyOf !== undefined) return resolved.anyOf.some(one => this.fits(one, value));
    return mistakeInType(resolved, value) === undefined;
  }

  private checkOne(alternatives: readonly Schema[], value: unknown, path: Path): ShapeMistake[] {
    const names = alternatives.map(one => this.resolved(one).required![0]!);
    const given = isObject(value) ? names.filter(name => value[name] !== undefined) : [];
    if (given.length === 0) return [{ path, mistake: `must have one of ${names.join(', ')}` }];
    const [name, another] = given;
    if (another !== undefined) {
      return [
        {
          path: [...path, another],
          mistake: `does not go together with ${name!}: make it a step of its own`,
        },
      ];
    }
    return this.check(alternatives[names.indexOf(name!)]!, value, path);
  }

  private checkItems(schema: Schema, list: readonly unknown[], path: Path): ShapeMistake[] {
    const { items } = schema;
    return items === undefined ? [] : list.flatMap((one, index) => this.check(items, one, [...path, index]));
  }

  private checkFields(schema: Schema, value: Record<string, unknown>, path: Path): ShapeMistake[] {
    const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
    const missing = required.filter(name => value[name] === undefined);
    return [
      ...missing.map(name => ({ path, mistake: `must have ${name}` })),
      ...Object.entries(value).flatMap(([name, one]) => {
        const inside = [...path, name];
        if (one === undefined) return [];
        if (Object.hasOwn(properties, name)) return this.check(properties[name]!, one, inside);
        if (additionalProperties === false) {
          return [
            { path: inside, mistake: `is not known here; there are ${Object.keys(properties).join(', ')}` },
          ];
        }
        return [
          ...(propertyNames === undefined ? [] : this.check(propertyNames, name, inside)),
          ...(additionalProperties === undefined ? [] : this.check(additionalProperties, one, inside)),
        ];
      }),
    ];
  }
}

const TYPE_TEXTS: Readonly<Record<TypeName, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'nothing',
};

function mistakeInType({ type, description }: Schema, value: unknown): string | undefined {
  if (type === undefined) return undefined;
  const types: readonly TypeName[] = typeof type === 'string' ? [type] : type;
  if (types.some(one => isOfType(one, value))) return undefined;
  const texts = types.map(one => TYPE_TEXTS[one]).join(' or ');
  return `must be ${description === undefined ? texts : `${texts}: ${lowered(description)}`}`;
}

function isOfType(type: TypeName, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
}

function mistakesInValue(schema: Schema, value: unknown): string[] {
  const wrong: string[] = [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    wrong.push(`must be one of ${schema.enum.map(String).join(', ')}`);
  }
  if (typeof value === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
      wrong.push(`must be ${lowered(schema.description ?? `written as ${schema.pattern}`)}`);
    }
    wrong.push(...outside(value.length, schema.minLength, schema.maxLength, 'characters long'));
  }
  if (typeof value === 'number') wrong.push(...outside(value, schema.minimum, schema.maximum, ''));
  if (Array.isArray(value)) wrong.push(...outside(value.length, schema.minItems, schema.maxItems, 'long'));
  if (isObject(value)) {
    const count = Object.keys(value).length;
    const isTooLittle = schema.properties !== undefined && count < (schema.minProperties ?? 0);
    if (isTooLittle) {
      const others = Object.keys(schema.properties).filter(field => !(field in value));
      wrong.push(`says nothing that could fail: add one of ${others.join(', ')}`);
    } else wrong.push(...outside(count, schema.minProperties, schema.maxProperties, 'entries long'));
  }
  return wrong;
}

function outside(value: number, min: number | undefined, max: number | undefined, what: string): string[] {
  const suffix = what === '' ? '' : ` ${what}`;
  if (min !== undefined && value < min) return [`must be at least ${String(min)}${suffix}`];
  return max !== undefined && value > max ? [`must be at most ${String(max)}${suffix}`] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowered(text: string): string {
  const sentence = text.replace(/\.$/, '');
  return /^(?:[A-Z][a-z]|A )/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;
}
