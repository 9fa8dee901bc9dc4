import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  AccountRepository,
  OptOutRepository,
  OutboxRepository,
  type SmsError,
  type SmsEvent,
  type Storage,
} from '@chappe/sms';
import { startPostgres, type TestPostgres } from '@chappe/testing';
import { migrateStorage, mikroOrmStorage } from '../mikro-orm.storage.js';
import type { PgPool } from './client.js';

/** The way to a server: connections that are open may be made silent; new ones work. */
class Way {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server: Server;

  constructor(target: URL) {
    this.server = createServer(near => {
      const far = connect(Number(target.port), target.hostname);
      const pair = [near, far] as const;
      this.pairs.add(pair);
      for (const [from, to] of [pair, [far, near] as const]) {
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
  }

  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  silence(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far);
      far.unpipe(near);
    }
  }

  close(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
  }
}

const fact: SmsEvent = { id: 'a', type: 'message.queued', accountId: 'acc_1', at: 1, data: null };

describe('PostgreSQL, whose connections are slow or silent', () => {
  let postgres: TestPostgres;
  let way: Way;
  let storage: Storage;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    const direct = await postgres.createDatabase();
    await migrateStorage({ url: direct });
    way = new Way(new URL(direct));
    const url = new URL(direct);
    url.port = String(await way.open());
    storage = mikroOrmStorage({
      url: url.href,
      postgresql: { poolMax: 4, readersMax: 2, statementTimeoutMs: 500, readTimeoutMs: 200 },
    });
    await storage.open();
  });
  afterEach(async () => {
    way.close();
    await storage.close();
  });

  it('does the work on another connection when one says nothing any more', async () => {
    await storage.read(tx => tx.get(AccountRepository).count());
    way.silence();
    await storage.transaction(tx => tx.get(OutboxRepository).append([fact]));
    expect(await storage.read(tx => tx.get(OutboxRepository).size())).toBe(1);
  });

  it('answers a health check although the connections it has are silent', async () => {
    await storage.ping();
    way.silence();
    await storage.ping();
  });

  it('writes while as many read as may, and gives up questions that take too long', async () => {
    const { pool } = Reflect.get(storage, 'opened') as { readonly pool: PgPool };
    const other = await pool.connect();
    await other.query('begin; lock table sms_opt_outs in access exclusive mode');
    const questions = Array.from({ length: 6 }, () =>
      storage.read(tx => tx.get(OptOutRepository).among('acc_1', ['+33612345678'])),
    );
    const answers = Promise.allSettled(questions);
    await storage.transaction(tx => tx.get(OutboxRepository).append([fact]));
    const refused = (await answers).map(
      answer => answer.status === 'rejected' && (answer.reason as SmsError).code,
    );
    expect(refused).toEqual(Array(6).fill('storage_unavailable'));
    await other.query('rollback');
    other.release();
    expect(await storage.read(tx => tx.get(OutboxRepository).size())).toBe(1);
  });
});
