import { storageContract } from '../contracts/storage.contract.js';
import { MemoryStorage } from './memory.storage.js';

storageContract({ describe, it }, 'MemoryStorage', async () => {
  const storage = new MemoryStorage();
  await storage.open();
  return { storage, close: () => storage.close() };
});
