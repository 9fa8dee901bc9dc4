import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { withClient, type DurablePostgres } from './postgres.ts';

/** An empty database, and the way to speak SQL to it past the product. */
export interface Database {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** As the host takes it. */
  readonly url: string;
  /** The numbers from `from` to `until` (left out) as rows of one column `i`, in its own dialect. */
  numbers(from: number, until: number): string;
  /** A number in so many digits, in its own dialect. */
  digits(expression: string, count: number): string;
  /** Runs statements one after the other, not durably: to fill, never to measure. */
  run(statements: readonly string[]): Promise<void>;
  /** What keeps the planner informed, where it does not see to that itself within minutes. */
  tidy(): Promise<void>;
  /** Gives back what is free to be used again, so that {@link Database.size} tells what is really kept. */
  compact(): Promise<void>;
  /** Octets on disk. */
  size(): Promise<number>;
  remove(): Promise<void>;
}

/** A database in a file of its own. */
export async function sqliteDatabase(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-bench-'));
  const path = join(folder, 'host.db');
  const octetsOf = (file: string) =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  return {
    kind: 'SQLite',
    url: `sqlite:${path}`,
    numbers: (from, until) =>
      `(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${until - 1}) select i from n) n`,
    digits: (expression, count) => `printf('%0${count}d', ${expression})`,
    run: async statements => {
      const database = new DatabaseSync(path);
      try {
        // Without a journal every page is written once, and not again from the journal into the file.
        database.exec(
          'pragma busy_timeout = 30000; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000',
        );
        for (const statement of statements) database.exec(statement);
      } finally {
        database.close();
      }
    },
    tidy: async () => undefined,
    compact: async () => undefined,
    size: async () => (await octetsOf(path)) + (await octetsOf(`${path}-wal`)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A database on a server. */
export async function postgresDatabase(server: DurablePostgres): Promise<Database> {
  const url = await server.createDatabase();
  return {
    kind: 'PostgreSQL',
    url,
    numbers: (from, until) => `generate_series(${from}::bigint, ${until - 1}) as n(i)`,
    digits: (expression, count) => `lpad((${expression})::text, ${count}, '0')`,
    run: statements =>
      withClient(url, async client => {
        await client.query('set synchronous_commit = off');
        for (const statement of statements) await client.query(statement);
      }),
    tidy: () => withClient(url, async client => void (await client.query('vacuum (analyze)'))),
    compact: () => withClient(url, async client => void (await client.query('vacuum (full)'))),
    size: () =>
      withClient(url, async client => {
        const { rows } = await client.query('select pg_database_size(current_database()) as octets');
        return Number((rows[0] as { octets: string }).octets);
      }),
    remove: () => server.dropDatabase(url),
  };
}
