import type { Clock, Instant, Timer } from './clock.js';
import type { Machine } from './machine.js';

/**
 * A machine in virtual time: its date can be wrong, and be set while it runs. For tests of what a {@link SystemClock} makes of it.
 *
 * @example
 * const machine = new ManualMachine(time, 90_000); // a minute and a half ahead
 * machine.setClock(-3_600_000); // an hour back
 */
export class ManualMachine implements Machine {
  private readonly bootedAt: Instant;

  /**
   * @param time what really passes
   * @param aheadMs how far its date is ahead of that
   */
  constructor(
    private readonly time: Clock,
    private aheadMs = 0,
  ) {
    this.bootedAt = time.now();
  }

  wallNow(): Instant {
    return this.time.now() + this.aheadMs;
  }

  elapsed(): number {
    return this.time.now() - this.bootedAt;
  }

  after(delayMs: number, run: () => void | Promise<void>): Timer {
    return this.time.after(delayMs, run);
  }

  /** Somebody sets its date, forward or back. */
  setClock(byMs: number): void {
    this.aheadMs += byMs;
  }
}
