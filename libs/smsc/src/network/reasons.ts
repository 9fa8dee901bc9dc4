/**
 * Why a message was not delivered, or not yet: stable keys, which the receipts, the journal and the scenarios use.
 *
 * `permanent` reasons end the message at once; `temporary` ones leave it at the centre, to be tried again. `state` is
 * what a permanent reason makes of it. `map` is the user error of MAP (3GPP TS 29.002) where there is one, in the
 * numbering that operators put into receipts.
 */
export const REASONS = {
  absent_subscriber: { kind: 'temporary', state: 'UNDELIV', map: 27, text: 'The phone is off.' },
  no_paging_response: { kind: 'temporary', state: 'UNDELIV', map: 6, text: 'The phone is out of coverage.' },
  roaming_not_allowed: {
    kind: 'temporary',
    state: 'UNDELIV',
    map: 8,
    text: 'The visited network does not serve the phone.',
  },
  memory_full: { kind: 'temporary', state: 'UNDELIV', map: 256, text: 'The inbox of the phone is full.' },
  subscriber_busy: {
    kind: 'temporary',
    state: 'UNDELIV',
    map: 31,
    text: 'The phone is taking another message.',
  },
  handset_error: {
    kind: 'temporary',
    state: 'UNDELIV',
    map: 257,
    text: 'The phone answered with a protocol error.',
  },
  sim_replaced: {
    kind: 'temporary',
    state: 'UNDELIV',
    map: 5,
    text: 'The SIM was replaced and the new one has not attached yet.',
  },
  network_error: { kind: 'temporary', state: 'UNDELIV', map: 34, text: 'A part of the network failed.' },
  congestion: { kind: 'temporary', state: 'UNDELIV', map: 1158, text: 'The network is congested.' },
  unknown_subscriber: {
    kind: 'permanent',
    state: 'UNDELIV',
    map: 1,
    text: 'The number is not attributed (NPAI).',
  },
  illegal_subscriber: { kind: 'permanent', state: 'UNDELIV', map: 9, text: 'The SIM failed authentication.' },
  illegal_equipment: { kind: 'permanent', state: 'UNDELIV', map: 12, text: 'The handset is blocklisted.' },
  not_sms_capable: {
    kind: 'permanent',
    state: 'UNDELIV',
    map: 11,
    text: 'The number has no SMS service: a landline, perhaps.',
  },
  call_barred: {
    kind: 'permanent',
    state: 'UNDELIV',
    map: 13,
    text: 'The subscriber or the operator bars messages.',
  },
  subscriber_no_credit: {
    kind: 'permanent',
    state: 'UNDELIV',
    map: 13,
    text: 'The subscriber is without credit.',
  },
  parental_lock: { kind: 'permanent', state: 'UNDELIV', map: 13, text: 'A parental lock is on.' },
  portability: {
    kind: 'permanent',
    state: 'UNDELIV',
    map: 1153,
    text: 'The number was ported and this route does not lead to its network.',
  },
  no_route: { kind: 'permanent', state: 'UNDELIV', map: 1153, text: 'No operator is known for the number.' },
  do_not_disturb: {
    kind: 'permanent',
    state: 'REJECTD',
    map: 0,
    text: 'The subscriber does not want to be disturbed.',
  },
  marketing_hours: {
    kind: 'permanent',
    state: 'REJECTD',
    map: 0,
    text: 'Marketing is not let through at this hour.',
  },
  spam: { kind: 'permanent', state: 'REJECTD', map: 0, text: 'The text met the spam filter.' },
  sender_blacklisted: {
    kind: 'permanent',
    state: 'REJECTD',
    map: 0,
    text: 'The sender is on the blacklist.',
  },
  sender_not_allowed: {
    kind: 'permanent',
    state: 'REJECTD',
    map: 0,
    text: 'The operator does not take this kind of sender.',
  },
  content_refused: { kind: 'permanent', state: 'REJECTD', map: 71, text: 'The content was refused.' },
  validity_expired: {
    kind: 'permanent',
    state: 'EXPIRED',
    map: 0,
    text: 'The validity ran out before any attempt.',
  },
  deleted: { kind: 'permanent', state: 'DELETED', map: 0, text: 'The sender took the message back.' },
  replaced: {
    kind: 'permanent',
    state: 'DELETED',
    map: 0,
    text: 'A newer message of the same sender took its place.',
  },
  unknown_error: {
    kind: 'permanent',
    state: 'UNKNOWN',
    map: 0,
    text: 'The network lost track of the message.',
  },
} as const satisfies Record<string, ReasonFacts>;

/** The key of a reason. */
export type Reason = keyof typeof REASONS;

/** What is known of a reason. */
export interface ReasonFacts {
  readonly kind: 'temporary' | 'permanent';
  readonly state: MessageState;
  readonly map: number;
  readonly text: string;
}

/** The states of a message in the words of SMPP 3.4 appendix B. */
export type MessageState =
  'SCHEDULED' | 'ENROUTE' | 'ACCEPTD' | 'DELIVRD' | 'EXPIRED' | 'DELETED' | 'UNDELIV' | 'UNKNOWN' | 'REJECTD';

/** The values of `message_state` (SMPP 3.4 section 5.2.28; SCHEDULED is of 5.0). */
export const MESSAGE_STATE_VALUES: Readonly<Record<MessageState, number>> = {
  SCHEDULED: 0,
  ENROUTE: 1,
  DELIVRD: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
};

/** Whether a word is the key of a reason. */
export function isReason(word: unknown): word is Reason {
  return typeof word === 'string' && Object.hasOwn(REASONS, word);
}
