import { FAULT_PRESETS, MAX_PORTED_RANGES, type FaultOptions } from '../faults/index.js';
import { MESSAGE_STATE_VALUES, REASONS, SUBMIT_ERRORS, type Operator } from '../network/index.js';
import type { SubscriberSettings } from '../subscribers/index.js';
import { DATE_PATTERN, DURATION_PATTERN } from './dates.js';
import type { Schema } from './shape.js';

/** The most messages, replies or turns that one step makes. */
export const MAX_COUNT = 100_000;

const VARIABLE = '\\$\\{[a-z]\\w*(?::\\d{1,2})?\\}';

/** The words of the language that several steps share. */
export const WORDS = {
  text: {
    description: 'A text, in quotes where YAML would take it for something else.',
    anyOf: [{ type: 'string', maxLength: 10_000 }, { type: 'integer' }],
  },
  name: { type: 'string', minLength: 1, maxLength: 100, description: 'A name of 1 to 100 characters.' },
  phone: {
    type: 'string',
    pattern: `^\\+?[1-9](?:\\d|${VARIABLE}){2,14}$`,
    description: 'An international number: a country code and 5 to 15 digits in all, plus or not.',
    examples: ['+33612345678'],
  },
  sender: {
    anyOf: [{ type: 'string', maxLength: 40 }, { type: 'integer' }],
    description: 'A number, a short code, or up to 11 letters and digits.',
  },
  duration: {
    description: 'A duration in ISO 8601 (PT5S, PT48H, P2D), or a number of milliseconds.',
    anyOf: [
      { type: 'string', pattern: DURATION_PATTERN, description: 'A duration in ISO 8601, PT48H for one.' },
      { type: 'integer', minimum: 0, maximum: 316_224_000_000 },
    ],
  },
  date: {
    type: 'string',
    pattern: DATE_PATTERN,
    description: 'A date in ISO 8601, 2026-03-02T09:00:00Z for one.',
  },
  when: {
    description: 'A duration since the beginning, or a date.',
    anyOf: [
      {
        type: 'string',
        pattern: `${DURATION_PATTERN}|${DATE_PATTERN}`,
        description: 'A duration since the beginning (PT48H), or a date in ISO 8601.',
      },
      { type: 'integer', minimum: 0, maximum: 316_224_000_000 },
    ],
  },
  count: { type: 'integer', minimum: 1, maximum: MAX_COUNT },
  amount: {
    description: 'A number, or { min, max }.',
    anyOf: [
      { type: 'number' },
      {
        type: 'object',
        properties: { min: { type: 'number' }, max: { type: 'number' } },
        additionalProperties: false,
        minProperties: 1,
      },
    ],
  },
  state: { enum: Object.keys(MESSAGE_STATE_VALUES) },
  reason: { enum: Object.keys(REASONS) },
  submitError: { enum: Object.keys(SUBMIT_ERRORS) },
  probability: { type: 'number', minimum: 0, maximum: 1 },
  distribution: {
    description: 'Milliseconds, or a distribution that is drawn anew each time.',
    anyOf: [
      { type: 'number', minimum: 0 },
      {
        type: 'object',
        properties: {
          kind: { enum: ['uniform', 'normal', 'lognormal', 'exponential', 'spike'] },
          ...Object.fromEntries(
            ['min', 'max', 'mean', 'deviation', 'median', 'sigma', 'usual', 'spike', 'probability'].map(
              field => [field, { type: 'number', minimum: 0 }],
            ),
          ),
        },
        required: ['kind'],
        additionalProperties: false,
      },
    ],
  },
  hours: {
    type: 'array',
    maxItems: 100,
    items: {
      type: 'object',
      properties: {
        from: { type: 'string', description: 'HH:MM' },
        to: { type: 'string', description: 'HH:MM' },
        days: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 7 } },
        utcOffsetMinutes: { type: 'integer', minimum: -840, maximum: 840 },
      },
      required: ['from', 'to'],
      additionalProperties: false,
    },
  },
} as const satisfies Record<string, Schema>;

/** A word, by its name. */
export function word(name: keyof typeof WORDS): Schema {
  return { $ref: `#/$defs/${name}` };
}

const duration: Schema = { type: 'number', minimum: 0 };
const texts: Schema = { type: 'array', items: { type: 'string' }, maxItems: 10_000 };
/** In settings and faults a date may also be a number, as the control door has it. */
const moment: Schema = { anyOf: [word('date'), { type: 'number' }] };

/** The fields of {@link FaultOptions}. */
export const FAULT_FIELDS: { readonly [Field in keyof Required<FaultOptions>]: Schema } = {
  only: {
    type: 'object',
    properties: { clientIds: texts, toPrefixes: texts },
    additionalProperties: false,
  },
  downUntil: moment,
  submitRatePerSecond: { type: 'number' },
  submitThrottleProbability: word('probability'),
  throttleRetryAfterMs: duration,
  queueFullProbability: word('probability'),
  submitErrorProbability: word('probability'),
  submitError: word('submitError'),
  submitAnswerDelayMs: word('distribution'),
  answerLossStoredProbability: word('probability'),
  answerLossNotStoredProbability: word('probability'),
  networkDelayMs: word('distribution'),
  attemptFailureProbability: word('probability'),
  attemptFailureReason: word('reason'),
  messageLossProbability: word('probability'),
  failingPart: { type: 'integer', minimum: 1, maximum: 255 },
  failingPartReason: word('reason'),
  receiptDelayMs: word('distribution'),
  receiptLossProbability: word('probability'),
  receiptDuplicationProbability: word('probability'),
  receiptDuplicateAfterMs: duration,
  receiptLateProbability: word('probability'),
  receiptLateMs: word('distribution'),
  receiptReorderProbability: word('probability'),
  receiptBeforeAnswerProbability: word('probability'),
  receiptContradictionProbability: word('probability'),
  receiptAcceptedProbability: word('probability'),
  receiptUnknownIdProbability: word('probability'),
  receiptMalformedProbability: word('probability'),
  portability: {
    type: 'object',
    properties: {
      ported: {
        type: 'array',
        maxItems: MAX_PORTED_RANGES,
        items: {
          type: 'object',
          properties: { prefix: { type: 'string' }, to: { type: 'string' } },
          required: ['prefix', 'to'],
          additionalProperties: false,
        },
      },
      operators: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: {
            resolvesPortedNumbers: { type: 'boolean' },
            misrouted: { enum: ['undeliverable', 'rejected', 'lost'] },
          },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  },
  bindRefusalProbability: word('probability'),
  bindRefusalStatus: { type: 'integer', minimum: 1 },
  cutProbability: word('probability'),
  halfOpenProbability: word('probability'),
  garbageProbability: word('probability'),
};

/** Faults, with a preset as their ground if one is named. */
export const FAULTS: Schema = {
  type: 'object',
  description: 'Faults; what is left out does nothing. An empty object means that all is well.',
  properties: {
    preset: { enum: FAULT_PRESETS.map(({ key }) => key), description: 'A bad day to begin with.' },
    ...FAULT_FIELDS,
  },
  additionalProperties: false,
};

/** The fields of {@link SubscriberSettings}. */
export const SUBSCRIBER_FIELDS: { readonly [Field in keyof Required<SubscriberSettings>]: Schema } = {
  state: {
    enum: [
      'reachable',
      'off',
      'out_of_coverage',
      'roaming',
      'full',
      'busy',
      'handset_error',
      'sim_replaced',
      'unknown',
      'barred',
      'no_credit',
      'parental_lock',
      'not_sms_capable',
    ],
  },
  until: {
    anyOf: [word('when'), { type: 'number' }],
    description: 'A date, or a duration since the beginning.',
  },
  then: { type: 'string' },
  operator: { type: 'string' },
  ported: {
    type: 'object',
    properties: { to: { type: 'string' }, from: { type: 'string' }, at: moment, gapMs: duration },
    required: ['to'],
    additionalProperties: false,
  },
  roaming: {
    type: 'object',
    properties: { operator: { type: 'string' }, reachable: { type: 'boolean' } },
    additionalProperties: false,
  },
  dnd: {
    type: 'object',
    properties: { scope: { enum: ['marketing', 'all'] }, hours: word('hours') },
    additionalProperties: false,
  },
  inboxCapacity: { type: 'integer', minimum: 0 },
  readAfterMs: word('distribution'),
  autoReply: {
    type: 'object',
    properties: {
      text: { anyOf: [{ type: 'string' }, texts] },
      delayMs: word('distribution'),
      when: { type: 'string' },
      times: { type: 'integer', minimum: 0 },
    },
    required: ['text'],
    additionalProperties: false,
  },
  absentForMs: duration,
  failsWith: word('reason'),
  faults: { type: 'object', properties: FAULT_FIELDS, additionalProperties: false },
};

/** The fields of {@link Operator}. */
export const OPERATOR_FIELDS: { readonly [Field in keyof Required<Operator>]: Schema } = {
  key: word('name'),
  name: { type: 'string' },
  country: { type: 'string' },
  mcc: { type: 'string' },
  mnc: { type: 'string' },
  prefixes: texts,
  rateLimitPerSecond: { type: 'number' },
  alphanumericSenders: { enum: ['allowed', 'replaced', 'forbidden'] },
  shortCode: { type: 'string' },
  senderBlacklist: texts,
  spamWords: texts,
  marketingHours: word('hours'),
  doNotDisturb: texts,
  refusesAt: { enum: ['submission', 'receipt'] },
  resolvesPortedNumbers: { type: 'boolean' },
  misrouted: { enum: ['undeliverable', 'rejected', 'lost'] },
  dialect: { type: 'string' },
};
