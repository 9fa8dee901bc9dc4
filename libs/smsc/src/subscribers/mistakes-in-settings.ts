import { dateOf, mistakesInFaults, type FieldMistake } from '../faults/index.js';
import { isReason, mistakesInHours, REASONS, type Network } from '../network/index.js';
import { mistakesInDistribution } from '../time/index.js';
import type { PhoneState, SubscriberSettings } from './subscriber.js';

type Check = (value: unknown, field: string, network: Network) => FieldMistake[];

const STATES: Readonly<Record<PhoneState, true>> = {
  reachable: true,
  off: true,
  out_of_coverage: true,
  roaming: true,
  full: true,
  busy: true,
  handset_error: true,
  sim_replaced: true,
  unknown: true,
  barred: true,
  no_credit: true,
  parental_lock: true,
  not_sms_capable: true,
};

/** An auto-reply of this many texts, or texts of this length, is the most. */
export const MAX_AUTO_REPLIES = 20;
export const MAX_REPLY_LENGTH = 1_600;

const state: Check = (value, field) =>
  says(
    field,
    typeof value === 'string' && Object.hasOwn(STATES, value),
    `must be one of ${Object.keys(STATES).join(', ')}`,
  );

const date: Check = (value, field) =>
  says(field, dateOf(value) !== undefined, 'must be milliseconds of the epoch or an ISO 8601 date');

const operator: Check = (value, field, network) =>
  says(
    field,
    typeof value === 'string' && network.operator(value) !== undefined,
    `must be the key of an operator: ${network
      .operators()
      .map(({ key }) => key)
      .join(', ')}`,
  );

const duration: Check = (value, field) =>
  typeof value === 'number'
    ? distribution(value, field, undefined as never)
    : [{ field, mistake: 'must be a number of milliseconds' }];

const distribution: Check = (value, field) =>
  mistakesInDistribution(value).map(mistake => ({ field, mistake }));

const count: Check = (value, field) =>
  says(field, Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1e6, 'must be 0 to 1000000');

const hours: Check = (value, field) =>
  Array.isArray(value)
    ? value.flatMap((one, index) =>
        mistakesInHours(one).map(mistake => ({ field: `${field}.${String(index)}`, mistake })),
      )
    : [{ field, mistake: 'must be a list of hours' }];

const replyText: Check = (value, field) => {
  const texts = Array.isArray(value) ? value : [value];
  const fine =
    texts.length > 0 &&
    texts.length <= MAX_AUTO_REPLIES &&
    texts.every(text => typeof text === 'string' && text !== '' && text.length <= MAX_REPLY_LENGTH);
  return says(
    field,
    fine,
    `must be 1 to ${String(MAX_AUTO_REPLIES)} texts of 1 to ${String(MAX_REPLY_LENGTH)} characters`,
  );
};

const CHECKS: { readonly [Field in keyof Required<SubscriberSettings>]: Check } = {
  state,
  until: date,
  then: state,
  operator,
  ported: object({ to: operator, from: operator, at: date, gapMs: duration }, ['to']),
  roaming: object({ operator, reachable: yesOrNo }),
  dnd: object({
    scope: (value, field) =>
      says(field, value === 'marketing' || value === 'all', 'must be marketing or all'),
    hours,
  }),
  inboxCapacity: count,
  readAfterMs: distribution,
  autoReply: object({ text: replyText, delayMs: distribution, when: text, times: count }, ['text']),
  absentForMs: duration,
  failsWith: (value, field) =>
    says(field, isReason(value), `must be one of ${Object.keys(REASONS).join(', ')}`),
  faults: (value, field) => mistakesInFaults(value, `${field}.`),
};

const CHECK_ALL = object(CHECKS);

/** All that is wrong with the settings of a subscriber; empty when nothing is. */
export function mistakesInSettings(settings: unknown, network: Network): FieldMistake[] {
  return CHECK_ALL(settings, '', network);
}

function object(checks: Readonly<Record<string, Check>>, wanted: readonly string[] = []): Check {
  return (value, field, network) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [{ field: field === '' ? 'settings' : field, mistake: 'must be an object' }];
    }
    const prefix = field === '' ? '' : `${field}.`;
    const given = Object.entries(value).filter(([, one]) => one !== undefined);
    const missing = wanted.filter(name => !given.some(([one]) => one === name));
    return [
      ...missing.map(name => ({ field: prefix + name, mistake: 'is missing' })),
      ...given.flatMap(([name, one]) =>
        Object.hasOwn(checks, name)
          ? checks[name]!(one, prefix + name, network)
          : [
              {
                field: prefix + name,
                mistake: `does not exist; there are ${Object.keys(checks).join(', ')}`,
              },
            ],
      ),
    ];
  };
}

function yesOrNo(value: unknown, field: string): FieldMistake[] {
  return says(field, typeof value === 'boolean', 'must be true or false');
}

function text(value: unknown, field: string): FieldMistake[] {
  return says(field, typeof value === 'string' && value.length <= MAX_REPLY_LENGTH, 'must be a text');
}

function says(field: string, fine: boolean, mistake: string): FieldMistake[] {
  return fine ? [] : [{ field, mistake }];
}
