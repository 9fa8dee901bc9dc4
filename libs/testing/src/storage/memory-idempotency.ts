import { IdempotencyRepository, type IdempotencyRecord } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

/** Answers to repeatable requests, in memory. */
export class MemoryIdempotencyRepository extends IdempotencyRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async find(accountId: string, key: string): Promise<IdempotencyRecord | undefined> {
    return this.tables.idempotency.get(`${accountId}\n${key}`);
  }

  async add(record: IdempotencyRecord): Promise<boolean> {
    const key = `${record.accountId}\n${record.key}`;
    if (this.tables.idempotency.has(key)) return false;
    this.tables.idempotency.put(key, record);
    return true;
  }

  async prune(before: number, limit: number): Promise<number> {
    const old = this.tables.idempotency
      .all()
      .filter(record => record.createdAt < before)
      .sort((a, b) => a.createdAt - b.createdAt)
      .slice(0, limit);
    for (const record of old) this.tables.idempotency.remove(`${record.accountId}\n${record.key}`);
    return old.length;
  }
}
