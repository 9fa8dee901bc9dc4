import { unsafeInteger } from './storage.errors.js';

/** What a database is given, and what it answers, for one cell. */
export type Value = string | number | null;

/** How one property is kept in one column, on every database. */
export interface Column<T> {
  /** The column's type, as PostgreSQL calls it; SQLite has `text` and `integer` for them. */
  readonly type: 'text' | 'bigint' | 'smallint' | 'boolean';
  readonly nullable: boolean;
  /** Whether the database counts it up by itself, so that no insert names it. */
  readonly generated: boolean;
  write(value: T): Value;
  read(value: unknown): T;
}

/** A string. */
export function text<T extends string = string>(): Column<T> {
  return column('text', value => value, String as unknown as (value: unknown) => T);
}

/**
 * An integer within 2^53. Others are refused on their way in and on their way out, because SQLite's driver would answer
 * a neighbouring number in silence.
 */
export function integer(): Column<number> {
  return column('bigint', safeInteger, value => safeInteger(Number(value)));
}

/** A yes or a no. */
export function boolean(): Column<boolean> {
  return column(
    'boolean',
    value => (value ? 1 : 0),
    value => value === true || value === 1,
  );
}

/** One of some names, kept as its place in the list, so that the database can sort by it. */
export function rank<T extends string>(names: readonly T[]): Column<T> {
  return column(
    'smallint',
    value => names.indexOf(value),
    value => names[Number(value)]!,
  );
}

/** Any JSON value, kept as text: what comes out is what went in, whatever a database thinks of JSON. */
export function json<T>(): Column<T> {
  return column(
    'text',
    value => JSON.stringify(value ?? null),
    value => JSON.parse(String(value)) as T,
  );
}

/** A number that the database gives to each row in the order of arrival. */
export function sequence(): Column<number> {
  return { ...integer(), generated: true };
}

/** The same column, where null is a value too. */
export function nullable<T>(of: Column<T>): Column<T | null> {
  return {
    ...of,
    nullable: true,
    write: value => (value === null || value === undefined ? null : of.write(value)),
    read: value => (value === null ? null : of.read(value)),
  };
}

/** Answers the number if it can be kept faithfully; throws otherwise. */
export function safeInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw unsafeInteger(value);
  return value;
}

function column<T>(
  type: Column<T>['type'],
  write: (value: T) => Value,
  read: (value: unknown) => T,
): Column<T> {
  return { type, nullable: false, generated: false, write, read };
}
