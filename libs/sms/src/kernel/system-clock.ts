import { Clock, type Instant, type Timer } from './clock.js';

/** Node's timers hold at most 2^31 - 1 ms; a longer wait is made of several. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

/** The time of the machine, and Node's own timers. It never holds the process open by itself. */
export class SystemClock extends Clock {
  now(): Instant {
    return Date.now();
  }

  at(dueAt: Instant, run: () => void | Promise<void>): Timer {
    let handle: NodeJS.Timeout;
    const arm = () => {
      const delayMs = Math.max(0, dueAt - Date.now());
      handle = setTimeout(ring, Math.min(delayMs, LONGEST_TIMEOUT_MS));
      handle.unref();
    };
    // Too early: the wait was one of several, or the timer and the wall clock do not run alike.
    const ring = () => (Date.now() < dueAt ? arm() : void run());
    arm();
    return { cancel: () => clearTimeout(handle) };
  }

  /** By a clock that nobody sets: a wait is as long as it was said, though the date of the machine be corrected meanwhile. */
  override after(delayMs: number, run: () => void | Promise<void>): Timer {
    const dueAt = performance.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const leftMs = Math.max(0, Math.ceil(dueAt - performance.now()));
      handle = setTimeout(ring, Math.min(leftMs, LONGEST_TIMEOUT_MS));
      handle.unref();
    };
    const ring = () => (performance.now() < dueAt ? arm() : void run());
    arm();
    return { cancel: () => clearTimeout(handle) };
  }
}
