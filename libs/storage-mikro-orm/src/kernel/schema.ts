import type { MetadataStorage, IMigrator, MigrationObject } from '@mikro-orm/core';
import { incompleteSchema, migrationFailed, newerSchema, olderSchema } from './storage.errors.js';

/** What to do with a database whose schema is behind: bring it up to date, or refuse to open it. */
export type MigratePolicy = 'auto' | 'refuse';

/** Where the migrations that have run are written down; a name of our own, so as not to touch the host's. */
export const MIGRATIONS_TABLE = 'sms_migrations';

/** The part of MikroORM's settings that is about migrations. */
export function migrationSettings(migrations: readonly MigrationObject[]) {
  return {
    tableName: MIGRATIONS_TABLE,
    migrationsList: [...migrations],
    snapshot: false,
    allOrNothing: true,
    transactional: true,
    // Only errors are of interest, and those are thrown.
    silent: true,
  };
}

/** What the database is asked for, and what it is to be. */
export interface Schema {
  readonly migrator: IMigrator;
  readonly migrations: readonly MigrationObject[];
  /** What statements count upon. */
  readonly metadata: MetadataStorage;
  /** The columns that are there, each as `table.column`; tables of others may be among them. */
  readonly columnsThere: () => Promise<readonly string[]>;
}

/**
 * Brings the schema up to date, or refuses: always when the database knows migrations that this version does not, or lacks
 * what those it knows have made; with `refuse` also when it lacks migrations.
 */
export async function bringUpToDate(schema: Schema, policy: MigratePolicy): Promise<void> {
  const names = new Set(schema.migrations.map(migration => migration.name));
  const executed = (await schema.migrator.getExecuted()).map(({ name }) => name);
  const unknown = executed.filter(name => !names.has(name));
  if (unknown.length > 0) throw newerSchema(unknown);
  const pending = [...names].filter(name => !executed.includes(name));
  if (pending.length > 0) {
    if (policy === 'refuse') throw olderSchema(pending);
    try {
      await schema.migrator.up();
    } catch (cause) {
      throw migrationFailed(pending, cause);
    }
  }
  const missing = missingFrom(await schema.columnsThere(), schema.metadata);
  if (missing.length > 0) throw incompleteSchema(missing);
}

/** What statements would miss: tables, and columns of those that are there. */
function missingFrom(there: readonly string[], metadata: MetadataStorage): readonly string[] {
  const columns = new Set(there);
  const tables = new Set(there.map(column => column.slice(0, column.indexOf('.'))));
  return [...metadata.getAll().values()].flatMap(({ tableName, props }) => {
    if (!tables.has(tableName)) return [tableName];
    const needed = props.flatMap(({ fieldNames }) => fieldNames);
    return needed.map(name => `${tableName}.${name}`).filter(column => !columns.has(column));
  });
}
