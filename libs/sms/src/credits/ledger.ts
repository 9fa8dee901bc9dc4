import type { Asset, Instant } from '../kernel/index.js';

/** What a ledger row records. */
export type LedgerKind = 'top_up' | 'hold' | 'capture' | 'release' | 'transfer' | 'refund';

/**
 * The accounts of the books. Credit of an account is in `wallet:<id>` while free and in `hold:<id>` while set aside;
 * it comes from `funding` and ends in `revenue`.
 */
export type LedgerAccount = `wallet:${string}` | `hold:${string}` | 'funding' | 'revenue';

/**
 * What a row of the double-entry ledger says: `micros` leave one account of the books and enter another, so debits equal
 * credits by construction.
 */
export interface LedgerEntry {
  readonly id: string;
  readonly at: Instant;
  readonly kind: LedgerKind;
  readonly asset: Asset;
  /** Positive, in micro-units. */
  readonly micros: number;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  /** Whose wallet is concerned. */
  readonly accountId: string;
  /** The hold this row is about: its own id for a `hold`, the hold's for what follows. */
  readonly holdId: string | null;
  /**
   * Set (to the hold's id) on the one row that resolves a hold. Unique in the database: a hold resolves exactly once,
   * whatever the callers do.
   */
  readonly resolves: string | null;
  /** Free text of the caller: an order number, the other party of a transfer. */
  readonly reference: string | null;
}

/** A row as it stands in the books. Rows are only ever added, each at the end of the chain of its wallet (`accountId`, `asset`). */
export interface LedgerRow extends LedgerEntry {
  /** Its place in the chain, from 1. */
  readonly chainSeq: number;
  /** What seals it, and through it every row before; see {@link chainHash}. */
  readonly chainHash: string;
}
