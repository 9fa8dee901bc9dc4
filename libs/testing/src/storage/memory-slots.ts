import { SlotRepository, type SlotHolder } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

const keyOf = (carrier: string, node: string) => `${carrier}\n${node}`;

/** Who holds the slots of carriers, in memory. */
export class MemorySlotRepository extends SlotRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async lock(carrier: string): Promise<readonly SlotHolder[]> {
    const holders = this.tables.slots.all().filter(holder => holder.carrier === carrier);
    for (const { node } of holders) this.tables.slots.lock(keyOf(carrier, node));
    return holders.sort((a, b) => (a.node < b.node ? -1 : 1));
  }

  async save(holder: SlotHolder): Promise<void> {
    this.tables.slots.put(keyOf(holder.carrier, holder.node), holder);
  }

  async remove(carrier: string, nodes: readonly string[]): Promise<void> {
    for (const node of nodes) this.tables.slots.remove(keyOf(carrier, node));
  }
}
