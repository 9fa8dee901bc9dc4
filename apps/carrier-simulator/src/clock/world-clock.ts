import { Problem } from '../problem/problem.js';
import type { Followers, Pace } from './followers.js';
import type { ObservedTime } from './observed-time.js';

/** The present, and how it goes on. */
export interface ClockReading extends Pace {
  /** Milliseconds of the epoch. */
  readonly now: number;
}

/** A change of the clock; what is left out stays. */
export interface ClockChange extends Partial<Pace> {
  /** Milliseconds of the epoch, not in the past: an advance to that date. */
  readonly now?: number | undefined;
}

/** The highest speed at which the wall clock can be followed. */
export const MAX_SPEED = 100_000;

/** Node's timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

/**
 * The simulator's clock. In `manual` mode it stands still until it is told to advance; in `real` mode it follows the wall clock,
 * `speed` times as fast, and an advance jumps ahead: everything due on the way is done in order, then it goes on
 * following from there.
 */
export class WorldClock {
  private line: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private armedFor = Infinity;
  private running = false;
  private closed = false;
  private readonly observers = new Set<() => void>();

  constructor(
    readonly time: ObservedTime,
    private readonly followers: Followers,
    private pace: Pace,
    private readonly onTrouble: (cause: unknown) => void,
  ) {
    time.onScheduled(dueAt => {
      if (this.running && dueAt < this.armedFor) this.arm();
    });
    if (pace.mode === 'real') this.run();
    else followers.beginSteps();
  }

  read(): ClockReading {
    return { now: this.time.now(), ...this.pace };
  }

  /** Advances by a duration in milliseconds. */
  advanceBy(durationMs: number): Promise<void> {
    return this.stepping(() => this.time.advanceBy(durationMs));
  }

  /** Advances to a date, milliseconds of the epoch. Throws a {@link Problem} for one that has passed. */
  advanceTo(date: number): Promise<void> {
    return this.stepping(() => {
      if (date < this.time.now()) throw Problem.timeGoesOnlyForward(this.time.now(), date);
      return this.time.advanceTo(date);
    });
  }

  /** Advances until nothing is due any more; answers whether that was reached (see `VirtualTime.advanceUntilIdle`). */
  advanceUntilIdle(): Promise<boolean> {
    return this.stepping(() => this.time.advanceUntilIdle());
  }

  /** Goes to the next date at which anything is due, and does it; answers false when nothing is due at all. */
  step(): Promise<boolean> {
    return this.stepping(() => this.time.step());
  }

  /** Calls `observer` after each change and each advance, until the returned function is called. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => {
      this.observers.delete(observer);
    };
  }

  /** Advances from event to event until `done`, at most by `limitMs`. */
  advanceUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    return this.stepping(() => this.time.advanceUntil(done, this.time.now() + limitMs));
  }

  /** Changes how time goes; see {@link ClockChange}. */
  async change({ now, mode = this.pace.mode, speed = this.pace.speed }: ClockChange): Promise<void> {
    if (now !== undefined) await this.advanceTo(now);
    await this.stepping(async () => {
      this.pace = { mode, speed };
      this.followers.setPace(this.pace);
      await this.time.settle();
    });
  }

  /** Nothing is due by itself any more. */
  close(): void {
    this.closed = true;
    this.halt();
    this.followers.close();
  }

  /** Stops following the wall clock for as long as `work` takes; the followers go step by step with it. */
  private stepping<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.line.then(async () => {
      this.halt();
      this.followers.beginSteps();
      try {
        const result = await work();
        await this.followers.reachPresent();
        return result;
      } finally {
        if (this.pace.mode === 'real' && !this.closed) this.run();
        for (const observer of this.observers) observer();
      }
    });
    this.line = mine.catch(() => undefined);
    return mine;
  }

  private run(): void {
    const { speed } = this.pace;
    const from = this.time.now();
    const since = performance.now();
    this.time.follow(() => from + (performance.now() - since) * speed);
    this.time.waitForWork(false);
    this.running = true;
    this.followers.endSteps();
    this.arm();
  }

  private halt(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.armedFor = Infinity;
    this.time.unfollow();
    this.time.waitForWork(true);
  }

  private arm(): void {
    clearTimeout(this.timer);
    const next = this.time.nextDueAt();
    this.armedFor = next ?? Infinity;
    if (next === undefined) return;
    const delayMs = Math.min(Math.max((next - this.time.now()) / this.pace.speed, 0), LONGEST_TIMEOUT_MS);
    this.timer = setTimeout(() => void this.tick(), delayMs);
  }

  private async tick(): Promise<void> {
    try {
      await this.time.advanceTo(this.time.now());
    } catch (cause) {
      this.onTrouble(cause);
    }
    if (this.running) this.arm();
  }
}
