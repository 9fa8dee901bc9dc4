import type { Message, MessagePart, MoveCause } from '../messages/index.js';
import { inDoubtUntil, maySendAgain, moveAsCarried, nextLookAt, silentUntil } from './answer.js';
import { noMove, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { takenParts } from './known-parts.js';
import { aggregate, isFinalPart } from './part-aggregate.js';

/** What decisions about due messages depend on. */
export interface DueContext {
  readonly now: number;
  readonly options: DeliveryOptions;
  /** Whether the carrier that had the message takes it twice without sending it twice. */
  readonly deduplicates: boolean;
  /** Whether the carrier that had the message can be asked what became of it. */
  readonly queries?: boolean;
  /** Whether it was asked about this doubt, or need not be. */
  readonly asked?: boolean;
  /** How often it has been in doubt, this time included. */
  readonly doubts: number;
  /** Whether the carrier has answered, and left parts out of which it has not told since. */
  readonly leftOut?: boolean;
  readonly parts: readonly MessagePart[];
}

/** What says when a message is to be looked at again. */
type LookContext = Parameters<typeof nextLookAt>[1];

/** How often a message is sent again that may have left: what arrives twice is a nuisance, what arrives often is abuse. */
export const SECOND_SENDS_MAX = 1;

/** A dispatcher had the message and is gone, or never came back: nobody knows whether it left. */
export function leaseEnded(message: Message, context: DueContext): Change {
  const moves = [message.moveTo('in_doubt', { at: context.now, cause: 'lease_ended', reason: 'no_answer' })];
  // A carrier that recognises the message can be asked again at once; elsewhere a late receipt gets its chance first.
  message.wakeAt = context.deduplicates ? context.now : inDoubtUntil(message, context);
  return { message, moves, parts: [], paidParts: null };
}

/** The waiting time of a message in doubt is over: send it again, wait for a receipt, or give up. */
export function doubtEnded(message: Message, context: DueContext): Change {
  const { now, options } = context;
  const lastAt = silentUntil(message, now, options);
  if (now >= lastAt) {
    const moves = [message.moveTo('expired', { at: now, cause: 'validity_ended', reason: 'no_answer' })];
    return { message, moves, parts: [], paidParts: 0 };
  }
  if (!sendsAgain(message, context)) {
    message.wakeAt = nextLookAt(message, context);
    return noMove(message);
  }
  if (isToBeAskedFirst(message, context)) {
    message.wakeAt = Math.min(lastAt, now + options.answerMaxMs);
    return noMove(message);
  }
  const moves = [message.moveTo('queued', { at: now, cause: 'retry', reason: 'no_answer' })];
  message.wakeAt = now;
  return { message, moves, parts: [], paidParts: null };
}

/** Whether a carrier is to tell what it knows before the message is sent again; one that recognises it tells by its answer. */
export function isToBeAskedFirst(message: Message, context: DueContext): boolean {
  const { queries = false, asked = true, deduplicates } = context;
  return message.state === 'in_doubt' && queries && !asked && !deduplicates && sendsAgain(message, context);
}

function sendsAgain(message: Message, { now, deduplicates, doubts }: DueContext): boolean {
  const lives = now < (message.validUntil ?? now);
  return lives && maySendAgain(message, deduplicates) && (deduplicates || doubts <= SECOND_SENDS_MAX);
}

/** The carrier had its time, and the grace after it: what was not told by now has expired. */
export function wentSilent(message: Message, context: DueContext): Change {
  const { now, options, parts } = context;
  if (now < silentUntil(message, now, options)) {
    message.wakeAt = nextLookAt(message, context);
    return noMove(message);
  }
  const told = new Map(parts.map(part => [part.number, part]));
  const numbers = Array.from({ length: message.partCount }, (_, index) => index + 1);
  const all = numbers.map((number): MessagePart => {
    const part = told.get(number);
    if (part && isFinalPart(part.state)) return part;
    const silent = { state: 'expired', reason: 'no_receipt', rawCode: null, at: now } as const;
    return part
      ? { ...part, ...silent }
      : { messageId: message.id, number, carrier: message.carrier ?? '', reference: null, ...silent };
  });
  const { state, reason, rawCode } = aggregate(all, message.partCount);
  const moves = moveAsCarried(message, state, { at: now, cause: 'validity_ended', reason, rawCode });
  // The answer never came, and receipts told of some parts only: the carrier had the message all the same. Parts that it left out of
  // its answer and never told of it did not take.
  const hadParts = context.leftOut ? takenParts(parts) : message.partCount;
  const paidParts = parts.length < message.partCount ? hadParts : null;
  return { message, moves, parts: all.filter(part => part !== told.get(part.number)), paidParts };
}

/** A message whose validity ended while it waited for its turn. */
export function outlived(message: Message, context: LookContext): Change {
  const { now, options } = context;
  const mayStillBeToldOf = now < silentUntil(message, now, options);
  if (mayHaveLeft(message) && mayStillBeToldOf) return waitForReceipt(message, context, 'validity_ended');
  const moves = [message.moveTo('expired', { at: now, cause: 'validity_ended', reason: 'validity_ended' })];
  return { message, moves, parts: [], paidParts: 0 };
}

/** A message that must not leave any more, though it is its turn. */
export function heldBack(message: Message, context: LookContext & { readonly reason: 'opted_out' }): Change {
  if (mayHaveLeft(message)) return waitForReceipt(message, context, 'claimed');
  const moves = [message.moveTo('rejected', { at: context.now, cause: 'claimed', reason: context.reason })];
  return { message, moves, parts: [], paidParts: 0 };
}

/** Whether it waits to be sent again because no answer came: then it may be on the phone. */
function mayHaveLeft({ reason }: Message): boolean {
  return reason === 'no_answer';
}

/** Does not send again what may be on the phone: its receipt may come until the grace ends. */
function waitForReceipt(message: Message, context: LookContext, cause: MoveCause): Change {
  const details = { at: context.now, cause, reason: 'no_answer' } as const;
  const moves = [message.moveTo('submitting', details), message.moveTo('in_doubt', details)];
  message.wakeAt = nextLookAt(message, context);
  return { message, moves, parts: [], paidParts: null };
}
