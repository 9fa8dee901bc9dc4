/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Something that will happen, unless it is cancelled before. */
export interface Timer {
  cancel(): void;
}

/**
 * Time, as the library sees it. Nothing in the library reads the system's clock or sets a global timer: it asks
 * this port, so that a test (or a whole host) may live in virtual time, where 48 hours pass in milliseconds.
 *
 * Who calls it: every room, at every date it stores and for every wait.
 *
 * A host binds nothing to get the {@link SystemClock}; tests bind a {@link ManualClock}; a host that follows the
 * carrier simulator binds the clock of `@chappe/carrier-http`.
 *
 * @example
 * const reminder = clock.after(60_000, () => dispatcher.wake());
 * reminder.cancel();
 */
export abstract class Clock {
  /** The present date, in whole milliseconds since the epoch. Goes back only where the date that it follows is set back. */
  abstract now(): Instant;

  /**
   * A reading, in milliseconds, of a clock that nobody sets: only differences between readings of one process mean something.
   * For whatever is measured and not dated: pauses, paces, how long something is still one's own.
   */
  elapsed(): number {
    return this.now();
  }

  /**
   * For how long the date has gone on without a jump that was noticed, in milliseconds. What others have dated before a
   * jump says little after it, until they have had the time to date it anew. Infinite where the date never jumped.
   */
  sinceJumpMs(): number {
    return Infinity;
  }

  /**
   * How far the clock of this machine is ahead of the date that is followed (negative: behind), in milliseconds, when it was
   * compared last; null where nothing else is followed.
   */
  skewMs(): number | null {
    return null;
  }

  /**
   * Whether this clock agrees with a date that the shared storage has told at some moment between the reading `since` of
   * {@link Clock.elapsed} and now. If not, the date has jumped, or this process has slept: what was decided by it must not
   * be kept, and {@link Clock.confirm} is to be awaited first. True wherever no storage is followed.
   */
  agreesWith(_date: Instant, _since: number): boolean {
    return true;
  }

  /** Compares the date with what it follows, now; rejects where that cannot be asked. */
  async confirm(): Promise<void> {}

  /**
   * Calls `run` once, at `dueAt` or as soon after it as possible; at once (but never inside this call) when the date
   * is past. A promise that `run` returns is tracked, as by {@link Clock.track}.
   */
  abstract at(dueAt: Instant, run: () => void | Promise<void>): Timer;

  /** Calls `run` once, `delayMs` from now, however the date may be set meanwhile. */
  after(delayMs: number, run: () => void | Promise<void>): Timer {
    return this.at(this.now() + delayMs, run);
  }

  /**
   * Declares work that virtual time must not overtake: the clock does not move on before it is settled. Never track
   * something that itself waits for time to pass. Real clocks ignore it. Answers the same promise.
   */
  track<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  /**
   * Declares `count` requests that have left for a partner who lives on the same virtual time (the simulator) and may
   * itself hold the answer until a later date. Virtual time may move while the partner says that it is holding them,
   * and not while they are on the wire. Real clocks ignore it. Answers the same promise.
   */
  outside<T>(answer: Promise<T>, _count = 1): Promise<T> {
    return answer;
  }
}
