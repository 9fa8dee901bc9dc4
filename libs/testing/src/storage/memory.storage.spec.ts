import type { LedgerRow } from '@chappe/sms';
import { storageContract } from '../contracts/storage.contract.js';
import { MemoryStorage } from './memory.storage.js';

storageContract({ describe, it }, 'MemoryStorage', async () => {
  const storage = new MemoryStorage();
  await storage.open();
  return {
    storage,
    tamper: async tampering => {
      const { ledger } = Reflect.get(storage, 'committed') as { ledger: Map<string, LedgerRow> };
      if (tampering.kind === 'remove') ledger.delete(tampering.rowId);
      if (tampering.kind === 'change') {
        const { rowId, micros } = tampering;
        ledger.set(rowId, { ...ledger.get(rowId)!, micros });
      }
      if (tampering.kind === 'swap') {
        const [one, other] = tampering.rowIds;
        const rows = [...ledger.values()];
        ledger.clear();
        for (const { id } of rows) {
          const swapped = id === one ? other : id === other ? one : id;
          ledger.set(
            swapped,
            rows.find(row => row.id === swapped)!,
          );
        }
      }
    },
    close: () => storage.close(),
  };
});
