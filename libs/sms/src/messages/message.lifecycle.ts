/**
 * Every state of a message, and where it may go from there. Back to `queued` from `sent` or `buffered` goes only a message
 * to a number that was well lately and is called unknown for the first time: it is sent once more. The type, the guards and the diagram in the documentation are
 * made from this table. Names are stored and sent to hosts: add, never rename.
 */
export const messageLifecycle = {
  /** Waits for its date; no credit is held yet. */
  scheduled: ['queued', 'rejected', 'cancelled'],
  /** Accepted, credit held, waits for the dispatcher. */
  queued: ['submitting', 'rejected', 'expired', 'cancelled'],
  /** Leased to a dispatcher that is handing it to a carrier. */
  submitting: ['queued', 'sent', 'rejected', 'in_doubt', 'expired'],
  /** Handed over, and the answer never came: it may be on its way, or not. */
  in_doubt: ['queued', 'sent', 'buffered', 'delivered', 'undelivered', 'rejected', 'expired'],
  /** Accepted by the carrier, credit captured. */
  sent: ['queued', 'buffered', 'delivered', 'undelivered', 'rejected', 'expired'],
  /** Held by the operator, phone not reached yet. */
  buffered: ['queued', 'delivered', 'undelivered', 'rejected', 'expired'],
  /** On the phone. */
  delivered: [],
  /** Definitive failure told by the network. */
  undelivered: [],
  /** Refused: opted out, invalid, do-not-disturb, no credit, operator. */
  rejected: [],
  /** The validity period ran out. */
  expired: [],
  /** Taken back before it left. */
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

/** A state of a message. */
export type MessageState = keyof typeof messageLifecycle;

/** All states, in the order of the table. */
export const MESSAGE_STATES = Object.keys(messageLifecycle) as readonly MessageState[];

/** Whether a message in this state stays there for ever. */
export function isFinal(state: MessageState): boolean {
  return messageLifecycle[state].length === 0;
}

/** Whether the table allows this move. */
export function mayMove(from: MessageState, to: MessageState): boolean {
  return (messageLifecycle[from] as readonly MessageState[]).includes(to);
}

type Target = (typeof messageLifecycle)[MessageState][number];
// A typo in a target is a compile error here, not a surprise in production.
true satisfies Target extends MessageState ? true : never;
