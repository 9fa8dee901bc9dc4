import {
  earlierAnswer,
  fingerprint,
  idempotencyKeyRefusal,
  money,
  refuse,
  rememberAnswer,
  type Answer,
  type Clock,
  type Ids,
  type Money,
  type Page,
  type PageRequest,
  type Storage,
} from '../kernel/index.js';
import { AccountRepository, accountNotFound } from '../accounts/index.js';
import { recordEvents } from '../events/index.js';
import { referenceNotText, referenceTooLong, topUpOutOfRange } from './credit.errors.js';
import { walletToppedUp } from './credit.events.js';
import { VERIFY_ROWS_MAX, type LedgerFault, type LedgerVerification } from './ledger-walk.js';
import type { LedgerRow } from './ledger.js';
import { LedgerRepository, type LedgerAudit } from './ledger.repository.js';
import { viewWallets, type WalletView } from './wallet-view.js';

/** The least and the most that one top-up may bring: one unit, and a million. */
export const TOP_UP_MIN_MICROS = 1_000_000;
export const TOP_UP_MAX_MICROS = 1_000_000_000_000;

/** How long the reference of a top-up may be, in UTF-16 units. */
export const TOP_UP_REFERENCE_LENGTH_MAX = 200;

/** How many faults a verification of all books names at most: the first of as many accounts. */
export const FAULTS_NAMED_MAX = 100;

/** What a verification of the books of all accounts found. */
export interface BooksVerification {
  readonly accounts: number;
  readonly rows: number;
  /** The first fault of each account that has one, {@link FAULTS_NAMED_MAX} accounts at most; empty when the books are right. */
  readonly faults: readonly LedgerFault[];
}

/** Credit that was added, and the wallets after it. */
export interface TopUp {
  readonly topUpId: string;
  readonly wallets: readonly WalletView[];
}

/**
 * The wallets of an account, and the books behind them.
 *
 * @example
 * await credits.topUp(account.id, money(10_000_000, 'EUR'), { reference: 'order 1794' });
 */
export class CreditService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Adds credit that has been paid for. The wallet of its asset becomes the one that pays; another that did before keeps
   * what it has, frozen until it is topped up in turn. Nothing is converted, and nothing is paid back.
   *
   * Give the payment's own number as `idempotencyKey`: whoever repeats a call whose answer was lost, within 48 h, gets the first
   * answer again, and the credit once.
   *
   * Refused as `top_up_out_of_range` ({@link TOP_UP_MIN_MICROS} to {@link TOP_UP_MAX_MICROS}), `invalid_request`,
   * `idempotency_key_invalid`, `idempotency_conflict` or `account_not_found`.
   */
  async topUp(
    accountId: string,
    amount: Money,
    {
      reference = null,
      idempotencyKey: key,
    }: { readonly reference?: string | null | undefined; readonly idempotencyKey?: string | undefined } = {},
  ): Promise<Answer<TopUp>> {
    const { micros, asset } = amount;
    if (micros < TOP_UP_MIN_MICROS || micros > TOP_UP_MAX_MICROS) {
      return topUpOutOfRange(amount, money(TOP_UP_MIN_MICROS, asset), money(TOP_UP_MAX_MICROS, asset));
    }
    if (reference !== null && reference.length > TOP_UP_REFERENCE_LENGTH_MAX) {
      return referenceTooLong(reference.length, TOP_UP_REFERENCE_LENGTH_MAX);
    }
    // What comes back from a database changed would not have the hash it was sealed with.
    if (reference !== null && (!reference.isWellFormed() || reference.includes('\0'))) {
      return referenceNotText();
    }
    const badKey = key === undefined ? undefined : idempotencyKeyRefusal(key);
    if (badKey) return badKey;
    const requestHash = fingerprint({ topUp: { micros, asset }, reference });
    const topUpId = this.ids.next('top');
    const at = this.clock.now();
    return this.storage.transaction(async (tx): Promise<Answer<TopUp>> => {
      const accounts = tx.get(AccountRepository);
      // Two calls under one key come one after the other.
      const account = await accounts.lock(accountId);
      if (!account) return accountNotFound(accountId);
      if (key !== undefined) {
        const earlier = await earlierAnswer(tx, accountId, key, requestHash);
        if (earlier.kind === 'conflict') return refuse(earlier.refusal);
        if (earlier.kind === 'same') return { ok: true, ...(earlier.answer as TopUp) };
      }
      const ledger = tx.get(LedgerRepository);
      await ledger.topUp({ id: topUpId, accountId, asset, micros, reference, at });
      const activated = account.asset !== asset;
      if (activated) {
        account.asset = asset;
        await accounts.save(account);
      }
      const data = { topUpId, asset, micros, reference, activated };
      await recordEvents(tx, [walletToppedUp(this.ids, accountId, at, data)]);
      const answer: TopUp = { topUpId, wallets: viewWallets(asset, await ledger.wallets(accountId)) };
      if (key !== undefined) await rememberAnswer(tx, { accountId, key, requestHash, answer, createdAt: at });
      return { ok: true, ...answer };
    });
  }

  /** The wallets of an account, the one that pays first. Refused as `account_not_found`. */
  async wallets(accountId: string): Promise<Answer<{ readonly wallets: readonly WalletView[] }>> {
    const wallets = await this.storage.read(async tx => {
      const account = await tx.get(AccountRepository).get(accountId);
      return account && viewWallets(account.asset, await tx.get(LedgerRepository).wallets(accountId));
    });
    return wallets ? { ok: true, wallets } : accountNotFound(accountId);
  }

  /** The rows of the ledger that concern an account, newest first. */
  rows(accountId: string, page: PageRequest): Promise<Page<LedgerRow>> {
    return this.storage.read(tx => tx.get(LedgerRepository).rows(accountId, page));
  }

  /**
   * Recomputes the hash chains of an account's rows; `next` says where to go on. See {@link LedgerRepository.verify}.
   *
   * @example
   * const { fault } = await credits.verify(account.id);
   * if (fault) alarm(fault.detail);
   */
  verify(
    accountId: string,
    { limit = VERIFY_ROWS_MAX, cursor }: Partial<PageRequest> = {},
  ): Promise<LedgerVerification> {
    return this.storage.read(tx => tx.get(LedgerRepository).verify(accountId, { limit, cursor }));
  }

  /** Recomputes the hash chains of all accounts, to their ends; reads the whole ledger, some thousand rows at a time. */
  async verifyAll(): Promise<BooksVerification> {
    const faults: LedgerFault[] = [];
    let accounts = 0;
    let rows = 0;
    for (
      let accountId = await this.accountAfter('');
      accountId !== undefined && faults.length < FAULTS_NAMED_MAX;
      accountId = await this.accountAfter(accountId)
    ) {
      accounts += 1;
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page: LedgerVerification = await this.verify(accountId, { cursor });
        rows += page.rows;
        if (page.fault) faults.push(page.fault);
        cursor = page.next;
      }
    }
    return { accounts, rows, faults };
  }

  /** Recounts the books of all accounts; reads the whole ledger. See {@link isBalanced}. */
  audit(): Promise<LedgerAudit> {
    return this.storage.read(tx => tx.get(LedgerRepository).audit());
  }

  private accountAfter(accountId: string): Promise<string | undefined> {
    return this.storage.read(tx => tx.get(LedgerRepository).nextAccount(accountId));
  }
}

/** Whether the books are right: per asset, all that came in is somewhere, and every wallet is the sum of its rows. */
export function isBalanced(audit: LedgerAudit): boolean {
  const everyMicroIsSomewhere = audit.assets.every(
    ({ fundedMicros, availableMicros, heldMicros, revenueMicros }) =>
      fundedMicros === availableMicros + heldMicros + revenueMicros,
  );
  return everyMicroIsSomewhere && audit.differing.length === 0;
}
