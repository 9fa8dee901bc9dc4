import type { FaultOptions } from '../faults/index.js';
import { REASONS, SUBMIT_ERRORS, type Reason, type SubmitErrorCode } from '../network/index.js';
import type { SubscriberSettings } from '../subscribers/index.js';

/** What the digit of the delay puts off. */
export type Delayed =
  /** The first attempt at the phone. */
  | 'attempt'
  /** The return of a phone that is off from the submission on. */
  | 'return'
  /** The answer to the submission. */
  | 'answer';

/** How a message to such a number goes. */
export type Course =
  | { readonly kind: 'delivered' }
  /** The phone is off, and comes back after the delay. */
  | { readonly kind: 'delivered_late' }
  /** Every attempt fails for a while, until the validity ends. */
  | { readonly kind: 'tried_until_expiry'; readonly reason: Reason }
  /** The first attempt is the last. */
  | { readonly kind: 'ended'; readonly reason: Reason }
  /** The submission is refused. */
  | { readonly kind: 'refused'; readonly error: SubmitErrorCode }
  /** Accepted, and never heard of again. */
  | { readonly kind: 'lost' }
  /** Neither stored nor answered. */
  | { readonly kind: 'swallowed' }
  /** Delivered, and the submission never answered. */
  | { readonly kind: 'unanswered' };

/** An outcome that two digits of a number can ask for. */
export interface FateOutcome {
  /** The two digits. */
  readonly code: string;
  /** The name by which it is composed. */
  readonly key: string;
  /** What happens, a sentence. */
  readonly text: string;
  readonly delayed: Delayed;
  readonly course: Course;
  /** What makes it happen, besides the delay. */
  readonly settings: SubscriberSettings;
}

const STATES: Readonly<Partial<Record<Reason, SubscriberSettings>>> = {
  absent_subscriber: { state: 'off' },
  no_paging_response: { state: 'out_of_coverage' },
  roaming_not_allowed: { state: 'roaming', roaming: { reachable: false } },
  memory_full: { state: 'full' },
  subscriber_busy: { state: 'busy' },
  handset_error: { state: 'handset_error' },
  sim_replaced: { state: 'sim_replaced' },
  unknown_subscriber: { state: 'unknown' },
  not_sms_capable: { state: 'not_sms_capable' },
  call_barred: { state: 'barred' },
  subscriber_no_credit: { state: 'no_credit' },
  parental_lock: { state: 'parental_lock' },
};

type Draft = Omit<FateOutcome, 'code' | 'key'>;

/** All outcomes by their digits. Those that are not here are not spoken for: such a number is an ordinary phone. */
const DRAFTS = {
  '00 delivered': delivered('The message is delivered.'),
  '01 delivered_when_back': {
    text: 'The phone is off from the submission on; the message is delivered when it comes back, after the delay.',
    delayed: 'return',
    course: { kind: 'delivered_late' },
    settings: {},
  },
  '02 delivered_roaming': delivered('The phone is roaming; the message is delivered.', { state: 'roaming' }),

  '10 absent_subscriber': waiting('absent_subscriber'),
  '11 no_paging_response': waiting('no_paging_response'),
  '12 roaming_not_allowed': waiting('roaming_not_allowed'),
  '13 memory_full': waiting('memory_full'),
  '14 subscriber_busy': waiting('subscriber_busy'),
  '15 handset_error': waiting('handset_error'),
  '16 sim_replaced': waiting('sim_replaced'),
  '17 network_error': waiting('network_error'),
  '18 congestion': waiting('congestion'),

  '20 unknown_subscriber': ended('unknown_subscriber'),
  '21 illegal_subscriber': ended('illegal_subscriber'),
  '22 illegal_equipment': ended('illegal_equipment'),
  '23 not_sms_capable': ended('not_sms_capable'),
  '24 call_barred': ended('call_barred'),
  '25 subscriber_no_credit': ended('subscriber_no_credit'),
  '26 parental_lock': ended('parental_lock'),
  '27 portability': ended('portability'),
  '28 no_route': ended('no_route'),
  '29 unknown_error': ended('unknown_error'),

  '30 do_not_disturb': ended('do_not_disturb'),
  '31 marketing_hours': ended('marketing_hours'),
  '32 spam': ended('spam'),
  '33 sender_blacklisted': ended('sender_blacklisted'),
  '34 sender_not_allowed': ended('sender_not_allowed'),
  '35 content_refused': ended('content_refused'),
  '36 validity_expired': ended('validity_expired'),
  '37 deleted': ended('deleted'),

  '40 throttled': refused('throttled', { submitThrottleProbability: 1 }),
  '41 queue_full': refused('queue_full', { queueFullProbability: 1 }),
  '42 system_error': refusedWith('system_error'),
  '43 temporary_error': refusedWith('temporary_error'),
  '44 submit_failed': refusedWith('submit_failed'),
  '45 invalid_destination': refusedWith('invalid_destination'),
  '46 refused': refusedWith('refused'),
  '47 unknown_submit_error': refusedWith('unknown_error'),

  '50 silence': {
    text: 'The submission is accepted, and nothing is ever heard of the message again.',
    delayed: 'answer',
    course: { kind: 'lost' },
    settings: { faults: { messageLossProbability: 1 } },
  },
  '51 slow_answer': {
    text: 'The submission is answered after the delay; the message is delivered meanwhile.',
    delayed: 'answer',
    course: { kind: 'delivered' },
    settings: {},
  },
  '52 no_answer_stored': {
    text: 'The submission is never answered, and the message is delivered all the same.',
    delayed: 'attempt',
    course: { kind: 'unanswered' },
    settings: { faults: { answerLossStoredProbability: 1 } },
  },
  '53 no_answer_not_stored': {
    text: 'The submission is never answered, and the message was not stored.',
    delayed: 'attempt',
    course: { kind: 'swallowed' },
    settings: { faults: { answerLossNotStoredProbability: 1 } },
  },

  '60 first_part_fails': part(1),
  '61 second_part_fails': part(2),

  '70 no_marketing': delivered('The message is delivered, unless it is marketing: that is rejected.', {
    dnd: { scope: 'marketing' },
  }),
  '71 small_inbox': delivered(
    'The message is delivered; the inbox holds one part only, and nobody reads it: the next message waits.',
    { inboxCapacity: 1 },
  ),
} as const satisfies Record<string, Draft>;

/** The name of an outcome. */
export type OutcomeKey = keyof typeof DRAFTS extends `${string} ${infer Key}` ? Key : never;

/** All outcomes, in the order of their digits. */
export const OUTCOMES: readonly FateOutcome[] = Object.entries<Draft>(DRAFTS).map(([name, draft]) => {
  const [code = '', key = ''] = name.split(' ');
  return { code, key, ...draft };
});

function delivered(text: string, settings: SubscriberSettings = {}): Draft {
  return { text, delayed: 'attempt', course: { kind: 'delivered' }, settings };
}

function waiting(reason: Reason): Draft {
  return {
    text: `${REASONS[reason].text} The centre goes on trying, and the message expires.`,
    delayed: 'attempt',
    course: { kind: 'tried_until_expiry', reason },
    settings: failing(reason),
  };
}

function ended(reason: Reason): Draft {
  return {
    text: `${REASONS[reason].text} The message ends as ${REASONS[reason].state}.`,
    delayed: 'attempt',
    course: { kind: 'ended', reason },
    settings: failing(reason),
  };
}

/** What a phone is like to which a message fails so: its state, where there is one, so that a lookup knows it too. */
function failing(reason: Reason): SubscriberSettings {
  const settings = STATES[reason];
  return settings ?? { failsWith: reason };
}

function refused(error: SubmitErrorCode, faults: FaultOptions): Draft {
  return {
    text: `The submission is refused, each time: ${SUBMIT_ERRORS[error].text}`,
    delayed: 'answer',
    course: { kind: 'refused', error },
    settings: { faults },
  };
}

function refusedWith(error: SubmitErrorCode): Draft {
  return refused(error, { submitErrorProbability: 1, submitError: error });
}

function part(no: number): Draft {
  const which = no === 1 ? 'first' : 'second';
  return delivered(
    `The message is delivered; of a long one that comes in parts, the ${which} part is refused for its content.`,
    { faults: { failingPart: no, failingPartReason: 'content_refused' } },
  );
}
