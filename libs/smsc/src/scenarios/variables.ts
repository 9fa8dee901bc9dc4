import type { Path } from './source.js';

const VARIABLE = /\$\{([a-z]\w*)(?::(\d{1,2}))?\}/g;

/** What the variables stand for at some point of a run. */
export type Variables = ReadonlyMap<string, number>;

/** A copy of a value in which `${n}` is the number it stands for, and `${n:3}` that number in at least three digits. */
export function filled<T>(value: T, variables: Variables): T {
  return variables.size === 0 ? value : (fill(value, variables) as T);
}

/** The variables that a value speaks of, and where. */
export function* variablesIn(
  value: unknown,
  path: Path,
): Iterable<{ readonly name: string; readonly at: Path }> {
  if (typeof value === 'string') {
    for (const [, name] of value.matchAll(VARIABLE)) yield { name: name!, at: path };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value))
      yield* variablesIn(one, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function fill(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') {
    return value.replace(VARIABLE, (whole, name: string, digits?: string) => {
      const number = variables.get(name);
      return number === undefined ? whole : String(number).padStart(Number(digits ?? 0), '0');
    });
  }
  if (Array.isArray(value)) return value.map(one => fill(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, variables)]));
}
