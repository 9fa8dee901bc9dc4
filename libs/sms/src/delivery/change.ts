import { recordEvents } from '../events/index.js';
import { money, type Ids, type Transaction } from '../kernel/index.js';
import {
  messageEvents,
  MessageRepository,
  QUEUE_TOPIC,
  type Message,
  type MessagePart,
  type Move,
} from '../messages/index.js';
import type { Billing, HoldEnd } from '../credits/index.js';
import { merged } from './known-parts.js';

/** What an answer, a receipt or the passing of time does to one message. */
export interface Change {
  readonly message: Message;
  readonly moves: readonly Move[];
  readonly parts: readonly MessagePart[];
  /** How many parts are to be paid for, when this change ends the hold; null when it does not. */
  readonly paidParts: number | null;
}

/** Nothing to store but, perhaps, parts. */
export function noMove(message: Message, parts: readonly MessagePart[] = []): Change {
  return { message, moves: [], parts, paidParts: null };
}

/** One change per message: several answers and receipts may be about the same one, and a row is written once. */
export function onePerMessage(changes: readonly Change[]): readonly Change[] {
  return [...Map.groupBy(changes, ({ message }) => message.id).values()].map(([first, ...others]): Change =>
    others.reduce(
      (sum, change) => ({
        message: sum.message,
        moves: [...sum.moves, ...change.moves],
        parts: merged(sum.parts, change.parts),
        paidParts: sum.paidParts ?? change.paidParts,
      }),
      first!,
    ),
  );
}

/** Stores changes with their events, and ends the holds that they end: all in the given transaction. */
export async function storeChanges(
  tx: Transaction,
  given: readonly Change[],
  billing: Billing,
  ids: Ids,
): Promise<void> {
  if (given.length === 0) return;
  const changes = onePerMessage(given);
  await tx.get(MessageRepository).save(changes);
  const ends: HoldEnd[] = changes.flatMap(({ message, paidParts }) =>
    paidParts === null
      ? []
      : [{ holdId: message.id, captured: money(message.pricePerPartMicros * paidParts, message.asset) }],
  );
  if (ends.length > 0) await billing.end(tx, ends);
  // Nobody looks for what was with a carrier before it can no longer be heard of.
  const isQueuedAnew = ({ moves }: Change) => moves.some(move => move.cause === 'suspect');
  if (changes.some(isQueuedAnew)) tx.announce(QUEUE_TOPIC);
  await recordEvents(
    tx,
    changes.flatMap(({ message, moves }) => messageEvents(ids, message, moves)),
  );
}
