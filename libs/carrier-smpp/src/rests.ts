import type { Clock, Instant, ReasonKey, Submission } from '@chappe/sms';
import { mayTryAgain, refusedBecause, type PartOutcome } from './answers/index.js';
import type { Pace } from './links/index.js';
import type { ResolvedOptions } from './options/index.js';
import { submissionPdus, type SubmissionPdu } from './submission/index.js';

/** The parts of a text that the carrier did not take while it took others. */
export interface Rest {
  readonly submission: Submission;
  /** The concatenation reference of the parts that it took. */
  readonly concatenation: number;
  /** The end of the validity. */
  readonly validUntil: Instant;
  /** How the handing over of each missing part ended the last time. */
  readonly missing: ReadonlyMap<number, PartOutcome>;
}

/** What became of a part in the end. */
export type RestEnd =
  | { readonly state: 'sent'; readonly reference: string }
  | { readonly state: 'rejected' | 'expired'; readonly reason: ReasonKey; readonly rawCode: string };

/** What {@link Rests} are made with. */
export interface RestsParts {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Hands some PDUs over, and answers how that ended for each part. */
  readonly handOver: (
    submission: Submission,
    pdus: readonly SubmissionPdu[],
    delaysMs: readonly number[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<number, PartOutcome>>;
  readonly tell: (submission: Submission, partNumber: number, end: RestEnd) => void;
}

/** Texts whose rest is handed over by and by, at most. */
const RESTS_MAX = 1_000;
const PAUSE_MIN_MS = 4_000;
const PAUSE_MAX_MS = 60_000;
/** How often a part is handed over that is refused for now without a word of being too fast, with the times before. */
const REFUSALS_MAX = 5;

/**
 * Hands the rest of texts over by and by, of which the carrier took some parts and asked for patience with the others: for as
 * long as they are valid, since a text with a hole is worth nothing. Nobody waits for it meanwhile, and parts that the carrier
 * has do not leave again. What becomes of each part is told once it is known.
 */
export class Rests {
  private readonly going = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: RestsParts) {}

  /**
   * Takes a rest over. Answers false when there are too many already.
   *
   * @param tries how often its parts were handed over
   */
  take(rest: Rest, tries: number): boolean {
    if (this.going.size >= RESTS_MAX || this.stopping.signal.aborted) return false;
    const end = this.handOver(rest, tries).finally(() => this.going.delete(end));
    this.going.add(end);
    return true;
  }

  /** Tells of what is missing still as refused: what this process knows of it ends with it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.going);
  }

  private async handOver(rest: Rest, triesBefore: number): Promise<void> {
    const { clock } = this.parts;
    const { signal } = this.stopping;
    let missing = rest.missing;
    let tries = triesBefore;
    let waitMs = waitFor(missing, PAUSE_MIN_MS);
    for (let pauseMs = PAUSE_MIN_MS; missing.size > 0;) {
      const isInTime = clock.now() + waitMs < rest.validUntil;
      if (isInTime) await pause(clock, waitMs, signal);
      if (!isInTime || signal.aborted) return this.giveUp(rest, missing, isInTime);
      const turn = await this.oneTurn(rest, missing);
      if (typeof turn === 'number') {
        waitMs = turn;
        continue;
      }
      tries += 1;
      missing = this.stillMissing(rest, turn, tries);
      pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
      waitMs = waitFor(missing, pauseMs);
    }
  }

  /** Hands what is missing over once; or answers in how many milliseconds the rate allows it. */
  private async oneTurn(
    { submission, concatenation, validUntil }: Rest,
    missing: ReadonlyMap<number, PartOutcome>,
  ): Promise<ReadonlyMap<number, PartOutcome> | number> {
    const { options, clock, pace, handOver } = this.parts;
    const now = clock.now();
    const left = { ...submission, validityMs: validUntil - now };
    const planned = submissionPdus(left, concatenation, now, options);
    const pdus = planned.ok
      ? planned.pdus.filter(({ numbers }) => numbers.some(number => missing.has(number)))
      : [];
    const departures = pace.reserve(pdus.length, options.paceWaitMaxMs);
    if (!departures.ok) return departures.retryAfterMs;
    return handOver(left, pdus, departures.delaysMs, this.stopping.signal);
  }

  /** Tells of the parts that have come to an end. Answers the others. */
  private stillMissing(
    { submission }: Rest,
    outcomes: ReadonlyMap<number, PartOutcome>,
    tries: number,
  ): ReadonlyMap<number, PartOutcome> {
    const missing = new Map<number, PartOutcome>();
    for (const [number, outcome] of outcomes) {
      // It may be on its way: its answer, or its receipt, may still come.
      if (outcome.kind === 'unanswered') continue;
      if (outcome.kind === 'accepted')
        this.parts.tell(submission, number, { state: 'sent', reference: outcome.reference });
      else if (mayTryAgain(outcome) && (asksForPatience(outcome) || tries < REFUSALS_MAX))
        missing.set(number, outcome);
      else this.parts.tell(submission, number, { state: 'rejected', ...refusedBecause(outcome) });
    }
    return missing;
  }

  private giveUp({ submission }: Rest, missing: ReadonlyMap<number, PartOutcome>, isInTime: boolean): void {
    for (const [number, outcome] of missing) {
      const { reason, rawCode } = refusedBecause(outcome);
      const end: RestEnd = isInTime
        ? { state: 'rejected', reason, rawCode }
        : { state: 'expired', reason: 'validity_ended', rawCode };
      this.parts.tell(submission, number, end);
    }
  }
}

/** Resolves after so long, or when the signal is raised. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const done = () => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** "Too fast", or not even handed over: costs age, and no attempt. */
function asksForPatience(outcome: PartOutcome): boolean {
  return outcome.kind === 'not-sent' || (outcome.kind === 'refused' && outcome.reaction.kind !== 'rejected');
}

/** A growing pause, or the longer one that the carrier asks for. */
function waitFor(missing: ReadonlyMap<number, PartOutcome>, pauseMs: number): number {
  const asked = [...missing.values()].map(outcome =>
    outcome.kind === 'refused' && outcome.reaction.kind === 'throttled'
      ? (outcome.reaction.retryAfterMs ?? 0)
      : 0,
  );
  return Math.max(pauseMs, ...asked);
}
