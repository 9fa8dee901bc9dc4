import { EventQueue, type Scheduled } from './event-queue.js';
import type { Participant } from './participant.js';
import { TimeError } from './time.errors.js';

/** How a {@link VirtualTime} is made. */
export interface VirtualTimeOptions {
  /** Where time begins, milliseconds of the epoch. Default: 2026-01-01T00:00:00Z. */
  startAt?: number;
  /**
   * Lets the outside take its turn: resolves after pending I/O has had a chance. An application gives
   * `() => new Promise(done => setImmediate(done))`. The default passes a few microtasks, enough in-process.
   */
  turn?: () => Promise<void>;
  /** After so many own events without a pause, the outside gets a turn. Default 20,000. */
  eventsPerTurn?: number;
  /** So many rounds of "fire, move participants, settle" at one date are taken for a loop and refused. Default 100,000. */
  maxRoundsPerDate?: number;
  /** {@link VirtualTime.advanceUntilIdle} without a limit stops after this time. Default: 31 days. */
  maxIdleSearchMs?: number;
}

const DEFAULT_START_AT = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/**
 * A clock that stands still until it is told to go on, and then goes from event to event. It never sleeps: the cost of
 * an advance grows with the events in it, not with the time it covers.
 *
 * Events are fired by date, then by arrival. After each date, virtual time waits until all that it caused has been done:
 * tracked work ({@link track}) and the other clocks that go in step ({@link join}). Work that is tracked must not itself
 * wait for a later date, or both wait for ever.
 *
 * @example
 * const time = new VirtualTime({ startAt: Date.UTC(2026, 0, 1) });
 * time.after(48 * 3_600_000, () => console.log('two days later'));
 * await time.advanceBy(48 * 3_600_000);
 */
export class VirtualTime {
  private readonly queue = new EventQueue();
  private readonly participants = new Set<Participant>();
  private readonly turn: () => Promise<void>;
  private readonly eventsPerTurn: number;
  private readonly maxRoundsPerDate: number;
  private readonly maxIdleSearchMs: number;
  private current: number;
  private source: (() => number) | undefined;
  private firing = false;
  private unfinished = 0;
  private started = 0;
  private quiet: (() => void)[] = [];
  private failures: unknown[] = [];
  private line: Promise<unknown> = Promise.resolve();
  private eventsSinceTurn = 0;

  constructor(options: VirtualTimeOptions = {}) {
    this.current = Math.trunc(options.startAt ?? DEFAULT_START_AT);
    if (!Number.isFinite(this.current)) throw TimeError.notADate(this.current, 'startAt');
    this.turn = options.turn ?? fewMicrotasks;
    this.eventsPerTurn = options.eventsPerTurn ?? 20_000;
    this.maxRoundsPerDate = options.maxRoundsPerDate ?? 100_000;
    this.maxIdleSearchMs = options.maxIdleSearchMs ?? 31 * DAY_MS;
  }

  /** The present date, milliseconds of the epoch. It never goes back. */
  now(): number {
    // While events are fired, their own date rules; in between, a followed clock may have run ahead of the last event.
    if (this.source !== undefined && !this.firing)
      this.current = Math.max(this.current, Math.trunc(this.source()));
    return this.current;
  }

  /** How many events wait in the own queue. */
  get waiting(): number {
    return this.queue.size;
  }

  /** Does `run` at `dueAt` (a date that has passed means now, at the next step). A promise it returns is tracked. */
  at(dueAt: number, run: () => void | Promise<void>): Scheduled;
  /** The same with a subject handed to `run`, so that a hot path needs no closure; `owner` may {@link clear} it later. */
  at<T>(dueAt: number, run: (subject: T) => void | Promise<void>, subject: T, owner?: object): Scheduled;
  at(
    dueAt: number,
    run: (subject?: unknown) => void | Promise<void>,
    subject?: unknown,
    owner?: object,
  ): Scheduled {
    if (!Number.isFinite(dueAt)) throw TimeError.notADate(dueAt, 'dueAt');
    return this.queue.add(Math.max(Math.ceil(dueAt), this.now()), run, subject, owner);
  }

  /** Does `run` after `delayMs` milliseconds of virtual time. */
  after(delayMs: number, run: () => void | Promise<void>): Scheduled;
  /** The same with a subject handed to `run`. */
  after<T>(delayMs: number, run: (subject: T) => void | Promise<void>, subject: T, owner?: object): Scheduled;
  after(
    delayMs: number,
    run: (subject?: unknown) => void | Promise<void>,
    subject?: unknown,
    owner?: object,
  ): Scheduled {
    return this.at(this.now() + delayMs, run, subject, owner);
  }

  /** The next date at which anything is due, here or at a participant; undefined when all are idle. */
  nextDueAt(): number | undefined {
    return this.earliest(participant => participant.nextDueAt());
  }

  /** Lets another clock go in step from now on. The returned function lets it leave. */
  join(participant: Participant): () => void {
    this.participants.add(participant);
    return () => {
      this.participants.delete(participant);
    };
  }

  /** The names of the clocks that go in step. */
  members(): string[] {
    return [...this.participants].map(participant => participant.name);
  }

  /** Virtual time does not move on while `work` is unfinished. Answers `work` itself, whose failure is the caller's. */
  track<T>(work: Promise<T>): Promise<T> {
    this.unfinished++;
    this.started++;
    const done = (): void => {
      this.unfinished--;
      if (this.unfinished === 0 && this.quiet.length > 0) {
        const waiters = this.quiet;
        this.quiet = [];
        for (const waiter of waiters) waiter();
      }
    };
    work.then(done, done);
    return work;
  }

  /**
   * Resolves when no tracked work is unfinished and every participant is idle, and both stayed so over a turn of the
   * outside. Costs nothing when nothing is tracked and nobody goes in step.
   */
  async settle(): Promise<void> {
    if (this.unfinished === 0 && this.participants.size === 0) return;
    for (;;) {
      const before = this.activity();
      while (this.unfinished > 0) await new Promise<void>(done => this.quiet.push(done));
      for (const participant of [...this.participants]) await participant.settle();
      await this.turn();
      if (this.unfinished === 0 && this.activity() === before) return;
    }
  }

  /** Advances by a duration in milliseconds. See {@link advanceTo}. */
  advanceBy(durationMs: number): Promise<void> {
    return this.inLine(() => {
      if (!(durationMs >= 0)) throw TimeError.backwards(this.current, this.current + durationMs);
      return this.runTo(this.now() + durationMs);
    });
  }

  /**
   * Advances to a date, from event to event: at each date the own events are fired in order, the participants are moved
   * there, and all of it settles before time goes on. Resolves when everything due up to and at that date has been done.
   * Advances asked for at the same time are done one after the other. A date that has passed only does what is due.
   */
  advanceTo(date: number): Promise<void> {
    return this.inLine(() => {
      if (!Number.isFinite(date)) throw TimeError.notADate(date, 'the date to advance to');
      return this.runTo(date);
    });
  }

  /**
   * Advances until nothing is due any more (chores of participants left out), or to `limitAt`. Answers whether all was
   * idle in the end. Without a limit the search ends after `maxIdleSearchMs`.
   */
  advanceUntilIdle(limitAt?: number): Promise<boolean> {
    return this.inLine(async () => {
      const limit = limitAt ?? this.now() + this.maxIdleSearchMs;
      for (;;) {
        await this.settle();
        const next = this.earliest(participant =>
          participant.nextWorkDueAt === undefined ? participant.nextDueAt() : participant.nextWorkDueAt(),
        );
        if (next === undefined) return true;
        if (next > limit) {
          await this.runTo(limit);
          return false;
        }
        await this.runTo(Math.max(next, this.now()));
      }
    });
  }

  /** Goes to the next date at which something is due, and does it. Answers false when nothing is due at all. */
  step(): Promise<boolean> {
    return this.inLine(async () => {
      await this.settle();
      const next = this.nextDueAt();
      if (next === undefined) return false;
      await this.runTo(Math.max(next, this.now()));
      return true;
    });
  }

  /**
   * Advances from event to event until `done` answers true, at most to `limitAt`. Answers what `done` said last. The
   * question is asked before the first step and after each date; when nothing is due, time jumps to the limit.
   */
  advanceUntil(done: () => boolean, limitAt: number): Promise<boolean> {
    return this.inLine(async () => {
      for (;;) {
        await this.settle();
        if (done()) return true;
        const next = this.nextDueAt();
        if (next === undefined || next > limitAt) {
          await this.runTo(limitAt);
          return done();
        }
        await this.runTo(Math.max(next, this.now()));
      }
    });
  }

  /**
   * Real mode: from now on the present is what `source` says, if that is later. Events are still fired by an advance
   * only; the application calls `advanceTo(source())` as often as it likes.
   */
  follow(source: () => number): void {
    this.source = source;
  }

  /** Ends the real mode: time stands still at the present date. */
  unfollow(): void {
    this.now();
    this.source = undefined;
  }

  /** Takes back every event of one owner. The present date, the participants and the events of others stay. */
  clear(owner: object): void {
    this.queue.clear(owner);
  }

  private async runTo(target: number): Promise<void> {
    const end = Math.max(Math.trunc(target), this.current);
    let rounds = 0;
    let date = -Infinity;
    await this.settleIfNeeded();
    for (;;) {
      const next = this.nextDueAt();
      if (next === undefined || next > end) break;
      const here = Math.max(next, this.current);
      rounds = here === date ? rounds + 1 : 0;
      date = here;
      if (rounds > this.maxRoundsPerDate) throw TimeError.endlessDate(date, rounds);
      this.current = here;
      await this.doDate();
    }
    if (end > this.current) {
      this.current = end;
      await this.moveParticipants();
    }
    await this.settleIfNeeded();
  }

  private async doDate(): Promise<void> {
    this.fireDue();
    // A long stretch of events must not keep the outside (a health check, a live stream) waiting.
    if (this.eventsSinceTurn >= this.eventsPerTurn) {
      this.eventsSinceTurn = 0;
      await this.turn();
    }
    await this.moveParticipants();
    await this.settleIfNeeded();
  }

  private async moveParticipants(): Promise<void> {
    for (const participant of [...this.participants]) await participant.moveTo(this.current);
  }

  private fireDue(): void {
    this.firing = true;
    try {
      let left = this.eventsPerTurn;
      for (
        let event = this.queue.takeDue(this.current);
        event !== undefined;
        event = this.nextAfter(--left)
      ) {
        this.eventsSinceTurn++;
        const outcome: unknown = event.run(event.subject as never);
        if (outcome instanceof Promise) {
          this.track(outcome).catch((failure: unknown) => this.failures.push(failure));
        }
      }
    } finally {
      this.firing = false;
    }
  }

  private nextAfter(left: number): Scheduled | undefined {
    return left > 0 ? this.queue.takeDue(this.current) : undefined;
  }

  private async settleIfNeeded(): Promise<void> {
    if (this.unfinished > 0 || this.participants.size > 0) await this.settle();
    if (this.failures.length > 0) throw this.failures.shift();
  }

  private earliest(dueAtOf: (participant: Participant) => number | undefined): number | undefined {
    let next = this.queue.nextDueAt();
    for (const participant of this.participants) {
      const dueAt = dueAtOf(participant);
      if (dueAt !== undefined && (next === undefined || dueAt < next)) next = dueAt;
    }
    return next;
  }

  private activity(): number {
    let sum = this.started;
    for (const participant of this.participants) sum += participant.activity?.() ?? 0;
    return sum;
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.line.then(work);
    this.line = mine.catch(() => undefined);
    return mine;
  }
}

async function fewMicrotasks(): Promise<void> {
  for (let pass = 0; pass < 8; pass++) await Promise.resolve();
}
