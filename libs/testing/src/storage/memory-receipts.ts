import {
  ReceiptRepository,
  referenceKey,
  type OrphanReceipt,
  type Page,
  type PageRequest,
} from '@chappe/sms';
import { pageAfter } from './memory-page.js';
import { copyOf } from './memory-table.js';
import type { MemoryTables } from './memory-tables.js';

/** Receipts that cannot be matched yet, in memory. */
export class MemoryReceiptRepository extends ReceiptRepository {
  constructor(
    private readonly tables: MemoryTables,
    private readonly sequence: { last: number },
  ) {
    super();
  }

  async keep(orphans: readonly OrphanReceipt[]): Promise<void> {
    for (const orphan of orphans) {
      const seq = ++this.sequence.last;
      this.tables.receipts.put(String(seq), { seq, ...copyOf(orphan) });
    }
  }

  async take(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<readonly OrphanReceipt[]> {
    const wanted = new Set(keys.map(key => referenceKey(key.carrier, key.reference)));
    const taken = this.tables.receipts
      .all()
      .filter(orphan => wanted.has(referenceKey(orphan.carrier, orphan.receipt.reference)));
    for (const { seq } of taken) this.tables.receipts.remove(String(seq));
    return taken.map(({ carrier, receipt, receivedAt }) => copyOf({ carrier, receipt, receivedAt }));
  }

  async list(page: PageRequest, since = 0): Promise<Page<OrphanReceipt>> {
    const key = ({ seq }: { readonly seq: number }) => String(seq).padStart(16, '0');
    const kept = this.tables.receipts
      .all()
      .filter(orphan => orphan.receivedAt >= since)
      .sort((a, b) => a.seq - b.seq);
    const { data, next } = pageAfter(kept, page, key, false);
    return {
      data: data.map(({ carrier, receipt, receivedAt }) => copyOf({ carrier, receipt, receivedAt })),
      next,
    };
  }

  async count(): Promise<number> {
    return this.tables.receipts.all().length;
  }

  async prune(before: number, limit: number): Promise<number> {
    const old = this.tables.receipts
      .all()
      .filter(orphan => orphan.receivedAt < before)
      .slice(0, limit);
    for (const { seq } of old) this.tables.receipts.remove(String(seq));
    return old.length;
  }
}
