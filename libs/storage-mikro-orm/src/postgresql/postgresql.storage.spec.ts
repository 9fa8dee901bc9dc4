import {
  LedgerRepository,
  Message,
  MessageRepository,
  OutboxRepository,
  type Asset,
  type MessageChange,
  type SmsEvent,
  type Storage,
  type Transaction,
} from '@chappe/sms';
import type { IMigrator } from '@mikro-orm/core';
import { startPostgres, storageContract, type TestPostgres } from '@chappe/testing';
import { statementsOf, UNGUARD } from '../credits/tampering.contract-spec.js';
import { mikroOrmStorage } from '../mikro-orm.storage.js';
import type { PgClient, PgPool } from './client.js';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

storageContract({ describe, it }, 'PostgreSQL', async () => {
  const url = await postgres.createDatabase();
  const open = async () => {
    const storage = mikroOrmStorage({ url });
    await storage.open();
    return storage;
  };
  let storage = await open();
  return {
    storage,
    reopen: async () => {
      await storage.close();
      return (storage = await open());
    },
    tamper: async tampering => {
      const client = await (Reflect.get(storage, 'opened') as Opened).pool.connect();
      for (const sql of [...UNGUARD.postgresql, ...statementsOf(tampering)]) await client.query(sql);
      client.release();
    },
    close: () => storage.close(),
  };
});

interface Opened {
  readonly orm: { readonly migrator: IMigrator };
  readonly pool: PgPool;
}

function messageFor(id: string): MessageChange {
  const { message, move } = Message.accept({
    id,
    accountId: 'acc_1',
    to: '+33612345678',
    country: 'FR',
    from: null,
    text: 'Bonjour',
    purpose: 'transactional',
    type: 'text',
    messageClass: null,
    encoding: 'GSM7',
    partCount: 1,
    priority: 'medium',
    replyable: false,
    tag: null,
    clientRef: null,
    campaignId: null,
    callbackUrl: null,
    asset: 'EUR',
    pricePerPartMicros: 0,
    network: null,
    pricedNetwork: null,
    validityMs: 1000,
    createdAt: 1,
    scheduledAt: null,
  });
  return { message, moves: [move] };
}

const fact = (id: string): SmsEvent => ({
  id,
  type: 'message.queued',
  accountId: 'acc_1',
  at: 1,
  data: null,
});

describe('PostgreSQL, where many work and things break', () => {
  let url: string;
  let storage: Storage;
  const opened = (of = storage) => Reflect.get(of, 'opened') as Opened;
  const size = () => storage.read(tx => tx.get(OutboxRepository).size());
  const killAll = () =>
    postgres.run(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = '${new URL(url).pathname.slice(1)}' and application_name = 'chappe'`);

  beforeEach(async () => {
    url = await postgres.createDatabase();
    storage = mikroOrmStorage({ url });
    await storage.open();
  });
  afterEach(() => storage.close());

  it('has the schema that the entities describe', async () => {
    expect(await opened().orm.migrator.checkSchema()).toBe(false);
  });

  it('is migrated once when many processes open it at the same time', async () => {
    const fresh = await postgres.createDatabase();
    const storages = Array.from({ length: 4 }, () => mikroOrmStorage({ url: fresh }));
    await Promise.all(storages.map(one => one.open()));
    await Promise.all(storages.map(one => one.close()));
  });

  it('keeps the rows of the books from being changed or removed', async () => {
    const client = await opened().pool.connect();
    for (const sql of ['update sms_ledger set micros = 6', 'delete from sms_ledger', 'truncate sms_ledger']) {
      await expect(client.query(sql)).rejects.toThrow('only ever added');
    }
    client.release();
  });

  it('hands a second claimer the rest at once, while the first still has its own', async () => {
    const changes = Array.from({ length: 10 }, (_, index) => messageFor(`msg_${index}`));
    await storage.transaction(tx => tx.get(MessageRepository).add(changes));
    const claim = { owner: 'a', now: 10, leaseUntil: 20, limit: 6 };
    const [first, second] = await storage.transaction(async tx => {
      const mine = await tx.get(MessageRepository).claimQueued(claim);
      const other = mikroOrmStorage({ url });
      await other.open();
      const theirs = await other.transaction(inner => inner.get(MessageRepository).claimQueued(claim));
      await other.close();
      return [mine, theirs];
    });
    expect([first!.length, second!.length]).toEqual([6, 4]);
    expect(new Set([...first!, ...second!].map(message => message.id)).size).toBe(10);
  });

  it('verifies books of two assets whose rows were stored in another order than they were numbered', async () => {
    const topUp = (tx: Transaction, id: string, asset: Asset) =>
      tx.get(LedgerRepository).topUp({ id, accountId: 'acc_1', asset, micros: 5, reference: null, at: 1 });
    const verify = (cursor?: string) =>
      storage.read(tx => tx.get(LedgerRepository).verify('acc_1', { limit: 2, ...(cursor && { cursor }) }));
    await storage.transaction(tx => topUp(tx, 'eur_1', 'EUR'));
    const numbered = Promise.withResolvers<void>();
    const passed = Promise.withResolvers<void>();
    const late = storage.transaction(async tx => {
      await topUp(tx, 'eur_2', 'EUR');
      numbered.resolve();
      await passed.promise;
    });
    await numbered.promise;
    await storage.transaction(tx => topUp(tx, 'usd_1', 'USD'));
    const { next } = await verify();
    passed.resolve();
    await late;
    expect(await verify(next!)).toMatchObject({ fault: null, rows: 1, next: null });
    await storage.transaction(tx => topUp(tx, 'eur_3', 'EUR'));
    expect(await verify(next!)).toMatchObject({ fault: null, rows: 2 });
  });

  it('tells the other processes', async () => {
    const other = mikroOrmStorage({ url });
    await other.open();
    const heard = new Promise<void>(resolve => storage.onAnnounced('queue', resolve));
    await other.transaction(async tx => tx.announce('queue'));
    await heard;
    await other.close();
  });

  it('does the work again when others are in its way', async () => {
    await storage.transaction(tx =>
      tx.get(MessageRepository).add([messageFor('msg_a'), messageFor('msg_b')]),
    );
    let runs = 0;
    const both = { waiting: 2, ...Promise.withResolvers<void>() };
    const cross = (first: string, second: string) =>
      storage.transaction(async tx => {
        runs += 1;
        const messages = tx.get(MessageRepository);
        const [one] = await messages.lock([first]);
        if (--both.waiting === 0) both.resolve();
        await both.promise;
        const [two] = await messages.lock([second]);
        for (const message of [one!, two!]) message.attempts += 1;
        await messages.save([one!, two!].map(message => ({ message, moves: [] })));
      });
    await Promise.all([cross('msg_a', 'msg_b'), cross('msg_b', 'msg_a')]);
    expect(runs).toBe(3);
    const stored = await storage.read(tx => tx.get(MessageRepository).get('acc_1', 'msg_a'));
    expect(stored?.attempts).toBe(2);
  });

  it('does the work again when its connection is killed before the commit', async () => {
    let runs = 0;
    await storage.transaction(async tx => {
      await tx.get(OutboxRepository).append([fact('a')]);
      if (runs++ === 0) await killAll();
    });
    expect(runs).toBe(2);
    expect(await size()).toBe(1);
  });

  it('does the work again when the server has ended its session, which did nothing for too long', async () => {
    const hasty = mikroOrmStorage({ url, postgresql: { idleInTransactionTimeoutMs: 50 } });
    await hasty.open();
    let runs = 0;
    await hasty.transaction(async tx => {
      await tx.get(OutboxRepository).append([fact('a')]);
      if (runs++ === 0) await postgres.run('select pg_sleep(0.5)');
      await tx.get(OutboxRepository).append([fact('b')]);
    });
    expect(runs).toBe(2);
    expect(await size()).toBe(2);
    await hasty.close();
  });

  it('lets more transactions wait for a connection than there are, and does them all', async () => {
    const narrow = mikroOrmStorage({ url, postgresql: { poolMax: 2, readersMax: 1 } });
    await narrow.open();
    const ids = Array.from({ length: 50 }, (_, index) => `evt_${index}`);
    const sizes = await Promise.all(
      ids.map(async id => {
        await narrow.transaction(tx => tx.get(OutboxRepository).append([fact(id)]));
        return narrow.read(tx => tx.get(OutboxRepository).size());
      }),
    );
    expect(Math.max(...sizes)).toBe(50);
    await narrow.close();
  });

  /** Breaks the next commit: before it is done, or after, when only its answer is lost. */
  const breakNextCommit = (when: 'before' | 'after') => {
    const { pool } = opened();
    const connect = pool.connect.bind(pool);
    let broken = false;
    pool.connect = async () => {
      const client = await connect();
      const query = client.query.bind(client) as PgClient['query'];
      const breaking: PgClient['query'] = async given => {
        if (given !== 'commit' || broken) return query(given);
        broken = true;
        if (when === 'after') await query(given);
        await killAll();
        throw new Error('Connection terminated unexpectedly');
      };
      return Object.assign(client, { query: breaking });
    };
  };

  it.each(['before', 'after'] as const)(
    'stores the work once when the connection breaks %s the commit is done',
    async when => {
      breakNextCommit(when);
      let runs = 0;
      await storage.transaction(async tx => {
        runs += 1;
        await tx.get(OutboxRepository).append([fact('a')]);
      });
      expect(runs).toBe(when === 'before' ? 2 : 1);
      expect(await size()).toBe(1);
    },
  );

  it('works again, and listens again, after the server was restarted', async () => {
    if (!postgres.restart) return;
    await storage.transaction(tx => tx.get(OutboxRepository).append([fact('a')]));
    const heard = new Promise<void>(resolve => storage.onAnnounced('queue', resolve));
    await postgres.restart();
    expect(await size()).toBe(1);
    await heard;
    const other = mikroOrmStorage({ url });
    await other.open();
    const again = new Promise<void>(resolve => storage.onAnnounced('outbox', resolve));
    await other.transaction(async tx => tx.announce('outbox'));
    await again;
    await other.close();
  });

  /** Lets sessions that begin from now on only read, as on a server that stands by for another. */
  const readOnly = async (setting: string) => {
    const name = new URL(url).pathname.slice(1);
    await postgres.run(`alter database ${name} ${setting}`);
  };

  it('leaves a server that only reads for the one that has taken over', async () => {
    await readOnly('set default_transaction_read_only = on');
    await killAll();
    const append = (id: string) => storage.transaction(tx => tx.get(OutboxRepository).append([fact(id)]));
    // Of all that ask at once, each has a connection to the server that stands by.
    const asking = Array.from({ length: 8 }, (_, index) => append(`evt_${index}`));
    for (const asked of await Promise.allSettled(asking))
      expect(asked).toMatchObject({ status: 'rejected', reason: { code: 'storage_unavailable' } });
    await readOnly('reset default_transaction_read_only');
    await append('evt_then');
    expect(await size()).toBe(1);
  });

  it('says that the database cannot be used when it lets nobody in', async () => {
    const name = new URL(url).pathname.slice(1);
    await postgres.run(`alter database ${name} with allow_connections false`);
    await killAll();
    await expect(size()).rejects.toMatchObject({ code: 'storage_unavailable' });
    await postgres.run(`alter database ${name} with allow_connections true`);
    expect(await size()).toBe(0);
  });

  it('says so when a failure was swallowed and nothing can be committed', async () => {
    await storage.transaction(tx => tx.get(OutboxRepository).append([fact('a')]));
    const swallowing = storage.transaction(async tx => {
      await tx
        .get(OutboxRepository)
        .append([fact('a')])
        .catch(() => undefined);
    });
    await expect(swallowing).rejects.toMatchObject({ code: 'transaction_rolled_back' });
  });

  it('says which database cannot be opened, why, and never its password', async () => {
    const away = mikroOrmStorage({ url: 'postgresql://chappe:secret@127.0.0.1:1/sms' }).open();
    await expect(away).rejects.toMatchObject({ code: 'database_unreachable' });
    await expect(away).rejects.toThrow(
      'The database postgresql://chappe:***@127.0.0.1:1/sms could not be opened (connect ECONNREFUSED 127.0.0.1:1)',
    );
    const url = new URL(await postgres.createDatabase());
    url.username = 'nobody-known';
    const refused = mikroOrmStorage({ url: url.href }).open();
    await expect(refused).rejects.toMatchObject({ code: 'database_unreachable' });
  });

  it('refuses a database that lacks what its migrations have made', async () => {
    const url = await postgres.createDatabase();
    const storage = mikroOrmStorage({ url });
    await storage.open();
    const client = await (Reflect.get(storage, 'opened') as Opened).pool.connect();
    await client.query('drop table sms_carrier_slots; alter table sms_parts drop column raw_code');
    client.release();
    await storage.close();
    const opening = mikroOrmStorage({ url }).open();
    await expect(opening).rejects.toMatchObject({ code: 'incomplete_schema' });
    await expect(opening).rejects.toThrow(/lacks sms_parts.raw_code, sms_carrier_slots\./);
  });

  it('refuses a transaction inside another one, as SQLite must', async () => {
    const nested = storage.transaction(() => storage.transaction(async () => undefined));
    await expect(nested).rejects.toMatchObject({ code: 'nested_transaction' });
  });

  it('says what it refuses by code', async () => {
    const add = () => storage.transaction(tx => tx.get(OutboxRepository).append([fact('a')]));
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'duplicate' });
  });
});
