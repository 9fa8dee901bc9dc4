import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageContract } from '@chappe/testing';
import { mikroOrmStorage } from '../mikro-orm.storage.js';

storageContract({ describe, it }, 'SQLite in a file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'chappe-spec-'));
  const open = async () => {
    const storage = mikroOrmStorage({ url: `sqlite:${join(directory, 'chappe.db')}` });
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
    close: async () => {
      await storage.close();
      await rm(directory, { recursive: true });
    },
  };
});

storageContract({ describe, it }, 'SQLite in memory', async () => {
  const storage = mikroOrmStorage({ url: 'sqlite::memory:' });
  await storage.open();
  return { storage, close: () => storage.close() };
});
