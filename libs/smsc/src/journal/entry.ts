/**
 * One thing that happened. Kinds go from the general to the particular, so that `receipt` also means
 * `receipt.acknowledged`:
 *
 * - `world.reset`, `faults.changed`, `subscriber.changed`, `network.changed`, `phone.state`, `phone.read`
 * - `link.connected`, `link.disconnected`, `client.forgotten` (it has left, or there were too many)
 * - `submission.accepted`, `submission.refused`, `submission.repeated`, `submission.swallowed` (neither stored nor
 *   answered), `answer.late`, `answer.lost`
 * - `attempt.failed`, `message.delivered`, `message.expired`, `message.deleted`, `message.undeliverable`,
 *   `message.rejected`, `message.lost`, `message.replaced`, `message.unknown`
 * - `receipt.offered`, `receipt.acknowledged`, `receipt.refused`, `receipt.lost`, `receipt.dropped`
 * - `inbound.sent`, `inbound.unsent` (the phone cannot send, for the reason given), `inbound.offered`, `inbound.acknowledged`, `inbound.refused`, `inbound.unroutable`, `inbound.dropped`
 */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly kind: string;
  readonly clientId?: string;
  /** The centre's id of the message or of the inbound message. */
  readonly id?: string;
  readonly ref?: string;
  /** The phone it is about, `+` and digits. */
  readonly msisdn?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly errorCode?: string;
  /** Which attempt, from 1. */
  readonly attempt?: number;
  /** Anything else, small. */
  readonly detail?: unknown;
}

/** What to look for; all that is given must match. */
export interface JournalFilter {
  /** Entries after this number. */
  since?: number;
  /** A kind, or the first words of one: `receipt` is all of `receipt.*`. */
  kind?: string;
  msisdn?: string;
  ref?: string;
  id?: string;
  clientId?: string;
  from?: string;
  to?: string;
  /** The text contains this. */
  match?: string;
}
