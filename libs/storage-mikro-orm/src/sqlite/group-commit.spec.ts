import { jest } from '@jest/globals';
import { OutboxRepository, type SmsEvent, type Storage } from '@chappe/sms';
import { mikroOrmStorage, type MikroOrmStorageOptions } from '../mikro-orm.storage.js';
import type { SqliteConnection } from './handle.js';

const fact = (id: string, data: unknown = null): SmsEvent => ({
  id,
  type: 'message.queued',
  accountId: 'acc_1',
  at: 1,
  data,
});

const append = (storage: Storage, id: string, data?: unknown) =>
  storage.transaction(tx => tx.get(OutboxRepository).append([fact(id, data)]));

const size = (storage: Storage) => storage.read(tx => tx.get(OutboxRepository).size());

describe('transactions that come together on SQLite', () => {
  let storage: Storage;
  let writer: SqliteConnection;

  const open = async (sqlite: MikroOrmStorageOptions['sqlite'] = {}) => {
    storage = mikroOrmStorage({ url: 'sqlite::memory:', sqlite });
    await storage.open();
    writer = (Reflect.get(storage, 'opened') as { readonly writer: SqliteConnection }).writer;
    return jest.spyOn(writer, 'do');
  };
  const count = (spy: Awaited<ReturnType<typeof open>>, sql: string) =>
    spy.mock.calls.filter(([given]) => given === sql).length;

  afterEach(() => storage.close());

  it('share one commit, and each has a savepoint', async () => {
    const spy = await open({ groupMs: 60_000 });
    await Promise.all(Array.from({ length: 50 }, (_, index) => append(storage, `e${index}`)));
    expect(count(spy, 'commit')).toBe(1);
    expect(count(spy, 'savepoint work')).toBe(50);
    expect(await size(storage)).toBe(50);
  });

  it('make groups no larger than allowed', async () => {
    const spy = await open({ groupMs: 60_000, groupSizeMax: 10 });
    await Promise.all(Array.from({ length: 50 }, (_, index) => append(storage, `e${index}`)));
    expect(count(spy, 'commit')).toBe(5);
  });

  it('make groups no longer than allowed', async () => {
    const spy = await open({ groupMs: 0 });
    await Promise.all(Array.from({ length: 3 }, (_, index) => append(storage, `e${index}`)));
    expect(count(spy, 'commit')).toBe(3);
  });

  it('are announced once for the group', async () => {
    await open({ groupMs: 60_000 });
    let heard = 0;
    storage.onAnnounced('outbox', () => heard++);
    await Promise.all(
      Array.from({ length: 5 }, () => storage.transaction(async tx => tx.announce('outbox'))),
    );
    expect(heard).toBe(1);
  });

  it('are all refused when their commit fails, and the next ones work', async () => {
    const spy = await open({ groupMs: 60_000 });
    let heard = 0;
    storage.onAnnounced('outbox', () => heard++);
    spy.mockImplementation(sql => {
      if (sql === 'commit') throw new Error('disk I/O error');
      writer.prepare(sql).run();
    });
    const settled = await Promise.allSettled([
      append(storage, 'a'),
      append(storage, 'b'),
      storage.transaction(async tx => tx.announce('outbox')),
    ]);
    expect(settled.map(result => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await size(storage)).toBe(0);
    expect(heard).toBe(0);

    spy.mockRestore();
    await append(storage, 'a');
    expect(await size(storage)).toBe(1);
  });

  it('store nothing that was refused when the disk is full, and work again when it is not', async () => {
    await open();
    await append(storage, 'before');
    const [page] = writer.handle.pragma('page_count') as [{ readonly page_count: number }];
    writer.handle.pragma(`max_page_count = ${page.page_count + 20}`);
    const settled = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) => append(storage, `e${index}`, 'x'.repeat(8_000))),
    );
    const stored = settled.filter(result => result.status === 'fulfilled').length;
    expect(stored).toBeLessThan(60);
    expect(await size(storage)).toBe(1 + stored);
    const reasons = settled.flatMap(result =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'storage_full' });

    writer.handle.pragma('max_page_count = 1000000');
    await append(storage, 'after', 'x'.repeat(8_000));
    expect(await size(storage)).toBe(2 + stored);
  });

  it('keep nothing of a transaction that SQLite gave up in the middle, whatever it does afterwards', async () => {
    await open();
    await append(storage, 'before');
    writer.handle.pragma('cache_size = 10');
    const [page] = writer.handle.pragma('page_count') as [{ readonly page_count: number }];
    writer.handle.pragma(`max_page_count = ${page.page_count + 20}`);
    const both = storage.transaction(async tx => {
      const outbox = tx.get(OutboxRepository);
      await Promise.all([
        outbox.append([fact('large', 'x'.repeat(1_000_000))]),
        outbox.append([fact('small')]),
      ]);
    });
    await expect(both).rejects.toMatchObject({ code: 'storage_full' });
    expect(await size(storage)).toBe(1);
  });

  it('say so too when there is no room for their commit', async () => {
    const spy = await open();
    spy.mockImplementation(sql => {
      if (sql === 'commit')
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      writer.prepare(sql).run();
    });
    await expect(append(storage, 'a')).rejects.toMatchObject({ code: 'storage_full' });
  });

  it('refuse to be opened inside one another, where they would wait for themselves', async () => {
    await open();
    const nested = storage.transaction(() => append(storage, 'inner'));
    await expect(nested).rejects.toMatchObject({ code: 'nested_transaction' });
    await append(storage, 'alone');
    expect(await size(storage)).toBe(1);
  });

  it('refuse to be used after they have ended', async () => {
    await open();
    const outbox = await storage.transaction(async tx => tx.get(OutboxRepository));
    await expect(outbox.append([fact('late')])).rejects.toMatchObject({ code: 'transaction_ended' });
  });

  it('are finished before the storage closes, and refused afterwards', async () => {
    await open();
    const last = append(storage, 'last');
    await storage.close();
    await expect(last).resolves.toBeUndefined();
    await expect(append(storage, 'late')).rejects.toMatchObject({ code: 'storage_not_open' });
  });
});
