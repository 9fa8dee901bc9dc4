import type { PartState, ReasonKey } from '@chappe/sms';

/** What the simulator's reasons are called in the library; both catalogues only ever grow. */
const reasonKeys: Readonly<Record<string, ReasonKey>> = {
  absent_subscriber: 'absent_subscriber',
  no_paging_response: 'absent_subscriber',
  roaming_not_allowed: 'roaming_not_allowed',
  memory_full: 'memory_full',
  subscriber_busy: 'handset_busy',
  handset_error: 'handset_error',
  sim_replaced: 'absent_subscriber',
  network_error: 'network_error',
  congestion: 'network_error',
  unknown_subscriber: 'unknown_subscriber',
  illegal_subscriber: 'call_barred',
  illegal_equipment: 'call_barred',
  not_sms_capable: 'invalid_destination',
  call_barred: 'call_barred',
  subscriber_no_credit: 'subscriber_without_credit',
  parental_lock: 'parental_lock',
  portability: 'portability',
  no_route: 'invalid_destination',
  do_not_disturb: 'do_not_disturb',
  marketing_hours: 'outside_marketing_hours',
  spam: 'content_rejected',
  sender_blacklisted: 'sender_blacklisted',
  sender_not_allowed: 'sender_not_allowed',
  content_refused: 'content_rejected',
  validity_expired: 'validity_ended',
  deleted: 'deleted_by_carrier',
  replaced: 'deleted_by_carrier',
  unknown_error: 'unknown',
};

/** What the simulator's refusals of a submission are called in the library. */
const refusalKeys: Readonly<Record<string, ReasonKey>> = {
  invalid_item: 'invalid_message',
  invalid_length: 'invalid_message',
  invalid_schedule: 'invalid_message',
  invalid_expiry: 'invalid_message',
  invalid_source: 'sender_not_allowed',
  invalid_destination: 'invalid_destination',
  spam: 'content_rejected',
  do_not_disturb: 'do_not_disturb',
  marketing_hours: 'outside_marketing_hours',
  sender_blacklisted: 'sender_blacklisted',
  sender_not_allowed: 'sender_not_allowed',
  system_error: 'carrier_unavailable',
  carrier_down: 'carrier_unavailable',
  temporary_error: 'network_error',
  unknown_error: 'unknown',
  throttled: 'throttled',
  queue_full: 'throttled',
};

const partStates = {
  SCHEDULED: 'sent',
  ACCEPTD: 'sent',
  ENROUTE: 'buffered',
  DELIVRD: 'delivered',
  EXPIRED: 'expired',
  DELETED: 'undelivered',
  UNDELIV: 'undelivered',
  UNKNOWN: 'undelivered',
  REJECTD: 'rejected',
} as const satisfies Record<string, PartState>;

/** The simulator's states: those of SMPP 3.4 appendix B, and SCHEDULED. */
export type CarrierState = keyof typeof partStates;

/** Where a state asks for a reason and none came. */
const reasonOfState: Readonly<Partial<Record<PartState, ReasonKey>>> = {
  expired: 'validity_ended',
  undelivered: 'unknown',
  rejected: 'carrier_rejected',
};

/** Refusals that ask for patience: the message was not looked at. */
const PATIENCE: ReadonlySet<string> = new Set(['throttled', 'queue_full', 'carrier_down']);

/** The library's word for a state of the simulator; undefined for a word that is none. */
export function partStateOf(word: CarrierState): PartState;
export function partStateOf(word: unknown): PartState | undefined;
export function partStateOf(word: unknown): PartState | undefined {
  return typeof word === 'string' && Object.hasOwn(partStates, word)
    ? partStates[word as CarrierState]
    : undefined;
}

/** The library's word for a reason of the simulator; where it gives none, what the state it led to tells. */
export function reasonKeyOf(word: unknown, state?: PartState): ReasonKey | null {
  const known = typeof word === 'string' && Object.hasOwn(reasonKeys, word) ? reasonKeys[word] : undefined;
  return known ?? (state === undefined ? undefined : reasonOfState[state]) ?? null;
}

/** The library's word for why the simulator refused a submission. */
export function refusalKeyOf(code: string): ReasonKey {
  return (Object.hasOwn(refusalKeys, code) ? refusalKeys[code] : undefined) ?? 'carrier_rejected';
}

/** Whether a refusal says "later" rather than "no". */
export function asksForPatience(code: string): boolean {
  return PATIENCE.has(code);
}
