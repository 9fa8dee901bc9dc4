import { startPostgres, storageContract, type TestPostgres } from '@chappe/testing';
import { mikroOrmStorage } from '../mikro-orm.storage.js';

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
    close: () => storage.close(),
  };
});
