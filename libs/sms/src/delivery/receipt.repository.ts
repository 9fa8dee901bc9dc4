import type { Instant, Page, PageRequest } from '../kernel/index.js';
import type { DeliveryReceipt } from './carrier.js';

/** A receipt that came before we knew the reference it speaks of, or that speaks of nothing of ours. */
export interface OrphanReceipt {
  readonly carrier: string;
  readonly receipt: DeliveryReceipt;
  readonly receivedAt: Instant;
}

/** Where receipts wait that cannot be matched yet. */
export abstract class ReceiptRepository {
  /** Keeps receipts, in the order they came. */
  abstract keep(orphans: readonly OrphanReceipt[]): Promise<void>;

  /** Takes out what was kept for these references, in the order it came. */
  abstract take(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<readonly OrphanReceipt[]>;

  /** What is kept and came at `since` or later, in the order it came. Without `since` all of it. */
  abstract list(page: PageRequest, since?: Instant): Promise<Page<OrphanReceipt>>;

  /** How many are kept. */
  abstract count(): Promise<number>;

  /** Removes those received before `before`, at most `limit`; answers how many. */
  abstract prune(before: Instant, limit: number): Promise<number>;
}
