import { EntitySchema, Type, type EntityProperty, type Platform } from '@mikro-orm/core';
import type { Column, Value } from './column.js';
import type { Table } from './table.js';

/** What the ORM has to know of a table beyond its columns, in the words of SQL. */
export interface EntityShape<T> {
  /** How the entity is called in the ORM. */
  readonly name: string;
  readonly primaryKey: readonly (keyof T & string)[];
  readonly indexes?: readonly EntityIndex<T>[];
  readonly uniques?: readonly EntityIndex<T>[];
  /** Conditions that the database holds on every row, by name. */
  readonly checks?: Readonly<Record<string, string>>;
}

interface EntityIndex<T> {
  readonly name: string;
  readonly properties: readonly (keyof T & string)[];
  /** Which rows the index holds; all without it. */
  readonly where?: string;
}

/**
 * Maps a table for MikroORM from outside, so that the domain imports no ORM.
 *
 * @param rowsBecome the class that a host's own MikroORM makes of rows, when the domain has one. MikroORM puts accessors on its
 * prototype and on every instance, so it is left out where the schema alone is of interest.
 */
export function entity<T extends object>(
  table: Table<T>,
  shape: EntityShape<T>,
  rowsBecome?: { readonly prototype: T },
): EntitySchema {
  const index = ({ name, properties, where }: EntityIndex<T>) => ({
    name,
    properties: [...properties],
    ...(where === undefined ? {} : { where }),
  });
  return new EntitySchema<object>({
    ...(rowsBecome ? { class: rowsBecome as never } : {}),
    name: shape.name,
    tableName: table.name,
    properties: Object.fromEntries(
      table.properties.map(property => [property, propertyOf(table, property, shape)]),
    ),
    indexes: (shape.indexes ?? []).map(index),
    uniques: (shape.uniques ?? []).map(index),
    checks: Object.entries(shape.checks ?? {}).map(([name, expression]) => ({ name, expression })),
  } as never);
}

function propertyOf<T extends object>(table: Table<T>, property: keyof T & string, shape: EntityShape<T>) {
  const column: Column<unknown> = table.columns[property];
  return {
    type: new ColumnType(column),
    fieldName: table.column(property),
    nullable: column.nullable,
    primary: shape.primaryKey.includes(property),
    autoincrement: column.generated,
    // PostgreSQL's keys are compared by their octets (COLLATE "C"), and SQLite counts in an "integer" alone; entities are
    // the same on every database.
    ignoreSchemaChanges: column.generated ? ['type', 'collation'] : ['collation'],
  };
}

/** A {@link Column}, as MikroORM wants to see it. */
class ColumnType extends Type<unknown, Value> {
  constructor(private readonly column: Column<unknown>) {
    super();
  }

  override convertToDatabaseValue(value: unknown): Value {
    return value === null || value === undefined ? null : this.column.write(value);
  }

  override convertToJSValue(value: Value): unknown {
    return value === null ? null : this.column.read(value);
  }

  override getColumnType(property: EntityProperty, platform: Platform): string {
    switch (this.column.type) {
      case 'text':
        return platform.getTextTypeDeclarationSQL(property);
      case 'bigint':
        return platform.getBigIntTypeDeclarationSQL(property);
      case 'smallint':
        return platform.getSmallIntTypeDeclarationSQL(property);
      case 'boolean':
        return platform.getBooleanTypeDeclarationSQL();
    }
  }
}
