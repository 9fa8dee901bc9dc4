import type { Instant } from '../kernel/index.js';
import type { Message, MessagePart } from '../messages/index.js';
import { moveAsCarried, silentUntil } from './answer.js';
import type { DeliveryReceipt } from './carrier.js';
import { noMove, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { aggregate, isFinalPart } from './part-aggregate.js';

/** What {@link applyReceipt} decides by, beside the message and the receipt. */
export interface ReceiptContext {
  readonly now: Instant;
  readonly options: DeliveryOptions;
  readonly carrier: string;
  readonly partNumber: number;
  /** All parts of the message that are known. */
  readonly parts: readonly MessagePart[];
}

/**
 * What a receipt does to a message. Pure but for the message, which is moved. Receipts may come twice, late, in any order,
 * or before the answer to the submission: a part only moves forward, its first end counts, and whatever the order, the
 * message ends the same and is paid once.
 */
export function applyReceipt(message: Message, receipt: DeliveryReceipt, context: ReceiptContext): Change {
  const { now, carrier, partNumber, parts, options } = context;
  const known = parts.find(part => part.number === partNumber);
  if (known && !supersedes(receipt, known)) return noMove(message);

  const part: MessagePart = {
    messageId: message.id,
    number: partNumber,
    carrier,
    reference: known?.reference ?? receipt.reference,
    state: receipt.state,
    reason: receipt.reason,
    rawCode: receipt.rawCode,
    at: now,
  };
  if (message.isFinal) return noMove(message, [part]);

  const unpaid = message.state === 'queued' || message.state === 'submitting' || message.state === 'in_doubt';
  message.carrier ??= carrier;
  const all = [...parts.filter(other => other.number !== partNumber), part];
  const { state, reason, rawCode } = aggregate(all, message.partCount);
  // A part may leave the operator's buffer while others have not been heard of: the message stays buffered.
  const stays = message.state === state || (message.state === 'buffered' && state === 'sent');
  const moves = stays ? [] : moveAsCarried(message, state, { at: now, cause: 'receipt', reason, rawCode });
  if (!message.isFinal) message.wakeAt = silentUntil(message, now, options);
  // A receipt proves that the carrier has the message. Which parts it took is not known before its answer: all are paid.
  return { message, moves, parts: [part], paidParts: unpaid ? message.partCount : null };
}

/** A part goes from sent to buffered to an end, never back; repetitions change nothing. */
function supersedes(receipt: DeliveryReceipt, known: MessagePart): boolean {
  if (isFinalPart(known.state)) return false;
  if (isFinalPart(receipt.state)) return true;
  return receipt.state === 'buffered' && known.state === 'sent';
}
