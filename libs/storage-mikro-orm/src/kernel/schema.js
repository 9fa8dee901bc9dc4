import { newerSchema, olderSchema } from './storage.errors.js';
/** Where the migrations that have run are written down; a name of our own, so as not to touch the host's. */
export const MIGRATIONS_TABLE = 'sms_migrations';
/** The part of MikroORM's settings that is about migrations. */
export function migrationSettings(migrations) {
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
/**
 * Brings the schema up to date, or refuses: always when the database knows migrations that this version does not, and with
 * `refuse` also when it lacks some.
 */
export async function bringUpToDate(migrator, known, policy) {
    const names = new Set(known.map(migration => migration.name));
    const executed = (await migrator.getExecuted()).map(({ name }) => name);
    const unknown = executed.filter(name => !names.has(name));
    if (unknown.length > 0)
        throw newerSchema(unknown);
    const pending = [...names].filter(name => !executed.includes(name));
    if (pending.length === 0)
        return;
    if (policy === 'refuse')
        throw olderSchema(pending);
    await migrator.up();
}
//# sourceMappingURL=schema.js.map