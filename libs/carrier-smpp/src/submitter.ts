import type { Clock, Random, Submission, SubmissionResult } from '@chappe/sms';
import { commandStatus, CommandStatus, type Pdu } from '@chappe/smpp';
import {
  KnownParts,
  mayTryAgain,
  rawCodeOf,
  reactionTo,
  resultOf,
  type PartOutcome,
  type Reaction,
  type StatusReaction,
} from './answers/index.js';
import type { OddityKind } from './carrier.events.js';
import type { Counters } from './counters.js';
import { Pace, type Link, type SubmitOutcome } from './links/index.js';
import type { ResolvedOptions } from './options/index.js';
import { normaliseId } from './receipts/index.js';
import { pause, Rests, type RestEnd } from './rests.js';
import { CONCATENATION_LIMIT, submissionPdus, type SubmissionPdu } from './submission/index.js';

/** Which parts of which message a submit_sm was. */
export interface Handed {
  readonly messageId: string;
  /** Which sending of it: the second is another message to the carrier. */
  readonly sending: 1 | 2;
  readonly numbers: readonly number[];
  readonly to: string;
}

/** What a {@link Submitter} is made with. */
export interface SubmitterParts {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly known: KnownParts;
  readonly counters: Counters;
  readonly choose: () => Link<Handed> | undefined;
  readonly errorMap: () => ReadonlyMap<number, StatusReaction>;
  readonly odd: (kind: OddityKind, raw: string) => void;
  /** Told of parts that their submission said nothing of. */
  readonly tell: (submission: Submission, partNumber: number, end: RestEnd) => void;
}

/** Others got through if one of them did within this time. */
const OTHERS_PASS_MS = 60_000;
/** Messages that are remembered as having cost a session, at most. */
const BLAMED_MAX = 1_000;
/** What a new session does not mend when it comes twice: the carrier cannot read, or does not know, what this message goes in. */
const OF_THE_PDU: ReadonlySet<number> = new Set([CommandStatus.RINVCMDLEN, CommandStatus.RINVCMDID]);
/** A message that would cost one session after the other is tried a few times more, as in any trouble, or goes another way. */
const BLAMED: Reaction = { kind: 'rejected', reason: 'carrier_error', permanent: false };
/** How long a message waits whose bind is in the wrong state, where there are others. */
const OTHER_BIND_MS = 1_000;
/** Pauses before parts are handed over again that were refused for now while others of the same text were accepted. */
const REPAIR_PAUSES_MS = [1_000, 2_000];

/** What a submission keeps within. */
interface Within {
  readonly lastDepartureAt: number;
  readonly signal: AbortSignal;
}

/**
 * Hands messages over, part by part on one bind. Parts refused for now while others were accepted are handed over again after
 * short pauses, and then by and by (see {@link Rests}); and of a message that was accepted in part before its answers stopped
 * coming, the next attempt sends the rest only.
 */
export class Submitter {
  private readonly pace: Pace;
  private readonly rests: Rests;
  private concatenation: number;
  private acceptedAt = -Infinity;
  /** Messages for which a session was started anew, the oldest first. */
  private readonly blamed = new Set<string>();

  constructor(private readonly parts: SubmitterParts) {
    this.pace = new Pace(parts.clock, parts.options.ratePerSecond);
    this.rests = new Rests({
      ...parts,
      pace: this.pace,
      handOver: async (submission, pdus, delaysMs, signal) => {
        const outcomes = new Map<number, PartOutcome>();
        await this.handOver(submission, pdus, delaysMs, outcomes, { ...this.within(), signal });
        return outcomes;
      },
    });
    this.concatenation = Math.floor(parts.random.next() * CONCATENATION_LIMIT);
  }

  /** From now on no more than this leaves a second; see {@link Pace.allot}. */
  allot(ratePerSecond: number): number {
    return this.pace.allot(ratePerSecond);
  }

  /** Hands a message over. Never throws, and settles by itself. */
  async submit(submission: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    const { options, clock, known } = this.parts;
    const within = { ...this.within(), signal };
    const { lastDepartureAt } = within;
    const { messageId, sending = 1, validityMs } = submission;
    const validUntil = clock.now() + validityMs;
    const half = known.halfOf(messageId, sending);
    const concatenation = half?.concatenation ?? this.nextConcatenation();
    const planned = submissionPdus(submission, concatenation, clock.now(), options);
    if (!planned.ok)
      return { kind: 'rejected', reason: 'invalid_message', rawCode: planned.rawCode, permanent: true };

    const outcomes = new Map<number, PartOutcome>();
    for (const [number, reference] of half?.accepted ?? [])
      outcomes.set(number, { number, kind: 'accepted', reference });
    const rest = planned.pdus.filter(({ numbers }) => !numbers.every(number => outcomes.has(number)));
    const departures = this.pace.reserve(rest.length, options.paceWaitMaxMs);
    if (!departures.ok)
      return { kind: 'throttled', retryAfterMs: departures.retryAfterMs, rawCode: 'own_rate' };

    await this.handOver(submission, rest, departures.delaysMs, outcomes, within);
    let tries = 1;
    for (const pauseMs of REPAIR_PAUSES_MS) {
      const broken = this.brokenParts(rest, outcomes);
      if (broken.length === 0 || signal.aborted || clock.elapsed() + pauseMs > lastDepartureAt) break;
      const delaysMs = broken.map(() => pauseMs);
      await this.handOver(submission, broken, delaysMs, outcomes, within);
      tries += 1;
    }
    const broken = this.brokenParts(rest, outcomes).flatMap(({ numbers }) => numbers);
    const missing = new Map(broken.map(number => [number, outcomes.get(number) as PartOutcome]));
    const isTaken =
      missing.size > 0 && this.rests.take({ submission, concatenation, validUntil, missing }, tries);
    const ordered = submission.parts.flatMap(({ number }) =>
      isTaken && missing.has(number) ? [] : (outcomes.get(number) ?? []),
    );
    this.rememberHalf(messageId, sending, concatenation, ordered);
    return resultOf(ordered);
  }

  /**
   * An answer came after its time was over. When the carrier has the parts after all, answers all parts of this sending that it
   * is known to have, and their references: nobody has been told of those either that were accepted in time.
   */
  late(handed: Handed, pdu: Pdu<'submit_sm_resp'>): ReadonlyMap<number, string> {
    const { known, counters, odd } = this.parts;
    const { messageId, sending, numbers } = handed;
    counters.count('lateAnswers');
    if (pdu.status !== CommandStatus.ROK) {
      odd('late-refusal', `${messageId}: ${rawCodeOf(pdu.status)}`);
      return new Map();
    }
    const reference = this.accepted(handed, pdu.messageId);
    const half = known.halfOf(messageId, sending);
    const accepted = new Map([
      ...(half?.accepted ?? []),
      ...numbers.map(number => [number, reference] as const),
    ]);
    if (half) known.rememberHalf(messageId, sending, { ...half, accepted });
    return accepted;
  }

  /** Ends what goes on by itself. */
  stop(): Promise<void> {
    return this.rests.stop();
  }

  private within(): Pick<Within, 'lastDepartureAt'> {
    const { clock, options } = this.parts;
    // What leaves later could still be without an answer when the time is over.
    return { lastDepartureAt: clock.elapsed() + options.submitMaxMs - options.requestTimeoutMs };
  }

  private async handOver(
    submission: Submission,
    pdus: readonly SubmissionPdu[],
    delaysMs: readonly number[],
    outcomes: Map<number, PartOutcome>,
    within: Within,
  ): Promise<void> {
    const startMs = delaysMs[0] ?? 0;
    if (startMs > 0) await pause(this.parts.clock, startMs, within.signal);
    // All parts on one bind: those who put them together wait for them there. What goes now is counted there at once, so
    // that the next message finds another bind.
    const link = this.parts.choose();
    await Promise.all(
      pdus.map(async (pdu, index) => {
        const delayMs = (delaysMs[index] ?? 0) - startMs;
        if (delayMs > 0) await pause(this.parts.clock, delayMs, within.signal);
        for (const outcome of await this.handOverOne(submission, pdu, link, within))
          outcomes.set(outcome.number, outcome);
      }),
    );
  }

  private async handOverOne(
    { messageId, sending, to }: Submission,
    { numbers, body }: SubmissionPdu,
    link: Link<Handed> | undefined,
    { lastDepartureAt, signal }: Within,
  ): Promise<readonly PartOutcome[]> {
    const handed: Handed = { messageId, sending: sending ?? 1, numbers, to };
    const outcome: SubmitOutcome = link
      ? await link.submit(body, handed, { waitMaxMs: lastDepartureAt - this.parts.clock.elapsed(), signal })
      : { kind: 'not-sent', cause: 'not_bound' };
    const each = (of: (number: number) => PartOutcome) => numbers.map(of);
    switch (outcome.kind) {
      case 'not-sent':
      case 'unanswered': {
        const { kind, cause } = outcome;
        if (kind === 'unanswered') this.parts.counters.count('unanswered');
        return each(number => ({ number, kind, cause }));
      }
      case 'not-encodable': {
        const reaction = { kind: 'rejected', reason: 'invalid_message', permanent: true } as const;
        return each(number => ({
          number,
          kind: 'refused',
          reaction,
          rawCode: `unsendable ${outcome.field}`,
        }));
      }
      case 'answered': {
        if (outcome.status !== CommandStatus.ROK) {
          const refusal = this.refusal(outcome.status, messageId, link);
          return each(number => ({ number, kind: 'refused', ...refusal }));
        }
        const reference = this.accepted(handed, outcome.messageId);
        return each(number => ({ number, kind: 'accepted', reference }));
      }
    }
  }

  /** Remembers accepted parts. Answers the reference under which their receipt will come. */
  private accepted(handed: Handed, carrierId: string): string {
    const { options, known, counters, odd, clock } = this.parts;
    counters.count('accepted');
    this.acceptedAt = clock.elapsed();
    const reference = normaliseId(carrierId, options.messageIds.answer);
    if (reference === '') {
      odd('empty-id', `${handed.messageId}.${handed.numbers.join('+')}`);
      // The part is the carrier's all the same. No receipt can carry a reference with a blank in it.
      return `no id: ${handed.messageId}.${handed.numbers[0] ?? 1}`;
    }
    const { messageId, numbers, to } = handed;
    const spelling = carrierId === reference ? undefined : carrierId;
    const other = known.remember(reference, { messageId, numbers, to, spelling });
    if (other !== undefined) odd('id-given-twice', `${carrierId}: ${other} and ${messageId}`);
    return reference;
  }

  /** What a status other than 0 asks for; what it asks of the session is done. */
  private refusal(
    status: number,
    messageId: string,
    link: Link<Handed> | undefined,
  ): { readonly reaction: Reaction; readonly rawCode: string } {
    const { counters, clock, errorMap, odd } = this.parts;
    counters.count('refused');
    const map = errorMap();
    const info = commandStatus(status);
    const rawCode = rawCodeOf(status);
    if (info.class === 'vendor' && !map.has(status)) odd('unknown-status', rawCode);
    if (info.ourBug) odd('our-fault-status', `${rawCode} ${info.meaning}`);
    const othersPass = clock.elapsed() - this.acceptedAt < OTHERS_PASS_MS;
    const reaction = reactionTo(status, { errorMap: map, othersPass });
    if (reaction.kind === 'throttled' && reaction.scope === 'carrier') this.pace.slowDown();
    if (reaction.kind !== 'session') return { reaction, rawCode };
    // More of the same from a session that is ending already says nothing new.
    const isNews = link?.takesSubmissions ?? false;
    if (isNews && this.blamed.has(messageId) && (OF_THE_PDU.has(status) || othersPass))
      return { reaction: BLAMED, rawCode };
    this.blame(messageId);
    link?.reset();
    // The other binds carry on, and take this message too.
    const others: Reaction = { kind: 'throttled', retryAfterMs: OTHER_BIND_MS, scope: 'message' };
    return { reaction: this.parts.choose() ? others : reaction, rawCode };
  }

  private blame(messageId: string): void {
    this.blamed.add(messageId);
    for (const oldest of this.blamed) if (this.blamed.size > BLAMED_MAX) this.blamed.delete(oldest);
  }

  /** What may be handed over again because the rest of the text is the carrier's already, and nothing is in doubt. */
  private brokenParts(
    pdus: readonly SubmissionPdu[],
    outcomes: ReadonlyMap<number, PartOutcome>,
  ): readonly SubmissionPdu[] {
    const all = [...outcomes.values()];
    if (!all.some(({ kind }) => kind === 'accepted') || all.some(({ kind }) => kind === 'unanswered'))
      return [];
    return pdus.filter(({ numbers }) =>
      numbers.some(number => {
        const outcome = outcomes.get(number);
        return outcome !== undefined && mayTryAgain(outcome);
      }),
    );
  }

  private rememberHalf(
    messageId: string,
    sending: 1 | 2,
    concatenation: number,
    outcomes: readonly PartOutcome[],
  ): void {
    const { known } = this.parts;
    const accepted = outcomes.flatMap(outcome =>
      outcome.kind === 'accepted' ? [[outcome.number, outcome.reference] as const] : [],
    );
    if (outcomes.some(({ kind }) => kind === 'unanswered'))
      known.rememberHalf(messageId, sending, { concatenation, accepted: new Map(accepted) });
    else known.forgetHalf(messageId, sending);
  }

  private nextConcatenation(): number {
    this.concatenation = (this.concatenation + 1) % CONCATENATION_LIMIT;
    return this.concatenation;
  }
}
