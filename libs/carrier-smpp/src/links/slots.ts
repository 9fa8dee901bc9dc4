import type { Clock } from '@chappe/sms';

/**
 * Room for a number of things at once; those that find none wait in order. It stands before the session's own window, so
 * that what waits for room is not counted among what has left.
 */
export class Slots {
  private taken = 0;
  private readonly waiting = new Set<(got: boolean) => void>();

  constructor(
    private readonly size: number,
    private readonly clock: Clock,
  ) {}

  /** What is there and what waits. */
  get load(): number {
    return this.taken + this.waiting.size;
  }

  /** Takes a slot. Resolves false when none came free within `waitMs`, or the signal was raised. */
  take(waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.taken < this.size) {
      this.taken++;
      return Promise.resolve(true);
    }
    return new Promise(resolve => {
      const giveUp = () => settle(false);
      const settle = (got: boolean) => {
        this.waiting.delete(settle);
        timer.cancel();
        signal.removeEventListener('abort', giveUp);
        resolve(got);
      };
      const timer = this.clock.after(waitMs, giveUp);
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(settle);
    });
  }

  /** Gives a slot back: the one who has waited longest gets it. */
  free(): void {
    const next = this.waiting.values().next();
    if (next.done) this.taken--;
    else next.value(true);
  }
}
