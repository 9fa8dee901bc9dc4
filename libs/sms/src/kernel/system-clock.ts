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
      handle =
        delayMs > LONGEST_TIMEOUT_MS
          ? setTimeout(arm, LONGEST_TIMEOUT_MS)
          : setTimeout(() => void run(), delayMs);
      handle.unref();
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  }
}
