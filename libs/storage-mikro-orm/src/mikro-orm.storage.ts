import type { Storage } from '@chappe/sms';
import { invalidOptions, unknownUrl } from './kernel/index.js';
import type { MigratePolicy } from './kernel/schema.js';
import { PostgresqlStorage, type PostgresqlOptions } from './postgresql/postgresql.storage.js';
import { SqliteStorage, type SqliteOptions } from './sqlite/sqlite.storage.js';

/** Where the data is kept, and how. */
export interface MikroOrmStorageOptions {
  /** `sqlite:path/to/file.db`, `sqlite::memory:`, or `postgresql://user:password@host:5432/database`. */
  readonly url: string;
  /**
   * What to do when the schema is behind: `auto` (the default) brings it up to date at `open()`; `refuse` makes `open()` say
   * what to run. A schema that is ahead of this version is always refused.
   */
  readonly migrate?: MigratePolicy | undefined;
  /** Settings of SQLite; see {@link sqliteDefaults}. */
  readonly sqlite?: Partial<Omit<SqliteOptions, 'path' | 'migrate'>> | undefined;
  /** Settings of PostgreSQL; see {@link postgresqlDefaults}. */
  readonly postgresql?: Partial<Omit<PostgresqlOptions, 'url' | 'migrate'>> | undefined;
}

/** What SQLite does when nobody says otherwise. */
export const sqliteDefaults: Omit<SqliteOptions, 'path' | 'migrate'> = {
  busyTimeoutMs: 5_000,
  readersMax: 4,
  groupSizeMax: 256,
  groupMs: 20,
};

/** What PostgreSQL does when nobody says otherwise. */
export const postgresqlDefaults: Omit<PostgresqlOptions, 'url' | 'migrate'> = {
  poolMax: 16,
  readersMax: 10,
  statementTimeoutMs: 15_000,
  readTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 10_000,
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
 * @throws SmsError `unknown_storage_url` when the URL names no database it knows, `invalid_options` with every mistake in the settings
 * @example
 * const storage = mikroOrmStorage({ url: 'sqlite:.data/chappe.db' });
 * await storage.open();
 */
export function mikroOrmStorage(options: MikroOrmStorageOptions): Storage {
  const { url, migrate = 'auto' } = options;
  const mistakes = [
    ...(migrate === 'auto' || migrate === 'refuse'
      ? []
      : [`migrate is ${JSON.stringify(migrate)}; it must be auto or refuse.`]),
    ...mistakesIn('sqlite', options.sqlite, sqliteDefaults),
    ...mistakesIn('postgresql', options.postgresql, postgresqlDefaults),
  ];
  if (mistakes.length > 0) throw invalidOptions(mistakes);
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=.)/, '');
    if (path === '') throw unknownUrl(url);
    return new SqliteStorage({ ...sqliteDefaults, ...options.sqlite, path, migrate });
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    return new PostgresqlStorage({ ...postgresqlDefaults, ...options.postgresql, url, migrate });
  }
  throw unknownUrl(url.replace(/\/\/[^@/]*@/, '//…@'));
}

/** Brings a database up to date and disconnects, for hosts that open with `migrate: 'refuse'`. */
export async function migrateStorage(options: Omit<MikroOrmStorageOptions, 'migrate'>): Promise<void> {
  const storage = mikroOrmStorage({ ...options, migrate: 'auto' });
  await storage.open();
  await storage.close();
}

/** Without these nobody would ever have a turn; of all others 0 is none, or at once. */
const AT_LEAST_ONE = ['readersMax', 'groupSizeMax', 'poolMax', 'attemptsMax'];

function mistakesIn(group: string, given: object | undefined, defaults: object): readonly string[] {
  return Object.entries(given ?? {}).flatMap(([key, value]: [string, unknown]) => {
    if (!Object.hasOwn(defaults, key))
      return [`${group}.${key} is not an option; there are: ${Object.keys(defaults).join(', ')}.`];
    const min = AT_LEAST_ONE.includes(key) ? 1 : 0;
    const holds = value === undefined || (Number.isSafeInteger(value) && (value as number) >= min);
    return holds
      ? []
      : [`${group}.${key} is ${JSON.stringify(value)}; it must be a whole number from ${min}.`];
  });
}
