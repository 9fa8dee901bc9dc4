import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Clock, type Instant, type Timer } from './clock.js';

interface Due {
  readonly dueAt: Instant;
  readonly arrival: number;
  readonly run: () => void | Promise<void>;
  /** Its place in the heap; -1 once it is called or cancelled. */
  place: number;
}

const before = (a: Due, b: Due) => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.arrival < b.arrival);

/**
 * A clock that stands still until it is told to move. What falls due runs in order of date, then of arrival, and the
 * clock waits for all tracked work before it goes on: the same script gives the same story, whatever the machine. A timer
 * whose date is past or present is called at the next move, be it of 0 ms; `settle` calls none.
 *
 * @example
 * const clock = new ManualClock(Date.parse('2026-03-02T09:00:00Z'));
 * clock.after(60_000, () => ring());
 * await clock.advanceBy(60_000); // rings
 */
export class ManualClock extends Clock {
  /** What is to come: a binary heap, so that setting and cancelling stay quick with a million timers. */
  private readonly due: Due[] = [];
  private arrivals = 0;
  private tracked = 0;
  private awaitedOutside = 0;
  private watcher: ((dueAt: Instant) => void) | undefined;

  /**
   * @param current where the clock stands at first, in milliseconds since the epoch
   * @param turn lets everything that is ready run once; must end after a full turn of the event loop
   */
  constructor(
    private current: Instant,
    private readonly turn: () => Promise<unknown> = () => eventLoopTurn(),
  ) {
    super();
  }

  now(): Instant {
    return this.current;
  }

  at(dueAt: Instant, run: () => void | Promise<void>): Timer {
    const entry: Due = { dueAt, arrival: this.arrivals++, run, place: this.due.length };
    this.due.push(entry);
    this.rise(entry);
    this.watcher?.(dueAt);
    return { cancel: () => this.remove(entry) };
  }

  override track<T>(work: Promise<T>): Promise<T> {
    this.tracked += 1;
    const done = () => {
      this.tracked -= 1;
    };
    work.then(done, done);
    return work;
  }

  override outside<T>(answer: Promise<T>, count = 1): Promise<T> {
    this.awaitedOutside += count;
    const done = () => {
      this.awaitedOutside -= count;
    };
    answer.then(done, done);
    return answer;
  }

  /** How many requests to partners have not been answered yet (see {@link Clock.outside}). */
  get outsideCount(): number {
    return this.awaitedOutside;
  }

  /** Called with the date of every timer that is set from now on; for whoever drives this clock from outside. */
  onTimerSet(watcher: ((dueAt: Instant) => void) | undefined): void {
    this.watcher = watcher;
  }

  /** The date of the next timer, if there is one. */
  nextDueAt(): Instant | undefined {
    return this.due[0]?.dueAt;
  }

  /** How many timers are set; those that were called or cancelled are forgotten. */
  get timerCount(): number {
    return this.due.length;
  }

  /** Resolves when no tracked work is left, and none has begun over a whole turn of the event loop. */
  async settle(): Promise<void> {
    let quietTurns = 0;
    while (quietTurns < 2) {
      await this.turn();
      quietTurns = this.tracked === 0 ? quietTurns + 1 : 0;
    }
  }

  /**
   * Goes straight to `date`, runs what is due there or was due before, and settles. To pass through every due date
   * on the way, use {@link ManualClock.advanceTo}.
   */
  async moveTo(date: Instant): Promise<void> {
    this.current = Math.max(this.current, date);
    for (;;) {
      const entry = this.due[0];
      if (entry === undefined || entry.dueAt > this.current) break;
      this.remove(entry);
      const result = entry.run();
      if (result) void this.track(result).catch(() => undefined);
      await this.settle();
    }
    await this.settle();
  }

  /** Moves to `date` through every due date on the way, settling at each. */
  async advanceTo(date: Instant): Promise<void> {
    await this.settle();
    for (;;) {
      const dueAt = this.nextDueAt();
      if (dueAt === undefined || dueAt > date) break;
      await this.moveTo(dueAt);
    }
    await this.moveTo(date);
  }

  /** Moves on by `durationMs`; see {@link ManualClock.advanceTo}. */
  advanceBy(durationMs: number): Promise<void> {
    return this.advanceTo(this.current + durationMs);
  }

  private remove(entry: Due): void {
    const { place } = entry;
    if (place < 0) return;
    entry.place = -1;
    const last = this.due.pop()!;
    if (last === entry) return;
    this.put(last, place);
    this.rise(last);
    this.sink(last);
  }

  private rise(entry: Due): void {
    while (entry.place > 0) {
      const parent = this.due[(entry.place - 1) >> 1]!;
      if (!before(entry, parent)) return;
      this.swap(entry, parent);
    }
  }

  private sink(entry: Due): void {
    for (;;) {
      const left = this.due[2 * entry.place + 1];
      const right = this.due[2 * entry.place + 2];
      const first = left && right && before(right, left) ? right : left;
      if (!first || !before(first, entry)) return;
      this.swap(entry, first);
    }
  }

  private swap(a: Due, b: Due): void {
    const { place } = a;
    this.put(a, b.place);
    this.put(b, place);
  }

  private put(entry: Due, place: number): void {
    this.due[place] = entry;
    entry.place = place;
  }
}
