import type { Instant, Transaction } from '../kernel/index.js';
import { MessageRepository, type Message, type MessagePart } from '../messages/index.js';
import type { DeliveryReceipt } from './carrier.js';
import type { Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { aggregate, isFinalPart } from './part-aggregate.js';

/**
 * Suspect, not dead. A number that was well lately and is called unknown for the first time may only have changed its
 * network: the old one knows it no more, the new one not yet, and whoever routes by prefix asks the wrong one. Its message
 * gets one second sending, on another route at once if there is one, or else after `suspectRetryMs`. A second "unknown" is
 * believed.
 *
 * What the account pays stays the same: the first sending was captured, and the second is the platform's own affair.
 */
export class SecondChances {
  constructor(
    private readonly options: Pick<DeliveryOptions, 'suspectRetryMs' | 'suspectKnownMs'>,
    /** Whether a message could go to another carrier than the one that has it. */
    private readonly hasOtherRoute: (message: Message) => boolean,
  ) {}

  /** When a message may leave once more, should this receipt say the last word about it; undefined when it may not. */
  async dateFor(
    tx: Transaction,
    message: Message,
    receipt: DeliveryReceipt,
    now: Instant,
  ): Promise<Instant | undefined> {
    const { suspectRetryMs, suspectKnownMs } = this.options;
    if (receipt.reason !== 'unknown_subscriber' || suspectRetryMs === null) return undefined;
    if (!isFinalPart(receipt.state) || !isUnderWay(message)) return undefined;
    const retryAt = this.hasOtherRoute(message) ? now : now + suspectRetryMs;
    if (retryAt >= (message.validUntil ?? now)) return undefined;
    if (await hadSecondChance(tx, message.id)) return undefined;
    const { accountId, to } = message;
    const wellLately = await tx
      .get(MessageRepository)
      .list({ accountId, to, states: ['delivered'], since: now - suspectKnownMs }, { limit: 1 });
    return wellLately.data.length > 0 ? retryAt : undefined;
  }

  /** Whether a receipt speaks of the first sending of a message that is sent once more: it is no news then. */
  async isOutdated(
    tx: Transaction,
    message: Message,
    known: MessagePart | undefined,
    receipt: DeliveryReceipt,
  ): Promise<boolean> {
    // Whichever sending reached the phone.
    if (!known || receipt.state === 'delivered') return false;
    if (awaitsSecondSending(message)) return known.reference === receipt.reference;
    if (!isUnderWay(message) || !receipt.ours || known.reference === receipt.reference) return false;
    return hadSecondChance(tx, message.id);
  }
}

/** Whether a message was with a carrier before, and is to be sent, or being sent, once more. */
export function awaitsSecondSending({ sentAt, state }: Pick<Message, 'sentAt' | 'state'>): boolean {
  return sentAt !== null && (state === 'queued' || state === 'submitting' || state === 'in_doubt');
}

/**
 * Puts a message back into the queue whose number is suspect; undefined when its parts tell another story. Pure but for the
 * message, which is moved.
 *
 * @param parts all that are known, with what the last receipt told
 */
export function secondChance(
  message: Message,
  parts: readonly MessagePart[],
  retryAt: Instant | undefined,
  now: Instant,
): Change | undefined {
  if (retryAt === undefined || !isUnderWay(message)) return undefined;
  const { state, reason, rawCode } = aggregate(parts, message.partCount);
  if (!isFinalPart(state) || reason !== 'unknown_subscriber') return undefined;
  if (parts.some(part => part.state === 'delivered')) return undefined;
  const moves = [message.moveTo('queued', { at: now, cause: 'suspect', reason, rawCode })];
  message.wakeAt = retryAt;
  const anew = { state: 'sent', reason: null, rawCode: null, at: now } as const;
  return { message, moves, parts: parts.map(part => ({ ...part, ...anew })), paidParts: null };
}

function isUnderWay({ state }: Message): boolean {
  return state === 'sent' || state === 'buffered';
}

async function hadSecondChance(tx: Transaction, messageId: string): Promise<boolean> {
  const moves = await tx.get(MessageRepository).moves(messageId);
  return moves.some(move => move.cause === 'suspect');
}
