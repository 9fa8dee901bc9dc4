import {
  reasons,
  type Message,
  type MessagePart,
  type Move,
  type MoveDetails,
  type MessageState,
  type ReasonKey,
} from '../messages/index.js';
import type { Instant, Random } from '../kernel/index.js';
import type { SubmissionResult } from './carrier.js';
import { noMove, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { isDeadEnd } from './detour.js';
import { merged, partsOfCopyAt, takenParts } from './known-parts.js';
import { aggregate, isFinalPart } from './part-aggregate.js';
import { nextQueryAt } from './reconciliation.js';
import { retryDelayMs } from './retry-schedule.js';

/** What {@link applyAnswer} decides by, beside the message and the answer. */
export interface AnswerContext {
  readonly now: Instant;
  readonly random: Random;
  readonly options: DeliveryOptions;
  readonly carrier: string;
  /**
   * How many moves the message had when it was handed over. Tells this handover from every other: the number of attempts does
   * not, because those that a carrier had no time for are not counted.
   */
  readonly moveCount: number;
  /** Whether the carrier takes the same message twice without sending it twice. */
  readonly deduplicates: boolean;
  /** Whether the carrier can be asked what became of a message. */
  readonly queries?: boolean;
  /** Parts that receipts have told of already. */
  readonly knownParts: readonly MessagePart[];
  /** Whether another carrier may take it that has not said yet that it knows no way for it. */
  readonly detour?: boolean;
  /** The carrier that never answered an earlier handover, so that it may have a copy; see {@link carrierInDoubt}. */
  readonly inDoubtAt?: string | undefined;
}

/** Which carrier may have a copy of a message without having said so, from before the handover that began after so many moves. */
export function carrierInDoubt(moves: readonly Move[], moveCount: number): string | undefined {
  const before = moves.filter(({ seq }) => seq < moveCount);
  return before.findLast(move => move.to === 'in_doubt')?.carrier ?? undefined;
}

/**
 * What a carrier's answer does to a message. Pure but for the message, which is moved. An answer may come after a receipt
 * has settled the message, or after somebody else took it over: then it only adds what it knows.
 */
export function applyAnswer(message: Message, result: SubmissionResult, context: AnswerContext): Change {
  switch (result.kind) {
    case 'accepted':
      return accepted(message, result.parts, context);
    case 'rejected':
      return rejected(message, result, context);
    case 'throttled':
      return throttled(message, result, context);
    case 'unknown':
      return unanswered(message, context);
  }
}

/**
 * When a message in doubt is to be looked at again: after a while to send it once more, where a second send does no harm
 * or less harm than none, or else when it can no longer be heard of.
 */
export function inDoubtUntil(
  message: Message,
  context: Pick<AnswerContext, 'now' | 'options' | 'deduplicates' | 'queries'>,
): Instant {
  const { now, options, deduplicates } = context;
  if (!maySendAgain(message, deduplicates)) return nextLookAt(message, context);
  return Math.min(now + options.inDoubtMs, silentUntil(message, now, options));
}

/** Whether a message whose answer never came may be handed over again. */
export function maySendAgain(message: Message, deduplicates: boolean): boolean {
  return deduplicates || message.purpose === 'transactional';
}

/** When a message that was handed over can no longer be heard of. */
export function silentUntil(
  message: Message,
  now: Instant,
  options: Pick<DeliveryOptions, 'receiptGraceMs'>,
): Instant {
  return (message.validUntil ?? now) + options.receiptGraceMs;
}

/**
 * When a message that a carrier has is to be looked at again: when its carrier is to be asked about it, where it can be, and
 * at the latest when it can no longer be heard of.
 */
export function nextLookAt(
  message: Message,
  {
    now,
    options,
    queries = false,
  }: Pick<AnswerContext, 'now' | 'queries'> & {
    readonly options: Pick<DeliveryOptions, 'receiptGraceMs' | 'queryAfterMs'>;
  },
): Instant {
  const lastAt = silentUntil(message, now, options);
  if (!queries) return lastAt;
  const since = message.sentAt ?? lastAt - options.receiptGraceMs - message.validityMs;
  return Math.min(lastAt, nextQueryAt(since, now, options.queryAfterMs));
}

/**
 * Moves a message to where its parts are, if it is not there. A part may leave the operator's buffer while others have
 * not been heard of: the message stays buffered.
 */
export function moveWithParts(
  message: Message,
  parts: readonly MessagePart[],
  details: Pick<MoveDetails, 'at' | 'cause'>,
): readonly Move[] {
  const { state, reason, rawCode } = aggregate(parts, message.partCount);
  const isThere = message.state === state || (message.state === 'buffered' && state === 'sent');
  return isThere ? [] : moveAsCarried(message, state, { ...details, reason, rawCode });
}

/**
 * Moves a message to a state that only a carrier that has it can bring about, by way of `submitting` and `sent` where the
 * lifecycle asks for it. Answers the moves.
 */
export function moveAsCarried(message: Message, state: MessageState, details: MoveDetails): readonly Move[] {
  const moves: Move[] = [];
  if (message.state === 'queued')
    moves.push(message.moveTo('submitting', { at: details.at, cause: details.cause }));
  if (message.state === 'submitting' && state !== 'sent')
    moves.push(message.moveTo('sent', { at: details.at, cause: details.cause }));
  if (message.state !== state) moves.push(message.moveTo(state, details));
  return moves;
}

type Accepted = Extract<SubmissionResult, { kind: 'accepted' }>;
type Rejected = Extract<SubmissionResult, { kind: 'rejected' }>;
type Throttled = Extract<SubmissionResult, { kind: 'throttled' }>;

function accepted(message: Message, answers: Accepted['parts'], context: AnswerContext): Change {
  const { now, carrier } = context;
  const knownParts = message.isFinal ? context.knownParts : partsOfCopyAt(carrier, context.knownParts);
  const known = new Map(knownParts.map(part => [part.number, part]));
  const parts = answers.map((answer): MessagePart => {
    const told = known.get(answer.number);
    const base = { messageId: message.id, number: answer.number, carrier };
    if (!answer.accepted)
      return {
        ...base,
        reference: null,
        state: 'rejected',
        reason: answer.reason,
        rawCode: answer.rawCode,
        at: now,
      };
    const reference = answer.reference || null;
    // A receipt that overtook this answer has told the part's state; the answer gives its reference.
    if (told && (told.carrier === carrier || told.state === 'delivered'))
      return { ...told, carrier, reference };
    return { ...base, reference, state: 'sent', reason: null, rawCode: null, at: now };
  });
  if (message.isFinal) return noMove(message, parts);

  const overtaken = message.state === 'sent' || message.state === 'buffered';
  const details = { at: now, cause: 'answer' } as const;
  message.carrier = carrier;
  const moves = overtaken ? [] : [...moveAsCarried(message, 'sent', details)];
  message.wakeAt = nextLookAt(message, context);
  const all = merged(knownParts, parts);
  moves.push(...moveWithParts(message, all, details));
  // Receipts that had told of every part have ended the hold; and it stays for parts that are still to be told of.
  const paid = knownParts.length >= message.partCount;
  const isWhole = all.length >= message.partCount;
  return { message, moves, parts, paidParts: paid || !isWhole ? null : takenParts(all) };
}

function rejected(
  message: Message,
  { reason, rawCode, permanent }: Rejected,
  context: AnswerContext,
): Change {
  const { now, random, options } = context;
  if (!isOfThisHandover(message, context)) return noMove(message);
  const isOver = message.attempts >= options.attemptsMax;
  const takesDetour = isDeadEnd(reason) && (context.detour ?? false) && !isOver;
  const isPermanent = permanent || reasons[reason].permanence === 'permanent';
  const final = isOver || (isPermanent && !takesDetour);
  if (final && mayBeElsewhere(context))
    return failedElsewhere(message, context) ?? backInDoubt(message, rawCode, context);
  if (final) {
    const moves = [message.moveTo('rejected', { at: now, cause: 'answer', reason, rawCode })];
    return { message, moves, parts: [], paidParts: 0 };
  }
  const why = reasonToWait(context, reason);
  const moves = [message.moveTo('queued', { at: now, cause: 'retry', reason: why, rawCode })];
  message.wakeAt = takesDetour ? now : now + retryDelayMs(message.attempts, random, options);
  return { message, moves, parts: [], paidParts: null };
}

/**
 * Whether another copy may reach the phone, of which this refusal says nothing: the answer to an earlier handover never came, and
 * the carrier that refuses now is not one that would have recognised the message.
 */
function mayBeElsewhere({ deduplicates, inDoubtAt, carrier }: AnswerContext): boolean {
  return inDoubtAt !== undefined && !(deduplicates && inDoubtAt === carrier);
}

/** The end that the other copy has come to already; undefined while it may reach the phone. */
function failedElsewhere(
  message: Message,
  { now, inDoubtAt, knownParts }: AnswerContext,
): Change | undefined {
  const told = knownParts.filter(part => part.carrier === inDoubtAt && isFinalPart(part.state));
  if (told.length < message.partCount) return undefined;
  const { state, reason, rawCode } = aggregate(told, message.partCount);
  message.carrier = inDoubtAt ?? message.carrier;
  const moves = moveAsCarried(message, state, { at: now, cause: 'receipt', reason, rawCode });
  return { message, moves, parts: [], paidParts: takenParts(told) };
}

/** Waits for word of the copy that may have left, and from the carrier that may have it. */
function backInDoubt(message: Message, rawCode: string, context: AnswerContext): Change {
  const details = { at: context.now, cause: 'answer', reason: 'no_answer', rawCode } as const;
  const moves = message.state === 'in_doubt' ? [] : [message.moveTo('in_doubt', details)];
  message.carrier = context.inDoubtAt ?? message.carrier;
  message.wakeAt = nextLookAt(message, context);
  return { message, moves, parts: [], paidParts: null };
}

function throttled(
  message: Message,
  { rawCode, scope, retryAfterMs }: Throttled,
  context: AnswerContext,
): Change {
  if (!isOfThisHandover(message, context)) return noMove(message);
  const reason = reasonToWait(context, 'throttled');
  const moves = [message.moveTo('queued', { at: context.now, cause: 'throttled', reason, rawCode })];
  // It never left: this costs the message age, not one of its attempts.
  message.attempts -= 1;
  // The lane of this carrier keeps the pause; another carrier may take it at once. What concerns this message alone, it keeps.
  const { pauseMinMs, pauseMaxMs } = context.options;
  const waitMs = scope === 'message' ? Math.max(pauseMinMs, retryAfterMs ?? pauseMaxMs) : 0;
  message.wakeAt = context.now + waitMs;
  return { message, moves, parts: [], paidParts: null };
}

function unanswered(message: Message, context: AnswerContext): Change {
  if (message.state === 'in_doubt' || !isOfThisHandover(message, context)) return noMove(message);
  const moves = [message.moveTo('in_doubt', { at: context.now, cause: 'no_answer', reason: 'no_answer' })];
  message.wakeAt = inDoubtUntil(message, context);
  return { message, moves, parts: [], paidParts: null };
}

/** Why a message goes back to the queue. That an earlier copy may have left stays the reason, whatever is said of this one. */
function reasonToWait({ inDoubtAt }: AnswerContext, reason: ReasonKey): ReasonKey {
  return inDoubtAt === undefined ? reason : 'no_answer';
}

/** Whether nothing has happened to the message since this handover, but perhaps that its lease has ended. */
function isOfThisHandover(message: Message, { moveCount, carrier }: AnswerContext): boolean {
  if (message.carrier !== carrier) return false;
  if (message.state === 'in_doubt') return message.moveCount === moveCount + 1;
  return message.state === 'submitting' && message.moveCount === moveCount;
}
