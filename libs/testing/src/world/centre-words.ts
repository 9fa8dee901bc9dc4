import type { PartState, ReasonKey } from '@chappe/sms';
import type { MessageState, Reason, SubmitErrorCode } from '@chappe/smsc';

/** What the centre's reasons are called in the library. */
const reasonKeys: Readonly<Record<Reason, ReasonKey>> = {
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

/** What the centre's refusals of a submission are called in the library. */
const refusalKeys: Partial<Readonly<Record<SubmitErrorCode, ReasonKey>>> = {
  invalid_length: 'invalid_message',
  invalid_source: 'sender_not_allowed',
  invalid_destination: 'invalid_destination',
  spam: 'content_rejected',
  do_not_disturb: 'do_not_disturb',
  marketing_hours: 'outside_marketing_hours',
  sender_blacklisted: 'sender_blacklisted',
  sender_not_allowed: 'sender_not_allowed',
  system_error: 'network_error',
  temporary_error: 'network_error',
};

const partStates: Readonly<Record<MessageState, PartState>> = {
  SCHEDULED: 'sent',
  ACCEPTD: 'sent',
  ENROUTE: 'buffered',
  DELIVRD: 'delivered',
  EXPIRED: 'expired',
  DELETED: 'undelivered',
  UNDELIV: 'undelivered',
  UNKNOWN: 'undelivered',
  REJECTD: 'rejected',
};

/** The library's word for a reason of the centre. */
export function reasonKeyOf(reason: Reason | undefined): ReasonKey | null {
  return reason === undefined ? null : reasonKeys[reason];
}

/** The library's word for why the centre refused a submission. */
export function refusalKeyOf(code: SubmitErrorCode): ReasonKey {
  return refusalKeys[code] ?? 'carrier_rejected';
}

/** The library's word for a state of the centre. */
export function partStateOf(state: MessageState): PartState {
  return partStates[state];
}
