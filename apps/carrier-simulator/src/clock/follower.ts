import { setTimeout as pause } from 'node:timers/promises';
import type { Timers } from '@chappe/smpp';
import type { Participant } from '@chappe/smsc';
import type { Wire } from './wire.js';

/** What the simulator sends to a follower. With a `step` it asks for an answer, without one it only tells. */
export interface ClockOrder {
  readonly step?: number;
  readonly now: number;
}

/** What a follower answers once it has done all that was due at that date. */
export interface StepAnswer {
  readonly step: number;
  /** It is still at it: asks for more patience. */
  readonly busy?: boolean;
  /** Its next timer, milliseconds of the epoch. */
  readonly nextDueAt?: number | undefined;
  /** Its next timer that is no periodic chore; left out when it does not tell chores from work. */
  readonly nextWorkDueAt?: number | null | undefined;
  /** How many requests to the carrier's doors it has not had the answer of. */
  readonly outside: number;
}

/** What a follower needs of the rest. */
export interface FollowerContext {
  readonly wire: Wire;
  readonly now: () => number;
  /** How long it may stay silent, in real milliseconds, before it is put out. */
  readonly patienceMs: number;
  /** By which its silence is measured. */
  readonly timers: Timers;
  readonly send: (order: ClockOrder) => void;
  readonly putOut: (why: string) => void;
}

/** Between two questions to a follower whose requests are on the wire, in real milliseconds. */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;
/** A request that is just being given up may be counted by one side only: so long until both have seen it. */
const CONFIRMING_PAUSE_MS = 2;

/**
 * A host in another process that follows this clock. It is told the date and answers when it has done what was due and
 * is idle. It is asked only when it has something to do or something has gone over the wire since it last answered, so a
 * day in which nothing concerns it costs it nothing.
 */
export class Follower implements Participant {
  private readonly owners: readonly string[];
  private line: Promise<void> = Promise.resolve();
  private lastStep = 0;
  private awaited: { step: number; answered: (answer: StepAnswer | undefined) => void } | undefined;
  private endPatience: () => void = () => undefined;
  private answer: StepAnswer | undefined;
  /** The date it has confirmed. */
  private reached = -Infinity;
  /** What had gone over the wire when it was last asked; undefined when it must be asked in any case. */
  private seenStirs: number | undefined;
  private stepped = false;
  private gone = false;

  constructor(
    readonly name: string,
    /** The clients of the doors whose requests are its own, besides those that name it. */
    clients: readonly string[],
    private readonly context: FollowerContext,
  ) {
    this.owners = [...new Set([name, ...clients])];
  }

  /** While stepped it takes part in virtual time; otherwise it runs on its own, by the wall clock. */
  step(stepped: boolean): void {
    this.stepped = stepped;
    this.seenStirs = undefined;
  }

  nextDueAt(): number | undefined {
    return this.takesPart ? this.answer?.nextDueAt : undefined;
  }

  nextWorkDueAt(): number | undefined {
    if (this.answer?.nextWorkDueAt === undefined) return this.nextDueAt();
    return this.takesPart ? (this.answer.nextWorkDueAt ?? undefined) : undefined;
  }

  activity(): number {
    return this.context.wire.stirs;
  }

  async moveTo(now: number): Promise<void> {
    const dueAt = this.nextDueAt();
    if (dueAt !== undefined && dueAt <= now) await this.ask(now);
  }

  async settle(): Promise<void> {
    let pauseMs = SHORTEST_PAUSE_MS;
    let progress = { at: this.context.timers.now(), stirs: this.context.wire.stirs };
    while (this.takesPart && !this.isSettled()) {
      await this.ask(this.context.now());
      if (this.isSettled()) {
        if (this.answer?.outside === 0) return;
        await pause(CONFIRMING_PAUSE_MS);
        continue;
      }
      if (this.context.wire.stirs !== progress.stirs) {
        progress = { at: this.context.timers.now(), stirs: this.context.wire.stirs };
        pauseMs = SHORTEST_PAUSE_MS;
      } else if (this.context.timers.now() - progress.at > this.context.patienceMs) {
        this.context.putOut(this.mismatch());
        return;
      }
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Resolves when it has confirmed that its date is `now` or later. At once while it runs on its own. */
  reach(now: number): Promise<void> {
    return this.inLine(async () => {
      if (this.takesPart && this.reached < now) await this.order(now);
    });
  }

  /** Takes its answer to a step. Answers false when nobody waits for that step. */
  hear(answer: StepAnswer): boolean {
    if (this.awaited?.step !== answer.step) return false;
    if (answer.busy === true) {
      this.bePatient();
      return true;
    }
    this.endWait(answer);
    return true;
  }

  /** It takes no part any more; whoever waits for it goes on. */
  leave(): void {
    this.gone = true;
    this.endWait(undefined);
  }

  private get takesPart(): boolean {
    return this.stepped && !this.gone;
  }

  private isSettled(): boolean {
    const { wire } = this.context;
    return this.seenStirs === wire.stirs && this.answer?.outside === wire.heldBy(this.owners);
  }

  private ask(now: number): Promise<void> {
    return this.inLine(() => this.order(now));
  }

  private async order(now: number): Promise<void> {
    if (!this.takesPart) return;
    const stirs = this.context.wire.stirs;
    const step = ++this.lastStep;
    const answer = await new Promise<StepAnswer | undefined>(answered => {
      this.awaited = { step, answered };
      this.bePatient();
      this.context.send({ step, now });
    });
    if (answer === undefined) return;
    this.answer = answer;
    this.seenStirs = stirs;
    this.reached = Math.max(this.reached, now);
  }

  private bePatient(): void {
    const { timers, patienceMs, putOut } = this.context;
    this.endPatience();
    this.endPatience = timers.after(patienceMs, () => {
      putOut(
        `${this.name} has not answered step ${String(this.lastStep)} for ${String(patienceMs)} ms. ` +
          'It may have died or be stuck; when it is well again it may follow anew.',
      );
    });
  }

  private endWait(answer: StepAnswer | undefined): void {
    this.endPatience();
    const awaited = this.awaited;
    this.awaited = undefined;
    awaited?.answered(answer);
  }

  private mismatch(): string {
    return (
      `${this.name} says that ${String(this.answer?.outside ?? 0)} of its requests are unanswered, and ` +
      `${String(this.context.wire.heldBy(this.owners))} are held here. Let its requests name their follower ` +
      '(x-chappe-follower), or name its clients when it begins to follow (?clients=).'
    );
  }

  private inLine(work: () => Promise<void>): Promise<void> {
    this.line = this.line.then(work);
    return this.line;
  }
}
