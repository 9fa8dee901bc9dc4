import type { Instant, Timer } from './clock.js';

/** What a machine knows of time. */
export interface Machine {
  /** The date that it shows. Anybody may set it. */
  wallNow(): Instant;
  /** Milliseconds by a clock that nobody sets; it may stand still while the machine sleeps. */
  elapsed(): number;
  /** Calls `run` once `delayMs` of {@link Machine.elapsed} have passed. */
  after(delayMs: number, run: () => void | Promise<void>): Timer;
}
