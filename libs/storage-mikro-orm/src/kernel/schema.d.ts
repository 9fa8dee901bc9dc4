import type { IMigrator, MigrationObject } from '@mikro-orm/core';
/** What to do with a database whose schema is behind: bring it up to date, or refuse to open it. */
export type MigratePolicy = 'auto' | 'refuse';
/** Where the migrations that have run are written down; a name of our own, so as not to touch the host's. */
export declare const MIGRATIONS_TABLE = "sms_migrations";
/** The part of MikroORM's settings that is about migrations. */
export declare function migrationSettings(migrations: readonly MigrationObject[]): {
    tableName: string;
    migrationsList: MigrationObject[];
    snapshot: boolean;
    allOrNothing: boolean;
    transactional: boolean;
    silent: boolean;
};
/**
 * Brings the schema up to date, or refuses: always when the database knows migrations that this version does not, and with
 * `refuse` also when it lacks some.
 */
export declare function bringUpToDate(migrator: IMigrator, known: readonly MigrationObject[], policy: MigratePolicy): Promise<void>;
//# sourceMappingURL=schema.d.ts.map