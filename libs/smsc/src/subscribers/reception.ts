import { dateOf } from '../faults/index.js';
import { isWithin, type Reason } from '../network/index.js';
import type { PhoneState, SubscriberSettings } from './subscriber.js';

/** What stands in the way of a phone in this state; nothing where it can take messages. */
const OBSTACLES: Readonly<Record<PhoneState, Reason | undefined>> = {
  reachable: undefined,
  roaming: undefined,
  off: 'absent_subscriber',
  out_of_coverage: 'no_paging_response',
  full: 'memory_full',
  busy: 'subscriber_busy',
  handset_error: 'handset_error',
  sim_replaced: 'sim_replaced',
  unknown: 'unknown_subscriber',
  barred: 'call_barred',
  no_credit: 'subscriber_no_credit',
  parental_lock: 'parental_lock',
  not_sms_capable: 'not_sms_capable',
};

/** What a phone is like at a date: its state, or what comes after it. */
export function stateAt(settings: SubscriberSettings | undefined, at: number): PhoneState {
  if (settings === undefined) return 'reachable';
  const until = dateOf(settings.until);
  return until !== undefined && at >= until
    ? (settings.then ?? 'reachable')
    : (settings.state ?? 'reachable');
}

/** In these states a phone sends nothing. */
const DUMB: ReadonlySet<PhoneState> = new Set([
  'off',
  'out_of_coverage',
  'sim_replaced',
  'unknown',
  'barred',
  'no_credit',
  'not_sms_capable',
]);

/** Why the phone cannot send now; undefined when it can. */
export function muteReason(settings: SubscriberSettings | undefined, at: number): Reason | undefined {
  const state = stateAt(settings, at);
  if (DUMB.has(state)) return OBSTACLES[state];
  return state === 'roaming' && settings?.roaming?.reachable === false ? 'roaming_not_allowed' : undefined;
}

/** Why the phone cannot take a message of this size now; undefined when it can. */
export function obstacleOf(
  settings: SubscriberSettings | undefined,
  message: { readonly submittedAt: number; readonly size: number },
  at: number,
  /** How many unread parts are on the phone. */
  unread: () => number,
): Reason | undefined {
  if (settings === undefined) return undefined;
  const state = stateAt(settings, at);
  const obstacle = OBSTACLES[state];
  if (obstacle !== undefined) return obstacle;
  if (settings.failsWith !== undefined) return settings.failsWith;
  if (settings.absentForMs !== undefined && at < message.submittedAt + settings.absentForMs)
    return 'absent_subscriber';
  if (state === 'roaming' && settings.roaming?.reachable === false) return 'roaming_not_allowed';
  const { inboxCapacity } = settings;
  return inboxCapacity !== undefined && unread() + message.size > inboxCapacity ? 'memory_full' : undefined;
}

/** Whether the subscriber does not want to be disturbed by such a message at this date. */
export function wantsPeace(
  settings: SubscriberSettings | undefined,
  isMarketing: boolean,
  at: number,
): boolean {
  const dnd = settings?.dnd;
  if (dnd === undefined || (dnd.scope !== 'all' && !isMarketing)) return false;
  return dnd.hours === undefined || dnd.hours.some(hours => isWithin(hours, at));
}
