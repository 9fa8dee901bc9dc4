import type { Account } from './account.js';
import type { ApiToken } from './api-token.js';

/** Where accounts, their tokens and what they have used of their daily limit are kept. */
export abstract class AccountRepository {
  abstract add(account: Account): Promise<void>;
  abstract save(account: Account): Promise<void>;
  abstract get(id: string): Promise<Account | undefined>;
  /**
   * Reads an account to change it: whoever else locks it waits until this transaction ends, and then reads what it did.
   * Also what those who add something bounded to an account (its tokens) stand in line for. An error in a read.
   */
  abstract lock(id: string): Promise<Account | undefined>;
  /** How many accounts there are; a host asks at its first start. */
  abstract count(): Promise<number>;

  /** Adds a token. The storage refuses two active tokens of one account with one name (unique constraint). */
  abstract addToken(token: ApiToken): Promise<void>;
  abstract saveToken(token: ApiToken): Promise<void>;
  /** The active tokens of an account, oldest first. Inside a transaction, locks them. */
  abstract activeTokens(accountId: string): Promise<readonly ApiToken[]>;
  /** The active token with this hash and its account. Called at every request: one indexed look-up. */
  abstract findByTokenHash(
    hash: string,
  ): Promise<{ readonly account: Account; readonly token: ApiToken } | undefined>;

  /**
   * Counts `messages` into a day (`YYYY-MM-DD`, UTC), unless that would exceed `limit`. One conditional update, so that
   * concurrent sends cannot pass the limit together. Answers false, and counts nothing, when it would.
   */
  abstract useDailyLimit(
    accountId: string,
    day: string,
    messages: number,
    limit: number | null,
  ): Promise<boolean>;
  /** How many messages were counted into a day. */
  abstract usedOn(accountId: string, day: string): Promise<number>;
  /** Removes counts of days before `day`; answers how many. */
  abstract pruneDailyUse(day: string): Promise<number>;
}
