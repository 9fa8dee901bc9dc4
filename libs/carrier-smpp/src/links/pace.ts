import type { Clock } from '@chappe/sms';

const SECOND_MS = 1000;

/** When things may leave, or in how many milliseconds to ask again. */
export type Departures =
  | { readonly ok: true; readonly delaysMs: readonly number[] }
  | { readonly ok: false; readonly retryAfterMs: number };

/**
 * How many submit_sm a second the carrier allows, all binds together: a bucket that holds one second's worth. The dispatcher
 * counts messages, carriers count parts, so the parts are paced here.
 */
export class Pace {
  private readonly intervalMs: number;
  /** When the bucket would be full again. */
  private fullAt = -Infinity;

  /** @param ratePerSecond null for no limit */
  constructor(
    private readonly clock: Clock,
    ratePerSecond: number | null,
  ) {
    this.intervalMs = ratePerSecond === null ? 0 : SECOND_MS / ratePerSecond;
  }

  /**
   * Reserves departures for `count` parts of one text, in how many milliseconds each.
   *
   * @param waitMaxMs the longest the first may have to wait; when it would be longer, nothing is reserved
   */
  reserve(count: number, waitMaxMs: number): Departures {
    const now = this.clock.now();
    const burstMs = Math.max(SECOND_MS, this.intervalMs) - this.intervalMs;
    const base = Math.max(this.fullAt, now);
    const delayOf = (index: number) => Math.max(0, Math.ceil(base + index * this.intervalMs - burstMs - now));
    if (delayOf(0) > waitMaxMs) return { ok: false, retryAfterMs: delayOf(0) };
    this.fullAt = base + count * this.intervalMs;
    return { ok: true, delaysMs: Array.from({ length: count }, (_, index) => delayOf(index)) };
  }
}
