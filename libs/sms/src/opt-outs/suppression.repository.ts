import type { Instant } from '../kernel/index.js';

/** What is noted of numbers that networks call unknown. */
export interface UnknownNumbers {
  readonly msisdns: readonly string[];
  readonly at: Instant;
  /** Since when an earlier note counts. */
  readonly since: Instant;
  /** Until when a number is left alone that was noted since then; null for never. */
  readonly suppressUntil: Instant | null;
}

/**
 * Numbers that networks call unknown, for all accounts: a network knows a number or does not, whoever asks. A first word is
 * only remembered. After a second one the number is left alone for a time, because whoever goes on writing to dead numbers is
 * taken for a spammer, and pays for nothing.
 */
export abstract class SuppressionRepository {
  /** Notes that numbers were called unknown, each once. Those that were noted `since` are suppressed. */
  abstract noteUnknown(numbers: UnknownNumbers): Promise<void>;

  /** Which of these numbers are suppressed at `now`, and until when. Called at every send, with up to 10,000 numbers. */
  abstract among(msisdns: readonly string[], now: Instant): Promise<ReadonlyMap<string, Instant>>;

  /** Forgets what was noted of these numbers. Answers how many there were. Called for every batch of deliveries. */
  abstract forget(msisdns: readonly string[]): Promise<number>;

  /** Forgets numbers that were noted before `before` and are not suppressed at it, at most `limit`; answers how many. */
  abstract prune(before: Instant, limit: number): Promise<number>;
}
