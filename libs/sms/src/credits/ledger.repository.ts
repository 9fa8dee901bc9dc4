import type { Asset, Instant, Page, PageRequest } from '../kernel/index.js';
import type { LedgerHead } from './ledger-chain.js';
import { walkLedger, type LedgerVerification, type PlacedRow, type WalkedBooks } from './ledger-walk.js';
import type { LedgerRow } from './ledger.js';
import type { Wallet } from './wallet.js';

/** Credit to set aside. The id is the caller's (the library uses the message's), and is used once for ever. */
export interface HoldRequest {
  readonly holdId: string;
  readonly micros: number;
}

/** What becomes of a hold: so much is spent, the rest goes back. */
export interface HoldResolution {
  readonly holdId: string;
  /** From 0 (all is released) to the held amount (all is captured). */
  readonly capturedMicros: number;
}

/**
 * Where the books are kept: the ledger's rows and the wallets that sum them up. Both change together, by updates that are
 * made only if the wallet is still what was decided on, and that the database's constraints check.
 *
 * Every row is also a link of a chain, one per account and asset: it gets the next place and the hash that
 * {@link appendToChain} makes, and the wallet keeps the end of its chain. The update of the wallet is what puts those who
 * write to one chain in a row; there is no lock on the books as a whole.
 */
export abstract class LedgerRepository implements WalkedBooks {
  /** All wallets of an account. */
  abstract wallets(accountId: string): Promise<readonly Wallet[]>;

  /** Adds credit from outside (`funding` → `wallet`), creating the wallet if need be. */
  abstract topUp(request: {
    readonly id: string;
    readonly accountId: string;
    readonly asset: Asset;
    readonly micros: number;
    readonly reference: string | null;
    readonly at: Instant;
  }): Promise<void>;

  /**
   * Sets credit aside for all requests, or for none (`wallet` → `hold`, one ledger row each, one wallet update in all).
   * Answers false, and changes nothing, when the wallet has less than the sum. Requests of 0 micros leave no row.
   */
  abstract hold(
    accountId: string,
    asset: Asset,
    requests: readonly HoldRequest[],
    at: Instant,
  ): Promise<boolean>;

  /**
   * Resolves holds: the captured part goes `hold` → `revenue`, the rest `hold` → `wallet`. A hold that is resolved
   * already, or was never made, is passed over. Answers the ids that this call resolved. Called with one to thousands
   * of holds of any accounts and assets; wallets are updated once per account and asset.
   */
  abstract resolve(resolutions: readonly HoldResolution[], at: Instant): Promise<readonly string[]>;

  /** The rows that concern an account, newest first. */
  abstract rows(accountId: string, page: PageRequest): Promise<Page<LedgerRow>>;

  /**
   * Recounts everything from the rows: per asset, what went into and out of each kind of ledger account, and every wallet
   * whose stored figures differ from its rows. For audits and tests; reads the whole ledger.
   */
  abstract audit(): Promise<LedgerAudit>;

  /** The ends of an account's chains, as its wallets keep them; none for a wallet that has no row yet. */
  abstract heads(accountId: string): Promise<readonly LedgerHead[]>;

  /**
   * The rows of an account in the order of writing, behind a place in it (0 for the start). Rows that somebody has changed
   * must be answered as they are now, however odd, and not be refused: {@link LedgerRepository.verify} names them.
   */
  abstract rowsAfter(accountId: string, place: number, limit: number): Promise<readonly PlacedRow[]>;

  /** The row that has a place in a chain, as {@link LedgerRepository.rowsAfter} answers it. Asked when a chain looks broken, so it may be slow. */
  abstract findInChain(accountId: string, asset: Asset, chainSeq: number): Promise<PlacedRow | undefined>;

  /** The account after this one ('' for the first) that has a wallet or a row. */
  abstract nextAccount(after: string): Promise<string | undefined>;

  /**
   * Recomputes the chains of an account from their rows, and names the first row that does not fit: changed, missing, moved,
   * or cut off the end. Walks over `limit` rows at most (1 to {@link VERIFY_ROWS_MAX}); `next` says where to go on, in
   * another transaction if you like. What it cannot see is books rewritten as a whole, wallets included: note the heads
   * elsewhere for that, and compare.
   */
  verify(accountId: string, page: PageRequest): Promise<LedgerVerification> {
    return walkLedger(this, accountId, page);
  }
}

/** What an audit of the books found. */
export interface LedgerAudit {
  readonly rows: number;
  /** Per asset: sums in micro-units. Balanced when `funded = available + held + revenue`. */
  readonly assets: readonly {
    readonly asset: Asset;
    readonly fundedMicros: number;
    readonly revenueMicros: number;
    readonly availableMicros: number;
    readonly heldMicros: number;
  }[];
  /** Holds without a resolution. */
  readonly openHolds: number;
  /** Wallets whose figures are not the sum of their rows; empty when the books are right. */
  readonly differing: readonly {
    readonly wallet: Wallet;
    readonly recountedAvailableMicros: number;
    readonly recountedHeldMicros: number;
  }[];
}
