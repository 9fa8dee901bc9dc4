import { CarrierRepository } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

/** Which carriers are held up by hand, in memory. */
export class MemoryCarrierRepository extends CarrierRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async pause(carrier: string, pausedAt: number): Promise<boolean> {
    if (this.tables.pausedCarriers.has(carrier)) return false;
    this.tables.pausedCarriers.put(carrier, { carrier, pausedAt });
    return true;
  }

  async resume(carrier: string): Promise<boolean> {
    return this.tables.pausedCarriers.remove(carrier);
  }

  async paused(): Promise<readonly string[]> {
    return this.tables.pausedCarriers
      .all()
      .map(({ carrier }) => carrier)
      .sort();
  }
}
