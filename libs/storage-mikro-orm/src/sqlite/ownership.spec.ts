import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutboxRepository, type SmsEvent, type Storage } from '@chappe/sms';
import { mikroOrmStorage } from '../mikro-orm.storage.js';

const fact: SmsEvent = { id: 'a', type: 'message.queued', accountId: 'acc_1', at: 1, data: null };
const write = (storage: Storage) => storage.transaction(tx => tx.get(OutboxRepository).append([fact]));
const size = (storage: Storage) => storage.read(tx => tx.get(OutboxRepository).size());

describe('a file that two would write to', () => {
  let directory: string;
  let first: Storage;
  let second: Storage;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chappe-owner-'));
    const open = async () => {
      const url = `sqlite:${join(directory, 'chappe.db')}`;
      const storage = mikroOrmStorage({ url, sqlite: { busyTimeoutMs: 0 } });
      await storage.open();
      return storage;
    };
    first = await open();
    second = await open();
  });
  afterEach(async () => {
    await first.close();
    await second.close();
    await rm(directory, { recursive: true });
  });

  it('is that of who writes first; the other may read it, and is told', async () => {
    await write(first);
    expect(await size(second)).toBe(1);
    await expect(write(second)).rejects.toMatchObject({ code: 'database_in_use' });
  });

  it('is free for the other once the first has ended', async () => {
    await write(first);
    await first.close();
    await expect(write(second)).rejects.toMatchObject({ code: 'duplicate' });
    expect(await size(second)).toBe(1);
  });

  it('is asked for once, however many write at the same time', async () => {
    const all = await Promise.allSettled([write(first), write(first), write(first)]);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      all.flatMap(one => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])),
    ).toEqual(['duplicate', 'duplicate']);
  });
});
