import type { PartState, ReasonKey } from '@chappe/sms';
import type { MessageStateName } from '@chappe/smpp';

/** What the states of SMPP 3.4 §5.2.28 are in the library, and the reason each one gives when nothing else does. */
const STATES: Readonly<Record<MessageStateName, readonly [PartState, ReasonKey | null]>> = {
  SCHEDULED: ['sent', null],
  ENROUTE: ['buffered', null],
  DELIVERED: ['delivered', null],
  EXPIRED: ['expired', 'validity_ended'],
  DELETED: ['undelivered', 'deleted_by_carrier'],
  UNDELIVERABLE: ['undelivered', 'not_delivered'],
  ACCEPTED: ['sent', null],
  // Not an end: the carrier may still find out. What stays unknown expires when its waiting time is over.
  UNKNOWN: ['sent', 'unknown'],
  REJECTED: ['rejected', 'carrier_rejected'],
  SKIPPED: ['undelivered', 'not_delivered'],
};

/** The library's state for one of SMPP. */
export function partStateOf(state: MessageStateName): PartState {
  return STATES[state][0];
}

/** Why, as far as the state alone tells. */
export function reasonOfState(state: MessageStateName): ReasonKey | null {
  return STATES[state][1];
}
