import {
  MessageRepository,
  type ClaimRequest,
  type MessageFilter,
  type Storage,
  type Transaction,
} from '@chappe/sms';
import { startPostgres, type TestPostgres } from '@chappe/testing';
import type { Session } from '../kernel/index.js';
import { mikroOrmStorage } from '../mikro-orm.storage.js';
import type { PgPool } from '../postgresql/client.js';
import type { SqliteConnection } from '../sqlite/handle.js';
import { backlog, BESIDE, NOW } from './growth.contract-spec.js';

const LIMIT = 100;
const claim: ClaimRequest = { owner: 'node-1', now: NOW, leaseUntil: NOW + 1, limit: LIMIT };
const page = (filter: Omit<MessageFilter, 'accountId'>) => (messages: MessageRepository) =>
  messages.list({ accountId: 'acc_big', ...filter }, { limit: LIMIT });

/** What is asked all the time, however much there is. */
const questions: readonly (readonly [string, (messages: MessageRepository) => Promise<unknown>])[] = [
  ['a claim', messages => messages.claimQueued(claim)],
  [
    'a look at what is due',
    messages => messages.claimDue({ states: ['sent', 'in_doubt'], now: NOW, limit: LIMIT }),
  ],
  ['a look at what has outlived itself', messages => messages.claimOutlived(NOW, LIMIT)],
  ['the next date', messages => messages.nextWakeAt()],
  ['a heartbeat', messages => messages.renewLeases('node-1', ['big_1', 'big_2'], NOW)],
  ['the newest', page({})],
  ['those of a state that nearly all are in', page({ states: ['delivered'] })],
  ['those of a state that none is in', page({ states: ['in_doubt'] })],
  [
    'how many are in a state that none is in',
    messages => messages.count({ accountId: 'acc_big', states: ['buffered'] }),
  ],
];

/** What becomes of a transaction that is only asked, and undone. */
async function undone<T>(storage: Storage, ask: (tx: Transaction) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  const stop = new Error('undone');
  await storage
    .transaction(async tx => {
      answer = await ask(tx);
      throw stop;
    })
    .catch((cause: unknown) => {
      if (cause !== stop) throw cause;
    });
  return answer as T;
}

describe('a long queue on PostgreSQL', () => {
  let postgres: TestPostgres;
  let storage: Storage;
  let run: (sql: string) => Promise<void>;

  beforeAll(async () => {
    postgres = await startPostgres();
    storage = mikroOrmStorage({ url: await postgres.createDatabase() });
    await storage.open();
    const { pool } = Reflect.get(storage, 'opened') as { readonly pool: PgPool };
    run = async sql => {
      const client = await pool.connect();
      await client.query(sql);
      client.release();
    };
    // Plans are made for empty tables, and kept while these grow.
    for (const [, ask] of questions) await undone(storage, tx => ask(tx.get(MessageRepository)));
    for (const sql of backlog(count => `generate_series(0, ${count - 1}) as numbers(i)`, 'false'))
      await run(sql);
  }, 120_000);
  afterAll(async () => {
    await storage.close();
    await postgres.stop();
  });

  /** How many rows of the table this connection has looked at. */
  const rowsRead = async (tx: Transaction) => {
    const session = Reflect.get(tx, 'session') as Session;
    const [row] = await session.rows(
      `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'sms_messages'`,
    );
    return Number(row![0]);
  };

  const expectFewRowsRead = (ask: (messages: MessageRepository) => Promise<unknown>) =>
    undone(storage, async tx => {
      const before = await rowsRead(tx);
      await ask(tx.get(MessageRepository));
      expect((await rowsRead(tx)) - before).toBeLessThanOrEqual(3 * LIMIT);
    });

  it.each(questions)('is not walked over for %s, with plans from when it was empty', (_, ask) =>
    expectFewRowsRead(ask),
  );

  it.each(questions)('is not walked over for %s, with plans that know its length', async (_, ask) => {
    await run('analyze');
    await expectFewRowsRead(ask);
  });

  it('gives another account its share at once', async () => {
    const taken = await undone(storage, tx => tx.get(MessageRepository).claimQueued(claim));
    expect(taken.filter(({ accountId }) => accountId === 'acc_small')).toHaveLength(BESIDE);
    expect(taken).toHaveLength(LIMIT);
  });
});

describe('a long queue on SQLite', () => {
  let storage: Storage;
  let writer: SqliteConnection;

  beforeAll(async () => {
    storage = mikroOrmStorage({ url: 'sqlite::memory:' });
    await storage.open();
    ({ writer } = Reflect.get(storage, 'opened') as { readonly writer: SqliteConnection });
    const numbers = (count: number) =>
      `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1}) select i from n)`;
    for (const sql of backlog(numbers, '0')) writer.handle.exec(sql);
  });
  afterAll(() => storage.close());

  it.each(questions)('is neither walked over nor sorted for %s', async (_, ask) => {
    const before = new Set(statementsOf(writer));
    await undone(storage, tx => ask(tx.get(MessageRepository)));
    const asked = statementsOf(writer).filter(sql => !before.has(sql) && sql.includes('sms_messages'));
    const plans = asked.flatMap(sql => {
      const values = Array.from(sql.matchAll(/\?/g), () => null);
      return writer.handle
        .prepare(`explain query plan ${sql}`)
        .raw()
        .all(...values)
        .map(row => String(row[3]));
    });
    // `SCAN m` and the like would be a walk; searches by an index are called SEARCH.
    expect(plans.filter(step => /SCAN (sms_messages|m)\b|TEMP B-TREE/.test(step))).toEqual([]);
  });

  it('gives another account its share at once', async () => {
    const taken = await undone(storage, tx => tx.get(MessageRepository).claimQueued(claim));
    expect(taken.filter(({ accountId }) => accountId === 'acc_small')).toHaveLength(BESIDE);
  });
});

function statementsOf(connection: SqliteConnection): readonly string[] {
  return [...(Reflect.get(connection, 'statements') as ReadonlyMap<string, unknown>).keys()];
}
