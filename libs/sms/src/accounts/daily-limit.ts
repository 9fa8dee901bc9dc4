import type { Answer, Instant, Transaction } from '../kernel/index.js';
import type { Account } from './account.js';
import { dailyLimitReached } from './account.errors.js';
import { AccountRepository } from './account.repository.js';

/** How many messages a new account may send in one day, unless it is told otherwise. */
export const DAILY_LIMIT_DEFAULT = 200;

/** For how many days the counts of messages per day are kept. */
export const DAILY_USE_KEPT_DAYS = 31;

const DAY_MS = 86_400_000;

/** What an account has sent today, and what is left. */
export interface DailyUse {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly used: number;
  /** Null for no limit. */
  readonly limit: number | null;
  /** Never negative; null for no limit. */
  readonly left: number | null;
  /** The next midnight, UTC. */
  readonly resetsAt: Instant;
}

/** The day of a date, `YYYY-MM-DD` in UTC: limits turn over at the same instant for everybody. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The next midnight, UTC. */
export function endOfDay(at: Instant): Instant {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS;
}

/**
 * Counts messages into the day of `at`, in the transaction that accepts them; refuses with `daily_limit_reached`, and
 * counts nothing, when that would pass the account's limit.
 */
export async function useDailyLimit(
  tx: Transaction,
  account: Account,
  messages: number,
  at: Instant,
): Promise<Answer<{ readonly day: string }>> {
  const accounts = tx.get(AccountRepository);
  const day = dayOf(at);
  const limit = account.dailyLimit;
  const counted = await accounts.useDailyLimit(account.id, day, messages, limit);
  if (counted || limit === null) return { ok: true, day };
  return dailyLimitReached({
    limit,
    used: await accounts.usedOn(account.id, day),
    wanted: messages,
    resetsAt: new Date(endOfDay(at)).toISOString(),
  });
}

/** What an account has used of the day of `at`. */
export async function dailyUse(tx: Transaction, account: Account, at: Instant): Promise<DailyUse> {
  const day = dayOf(at);
  const used = await tx.get(AccountRepository).usedOn(account.id, day);
  const limit = account.dailyLimit;
  return {
    day,
    used,
    limit,
    left: limit === null ? null : Math.max(0, limit - used),
    resetsAt: endOfDay(at),
  };
}
