import { PeriodicWorkRepository } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

/** When each periodic work was begun last, in memory. */
export class MemoryPeriodicWorkRepository extends PeriodicWorkRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async begin(name: string, now: number, since: number): Promise<boolean> {
    const last = this.tables.periodicWork.get(name);
    if (last && last.begunAt > since && last.begunAt <= now) return false;
    this.tables.periodicWork.put(name, { name, begunAt: now });
    return true;
  }
}
