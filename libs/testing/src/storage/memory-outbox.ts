import { OutboxRepository, type SmsEvent } from '@chappe/sms';
import { copyOf } from './memory-table.js';
import type { MemoryTables } from './memory-tables.js';

/** Facts that wait to be published, in memory. */
export class MemoryOutboxRepository extends OutboxRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async append(events: readonly SmsEvent[]): Promise<void> {
    for (const event of events)
      this.tables.outbox.add(event.id, { event: copyOf(event), owner: '', leaseUntil: 0 });
  }

  async claim({
    owner,
    now,
    leaseUntil,
    straysAfter = Infinity,
    limit,
  }: {
    readonly owner: string;
    readonly now: number;
    readonly leaseUntil: number;
    readonly straysAfter?: number | undefined;
    readonly limit: number;
  }): Promise<readonly SmsEvent[]> {
    const free = this.tables.outbox
      .all()
      .filter(row => row.leaseUntil <= now || row.leaseUntil > straysAfter)
      .slice(0, limit);
    for (const { event } of free) this.tables.outbox.put(event.id, { event, owner, leaseUntil });
    return free.map(({ event }) => copyOf(event));
  }

  async renew(owner: string, ids: readonly string[], until: number): Promise<void> {
    for (const id of ids) {
      const row = this.tables.outbox.get(id);
      if (row?.owner === owner) this.tables.outbox.put(id, { ...row, leaseUntil: until });
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.tables.outbox.remove(id);
  }

  async size(): Promise<number> {
    return this.tables.outbox.all().length;
  }
}
