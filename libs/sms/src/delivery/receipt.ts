import type { Instant } from '../kernel/index.js';
import type { Message, MessagePart } from '../messages/index.js';
import { moveWithParts, nextLookAt } from './answer.js';
import type { DeliveryReceipt } from './carrier.js';
import { noMove, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { merged, partsOfCopyAt, takenParts } from './known-parts.js';
import { isFinalPart } from './part-aggregate.js';
import { awaitsSecondSending, secondChance } from './second-chance.js';

/** What {@link applyReceipt} decides by, beside the message and the receipt. */
export interface ReceiptContext {
  readonly now: Instant;
  readonly options: DeliveryOptions;
  readonly carrier: string;
  readonly partNumber: number;
  /** Whether the carrier can be asked what became of a message. */
  readonly queries?: boolean;
  /** When the message may leave once more, should its number be suspect; see {@link SecondChances}. */
  readonly retryAt?: Instant | undefined;
  /** All parts of the message that are known. */
  readonly parts: readonly MessagePart[];
}

/**
 * What a receipt does to a message. Pure but for the message, which is moved. Receipts may come twice, late, in any order,
 * or before the answer to the submission: a part only moves forward, its first end counts, and whatever the order, the
 * message ends the same and is paid once.
 */
export function applyReceipt(message: Message, receipt: DeliveryReceipt, context: ReceiptContext): Change {
  const { now, carrier, partNumber } = context;
  const parts = message.isFinal ? context.parts : partsOfCopyAt(message.carrier, context.parts);
  const known = parts.find(part => part.number === partNumber);
  if (known && !supersedes(receipt, known)) return noMove(message);
  const isOfAnotherCopy = carrier !== (known?.carrier ?? message.carrier ?? carrier);

  const part: MessagePart = {
    messageId: message.id,
    number: partNumber,
    carrier,
    reference:
      (isOfAnotherCopy || awaitsSecondSending(message) ? null : known?.reference) ??
      (receipt.reference || null),
    state: receipt.state,
    reason: receipt.reason,
    rawCode: receipt.rawCode,
    // The carrier knows when it happened to the part; what lies ahead of our clock is a mistake of the carrier's.
    at: Math.min(receipt.at, now),
  };
  // The present copy decides; should its carrier refuse it, this is how the other one ended.
  if (isOfAnotherCopy && !tellsOfAnyCopy(receipt, known)) return noMove(message, known ? [] : [part]);
  if (message.isFinal) return noMove(message, [part]);

  message.carrier ??= carrier;
  const all = merged(parts, [part]);
  // The answer says which parts the carrier took, and is what is paid. Where receipts have told of every part before it, or of
  // those that it left out, they have said the same.
  const complete = known === undefined && all.length === message.partCount;
  const paidParts = complete ? takenParts(all) : null;
  const again = secondChance(message, all, context.retryAt, now);
  if (again) return { ...again, paidParts };
  const moves = moveWithParts(message, all, { at: now, cause: 'receipt' });
  if (!message.isFinal) message.wakeAt = nextLookAt(message, context);
  return { message, moves, parts: [part], paidParts };
}

/**
 * Whether what one carrier says holds although another has a copy too: what is on the phone is there, and a first sign of life
 * is one. That a copy has failed says nothing of the other.
 */
function tellsOfAnyCopy({ state }: DeliveryReceipt, known: MessagePart | undefined): boolean {
  return state === 'delivered' || (known === undefined && !isFinalPart(state));
}

/** A part goes from sent to buffered to an end, never back; repetitions change nothing. */
function supersedes(receipt: DeliveryReceipt, known: MessagePart): boolean {
  if (isFinalPart(known.state)) return false;
  if (isFinalPart(receipt.state)) return true;
  return receipt.state === 'buffered' && known.state === 'sent';
}
