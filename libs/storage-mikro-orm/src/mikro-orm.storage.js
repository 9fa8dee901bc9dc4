import { unknownUrl } from './kernel/index.js';
import { PostgresqlStorage } from './postgresql/postgresql.storage.js';
import { SqliteStorage } from './sqlite/sqlite.storage.js';
/** What SQLite does when nobody says otherwise. */
export const sqliteDefaults = {
    busyTimeoutMs: 5_000,
    readersMax: 4,
    groupSizeMax: 256,
    groupMs: 20,
};
/** What PostgreSQL does when nobody says otherwise. */
export const postgresqlDefaults = {
    poolMax: 16,
    statementTimeoutMs: 30_000,
    idleInTransactionTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    attemptsMax: 6,
};
/**
 * The {@link Storage} of a host: SQLite in one file to begin with, PostgreSQL to scale out. Fills every repository port of
 * `@chappe/sms`.
 *
 * - **SQLite**: for one process. What was acknowledged is on disk (WAL, `synchronous = FULL`); transactions that come in
 *   together share a commit. `:memory:` is for tests.
 * - **PostgreSQL**: for any number of processes; announcements travel between them.
 *
 * @throws SmsError `unknown_storage_url` when the URL names no database it knows
 * @example
 * const storage = mikroOrmStorage({ url: 'sqlite:.data/chappe.db' });
 * await storage.open();
 */
export function mikroOrmStorage(options) {
    const { url, migrate = 'auto' } = options;
    if (url.startsWith('sqlite:')) {
        const path = url.slice('sqlite:'.length).replace(/^\/\/(?=.)/, '');
        if (path === '')
            throw unknownUrl(url);
        return new SqliteStorage({ ...sqliteDefaults, ...options.sqlite, path, migrate });
    }
    if (/^postgres(ql)?:\/\//.test(url)) {
        return new PostgresqlStorage({ ...postgresqlDefaults, ...options.postgresql, url, migrate });
    }
    throw unknownUrl(url.replace(/\/\/[^@/]*@/, '//…@'));
}
/** Brings a database up to date and disconnects, for hosts that open with `migrate: 'refuse'`. */
export async function migrateStorage(options) {
    const storage = mikroOrmStorage({ ...options, migrate: 'auto' });
    await storage.open();
    await storage.close();
}
//# sourceMappingURL=mikro-orm.storage.js.map