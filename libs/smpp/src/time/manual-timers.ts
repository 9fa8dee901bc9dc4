import type { Cancel, Timers } from './timers.js';

interface Entry {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * Timers that stand still until told to advance, for tests.
 *
 * @example
 * const timers = new ManualTimers();
 * const server = new SmppServer({ timers, … });
 * timers.advance(10_000); // a connection that has not bound by now is closed
 */
export class ManualTimers implements Timers {
  private readonly entries = new Set<Entry>();

  constructor(private nowMs = 0) {}

  /** Timers that wait. */
  get waiting(): number {
    return this.entries.size;
  }

  now(): number {
    return this.nowMs;
  }

  after(ms: number, run: () => void): Cancel {
    const entry = { dueMs: this.nowMs + Math.max(0, ms), run };
    this.entries.add(entry);
    return () => void this.entries.delete(entry);
  }

  /** Moves time on and runs what falls due on the way, in order of date, then of arrival. */
  advance(ms: number): void {
    const target = this.nowMs + ms;
    for (let next = this.earliest(target); next; next = this.earliest(target)) {
      this.entries.delete(next);
      this.nowMs = next.dueMs;
      next.run();
    }
    this.nowMs = target;
  }

  private earliest(untilMs: number): Entry | undefined {
    let found: Entry | undefined;
    for (const entry of this.entries) {
      if (entry.dueMs <= untilMs && (!found || entry.dueMs < found.dueMs)) found = entry;
    }
    return found;
  }
}
