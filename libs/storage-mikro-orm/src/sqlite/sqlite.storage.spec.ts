import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageContract } from '@chappe/testing';
import { statementsOf, UNGUARD } from '../credits/tampering.contract-spec.js';
import { mikroOrmStorage } from '../mikro-orm.storage.js';
import type { SqliteConnection } from './handle.js';

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
    tamper: async tampering => {
      const { handle } = (Reflect.get(storage, 'opened') as { readonly writer: SqliteConnection }).writer;
      for (const sql of [...UNGUARD.sqlite, ...statementsOf(tampering)]) handle.exec(sql);
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
