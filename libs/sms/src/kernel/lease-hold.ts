import type { Clock, Instant } from './clock.js';
import type { Storage } from './storage.js';

/** A lease that ends later than twice its length from now, and this, was given by a date that is no more. */
const STRAY_MARGIN_MS = 60_000;

/**
 * Says when the leases of others may be judged by their dates. Not for one whole lease after the date has jumped, or after this
 * process has started and cannot know whether it did: the living renew their leases in that time, by the date as it is now.
 * What then still ends long after any lease that could be given now was given before the date was set back, by somebody who
 * is dead.
 */
export class LeaseHold {
  private readonly begunAt: number;
  /** Whether leases of another date may be about. */
  private mayHaveStrays: boolean;

  constructor(
    storage: Pick<Storage, 'isShared' | 'now'>,
    private readonly clock: Clock,
    private readonly leaseMs: number,
  ) {
    this.mayHaveStrays = storage.isShared && storage.now !== undefined;
    this.begunAt = this.mayHaveStrays ? clock.elapsed() : -Infinity;
  }

  /** How long to wait until leases may be judged, in milliseconds; 0 when they may be. */
  get leftMs(): number {
    const sinceMs = Math.min(this.clock.sinceJumpMs(), this.clock.elapsed() - this.begunAt);
    if (sinceMs >= this.leaseMs) return 0;
    this.mayHaveStrays = true;
    return this.leaseMs - sinceMs;
  }

  /** Leases that end after this are nobody's; undefined when there can be none, or none may be judged. */
  straysAfter(now: Instant): Instant | undefined {
    if (this.leftMs > 0 || !this.mayHaveStrays) return undefined;
    return now + 2 * this.leaseMs + STRAY_MARGIN_MS;
  }

  /** They have been looked for, and none is left. */
  noStraysLeft(): void {
    this.mayHaveStrays = false;
  }
}
