import type { Page, PageRequest } from '../kernel/index.js';
import type { OptOut } from './opt-out.js';

/** Where the suppression list is kept: one row per account and number. */
export abstract class OptOutRepository {
  /** Adds numbers; those already there stay as they are. Answers how many are new. */
  abstract add(optOuts: readonly OptOut[]): Promise<number>;
  /** Removes one number; answers whether it was there. */
  abstract remove(accountId: string, msisdn: string): Promise<boolean>;
  /** Which of these numbers are on the account's list. Called at every send, with up to 10,000 numbers. */
  abstract among(accountId: string, msisdns: readonly string[]): Promise<ReadonlySet<string>>;
  /** The list, by number. */
  abstract list(accountId: string, page: PageRequest): Promise<Page<OptOut>>;
}
