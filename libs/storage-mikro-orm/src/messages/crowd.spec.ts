import { MessageRepository, type Storage, type Transaction } from '@chappe/sms';
import { startPostgres, type TestPostgres } from '@chappe/testing';
import type { Session } from '../kernel/index.js';
import { mikroOrmStorage } from '../mikro-orm.storage.js';
import type { PgPool } from '../postgresql/client.js';
import { BESIDE, manyWaiting, NOW } from './growth.contract-spec.js';
import { ACCOUNTS_LOOKED_AT } from './queue.js';

const claim = (tx: Transaction, limit: number, now = NOW) =>
  tx.get(MessageRepository).claimQueued({ owner: 'node-1', now, leaseUntil: now + 1, limit });

describe('a queue of many accounts on PostgreSQL', () => {
  let postgres: TestPostgres;
  let url: string;
  let storage: Storage;

  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase();
    storage = mikroOrmStorage({ url });
    await storage.open();
    const { pool } = Reflect.get(storage, 'opened') as { readonly pool: PgPool };
    const client = await pool.connect();
    for (const sql of manyWaiting(count => `generate_series(0, ${count - 1}) as numbers(i)`, 'false'))
      await client.query(sql);
    client.release();
  }, 120_000);
  afterAll(async () => {
    await storage.close();
    await postgres.stop();
  });

  /** What a claim takes, and how many rows it looked at. The claim is undone. */
  const claimed = async (limit: number) => {
    const undo = new Error('undone');
    let found = { taken: 0, read: 0 };
    const asking = storage.transaction(async tx => {
      const session = Reflect.get(tx, 'session') as Session;
      const rowsRead = async () => {
        const [row] = await session.rows(
          `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'sms_messages'`,
        );
        return Number(row![0]);
      };
      const before = await rowsRead();
      const { length: taken } = await claim(tx, limit);
      found = { taken, read: (await rowsRead()) - before };
      throw undo;
    });
    await expect(asking).rejects.toBe(undo);
    return found;
  };

  it('is not asked account by account for the few messages that are due, where the others wait for later', async () => {
    const { taken, read } = await claimed(100);
    expect(taken).toBe(BESIDE);
    expect(read).toBeLessThanOrEqual(300);
  });

  it('is walked over in steps where more is due than a claim takes', async () => {
    const { taken, read } = await claimed(BESIDE / 2);
    expect(taken).toBe(BESIDE / 2);
    expect(read).toBeLessThanOrEqual(2 * ACCOUNTS_LOOKED_AT);
  });

  it('gives a second claimer of other accounts, while the first still has its own', async () => {
    const other = mikroOrmStorage({ url });
    await other.open();
    const later = NOW + 600;
    const [first, second] = await storage.transaction(async tx => {
      const mine = await claim(tx, 10, later);
      return [mine, await other.transaction(inner => claim(inner, 10, later))];
    });
    expect(new Set([...first, ...second].map(message => message.accountId)).size).toBe(20);
    await other.close();
  });
});
