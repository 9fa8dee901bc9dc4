import { OutboxRepository, type SmsEvent, type Storage } from '@chappe/sms';
import { startPostgres, type TestPostgres } from '@chappe/testing';
import type { Session } from '../kernel/index.js';
import { mikroOrmStorage } from '../mikro-orm.storage.js';
import type { PgPool } from '../postgresql/client.js';

const LIMIT = 100;
const BACKLOG = 60_000;
const WAITING = 2_000;

const fact = (id: string): SmsEvent => ({
  id,
  type: 'message.queued',
  accountId: 'acc_1',
  at: 1,
  data: null,
});

describe('the outbox on PostgreSQL, after a backlog was published', () => {
  let postgres: TestPostgres;
  let storage: Storage;

  beforeAll(async () => {
    postgres = await startPostgres();
    storage = mikroOrmStorage({ url: await postgres.createDatabase() });
    await storage.open();
    const { pool } = Reflect.get(storage, 'opened') as { readonly pool: PgPool };
    const client = await pool.connect();
    // What is left is in the last page, so that the table stays as long as it was, and statistics call it empty.
    for (const sql of [
      `insert into sms_outbox (id, type, account_id, at, data, lease_until)
       select 'old_' || i, 'message.queued', 'acc_1', 1, '{}', 0 from generate_series(1, ${BACKLOG}) as i`,
      `delete from sms_outbox where id <> 'old_${BACKLOG}'`,
      'vacuum analyze sms_outbox',
    ])
      await client.query(sql);
    client.release();
    const facts = Array.from({ length: WAITING }, (_, index) => fact(`evt_${index}`));
    await storage.transaction(tx => tx.get(OutboxRepository).append(facts));
  }, 120_000);
  afterAll(async () => {
    await storage.close();
    await postgres.stop();
  });

  it('is read once for a claim, though statistics from when it was empty promise that reading it again costs nothing', async () => {
    const read = await storage.transaction(async tx => {
      const session = Reflect.get(tx, 'session') as Session;
      const rowsRead = async () => {
        const [row] = await session.rows(
          `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'sms_outbox'`,
        );
        return Number(row![0]);
      };
      const before = await rowsRead();
      const claimed = await tx
        .get(OutboxRepository)
        .claim({ owner: 'node-1', now: 1, leaseUntil: 2, limit: LIMIT });
      expect(claimed).toHaveLength(LIMIT);
      return (await rowsRead()) - before;
    });
    expect(read).toBeLessThanOrEqual(3 * LIMIT);
  });
});
