import type { Clock } from '@chappe/sms';

const SECOND_MS = 1000;

/** When things may leave, or in how many milliseconds to ask again. */
export type Departures =
  | { readonly ok: true; readonly delaysMs: readonly number[] }
  | { readonly ok: false; readonly retryAfterMs: number };

/** The smallest share of its rate that a carrier is still given, however often it says "too fast". */
const SHARE_MIN = 1 / 64;
/** The share of the rate that is taken up again in a second without such a word. */
const RECOVERED_PER_SECOND = 1 / 20;

/**
 * How many submit_sm a second the carrier allows, all binds together: a bucket that holds one second's worth. The dispatcher
 * counts messages, carriers count parts, so the parts are paced here. A carrier that says "too fast" gets half of what it got,
 * and then a little more each second: what the contract says and what the line takes are two things.
 */
export class Pace {
  private readonly ownIntervalMs: number;
  /** What is left of a limit that other processes share; undefined where there is none. */
  private allotted: number | undefined;
  /** The share of the rate that was given at `slowedAt`. */
  private share = 1;
  private slowedAt = -Infinity;
  /** When the bucket would be full again. */
  private fullAt = -Infinity;

  /** @param ratePerSecond null for no limit */
  constructor(
    private readonly clock: Clock,
    ratePerSecond: number | null,
  ) {
    this.ownIntervalMs = ratePerSecond === null ? 0 : SECOND_MS / ratePerSecond;
  }

  /**
   * Reserves departures for `count` parts of one text, in how many milliseconds each.
   *
   * @param waitMaxMs the longest the first may have to wait; when it would be longer, nothing is reserved
   */
  reserve(count: number, waitMaxMs: number): Departures {
    const now = this.clock.elapsed();
    if (this.allotted === 0) return { ok: false, retryAfterMs: SECOND_MS };
    const intervalMs = this.fullIntervalMs / this.shareAt(now);
    // A limit that holds for all processes holds in every second: nothing is saved up for later.
    const burstMs = this.allotted === undefined ? Math.max(SECOND_MS, intervalMs) - intervalMs : 0;
    const base = Math.max(this.fullAt, now);
    const delayOf = (index: number) => Math.max(0, Math.ceil(base + index * intervalMs - burstMs - now));
    if (delayOf(0) > waitMaxMs) return { ok: false, retryAfterMs: delayOf(0) };
    this.fullAt = base + count * intervalMs;
    return { ok: true, delaysMs: Array.from({ length: count }, (_, index) => delayOf(index)) };
  }

  /**
   * From now on no more than this leaves a second, at even distances. Answers until when what was promised before takes to
   * leave, in milliseconds.
   *
   * @param ratePerSecond this process's part of a limit that holds for all of them; 0 for nothing
   */
  allot(ratePerSecond: number): number {
    const promisedMs = this.allotted === undefined ? 0 : Math.max(0, this.fullAt - this.clock.elapsed());
    this.allotted = ratePerSecond;
    return promisedMs;
  }

  /** The carrier has said "too fast". Answers to one burst count once. */
  slowDown(): void {
    const now = this.clock.elapsed();
    if (now - this.slowedAt < SECOND_MS) return;
    this.share = Math.max(SHARE_MIN, this.shareAt(now) / 2);
    this.slowedAt = now;
  }

  private get fullIntervalMs(): number {
    return Math.max(this.ownIntervalMs, this.allotted === undefined ? 0 : SECOND_MS / this.allotted);
  }

  private shareAt(now: number): number {
    const seconds = Math.max(0, now - this.slowedAt) / SECOND_MS;
    return Math.min(1, this.share + seconds * RECOVERED_PER_SECOND);
  }
}
