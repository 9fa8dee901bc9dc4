import { EXPECTATIONS } from './schema-expectations.js';
import { FAULTS, MAX_COUNT, OPERATOR_FIELDS, SUBSCRIBER_FIELDS, word, WORDS } from './schema-parts.js';
import type { Schema } from './shape.js';

/** The most steps that are written in one list. */
export const MAX_STEPS = 10_000;

/** What the published schema is called: a name, not a place. It is at `GET /control/scenarios/schema` and in the folder of examples. */
export const SCENARIO_SCHEMA_ID = 'urn:chappe:scenario:1';

/** Kinds of journal entries that doors write; all others are the centre's own. */
export const NOTE_PATTERN = '^(smpp|request|follower)\\.[a-z_]{1,40}$';

const steps: Schema = {
  type: 'array',
  items: { $ref: '#/$defs/step' },
  maxItems: MAX_STEPS,
  description: 'What is done, one step after the other.',
};

const oneOrMore = (schema: Schema): Schema => ({
  anyOf: [schema, { type: 'array', items: schema, maxItems: MAX_STEPS }],
});

const flood = {
  count: { ...word('count'), description: 'How often. Default 1.' },
  every: { ...word('duration'), description: 'The wait between two, as time goes on. Default: all at once.' },
};

/** What each step does; the name is the verb. */
const VERBS: Readonly<Record<string, Schema>> = {
  connect: {
    description:
      'A client connects: its name, or { client, takes }. Clients that no step connects are there from the beginning.',
    anyOf: [
      { type: 'string', minLength: 1, maxLength: 100 },
      {
        type: 'object',
        properties: {
          client: word('name'),
          takes: {
            enum: ['everything', 'nothing'],
            description: 'Whether it acknowledges what comes. Default everything.',
          },
        },
        required: ['client'],
        additionalProperties: false,
      },
    ],
  },
  disconnect: { ...word('name'), description: 'A client goes; what comes for it is kept.' },
  send: {
    type: 'object',
    description: 'A client submits a message to the message centre.',
    properties: {
      as: { ...word('name'), description: 'A name for the message, for later steps; several may share one.' },
      client: word('name'),
      from: word('sender'),
      to: oneOrMore(word('sender')),
      text: word('text'),
      ref: word('name'),
      validity: word('duration'),
      schedule: { ...word('when'), description: 'When to begin: a duration from now, or a date.' },
      priority: { type: 'integer', minimum: 0, maximum: 3 },
      purpose: { enum: ['transactional', 'marketing'] },
      messageClass: { enum: ['none', 'flash', 'phone', 'sim', 'toolkit'] },
      receipts: { enum: ['all', 'final', 'failures', 'successes', 'none'], description: 'Default all.' },
      replaceIfPresent: { type: 'boolean' },
      part: {
        type: 'object',
        description: 'One part of a message that the client cut itself.',
        properties: {
          reference: { type: 'integer', minimum: 0, maximum: 65_535 },
          no: { type: 'integer', minimum: 1, maximum: 255 },
          of: { type: 'integer', minimum: 1, maximum: 255 },
        },
        required: ['reference', 'no', 'of'],
        additionalProperties: false,
      },
      ...flood,
    },
    required: ['to', 'text'],
    additionalProperties: false,
  },
  reply: {
    type: 'object',
    description: 'A phone sends a message.',
    properties: {
      phone: word('phone'),
      to: word('sender'),
      text: word('text'),
      delay: word('duration'),
      ...flood,
    },
    required: ['phone', 'to', 'text'],
    additionalProperties: false,
  },
  advance: {
    description: 'Lets time pass: a duration, { to: date }, or { untilIdle: true }.',
    anyOf: [
      {
        type: 'string',
        pattern: WORDS.duration.anyOf[0].pattern,
        description: 'A duration in ISO 8601, PT48H for one.',
      },
      { type: 'integer', minimum: 0, maximum: 316_224_000_000 },
      {
        type: 'object',
        oneOf: [
          {
            type: 'object',
            properties: { by: word('duration') },
            required: ['by'],
            additionalProperties: false,
          },
          { type: 'object', properties: { to: word('when') }, required: ['to'], additionalProperties: false },
          {
            type: 'object',
            properties: { untilIdle: { enum: [true] } },
            required: ['untilIdle'],
            additionalProperties: false,
          },
        ],
      },
    ],
  },
  set: {
    type: 'object',
    description: 'Sets all of a phone; what is left out is ordinary.',
    properties: { phone: oneOrMore(word('phone')), ...SUBSCRIBER_FIELDS },
    required: ['phone'],
    additionalProperties: false,
  },
  change: {
    type: 'object',
    description: 'Changes some of a phone; null makes a field ordinary again.',
    properties: {
      phone: oneOrMore(word('phone')),
      ...Object.fromEntries(
        Object.entries(SUBSCRIBER_FIELDS).map(([name, schema]) => [
          name,
          { anyOf: [schema, { type: 'null' as const }] },
        ]),
      ),
    },
    required: ['phone'],
    additionalProperties: false,
  },
  forget: { ...oneOrMore(word('phone')), description: 'Makes it an ordinary phone again.' },
  read: {
    ...oneOrMore(word('phone')),
    description: 'Somebody reads all that is on the phone, which frees its inbox.',
  },
  faults: { ...FAULTS, description: 'Takes the place of all faults. {} means that all is well.' },
  operator: {
    type: 'object',
    description: 'Adds an operator, or changes the one with this key.',
    properties: OPERATOR_FIELDS,
    required: ['key'],
    additionalProperties: false,
  },
  dissolve: {
    ...word('name'),
    description: 'Takes an operator away; its numbers fall to a shorter prefix, or to nobody.',
  },
  port: {
    type: 'object',
    description: 'A range of numbers moves to another operator.',
    properties: {
      prefix: { type: 'string', pattern: '^\\d{1,15}$', description: 'First digits without plus.' },
      to: word('name'),
    },
    required: ['prefix', 'to'],
    additionalProperties: false,
  },
  route: {
    type: 'object',
    description: 'Gives a short code or long number to a client: it gets what phones send there.',
    properties: { number: word('sender'), client: word('name') },
    required: ['number', 'client'],
    additionalProperties: false,
  },
  cancel: { ...word('name'), description: 'The sender takes back the messages of this name.' },
  replace: {
    type: 'object',
    description: 'The sender changes the messages of this name, which still wait.',
    properties: { message: word('name'), text: word('text'), validity: word('duration') },
    required: ['message'],
    additionalProperties: false,
  },
  wait: {
    type: 'object',
    description:
      'Lets time go on until something has happened, from whomever it comes. No wait finds what another one has found.',
    properties: {
      to: word('sender'),
      from: word('sender'),
      match: { type: 'string', description: 'The text contains this.' },
      kind: { type: 'string', description: 'A kind of journal entry. Default message.delivered.' },
      client: word('name'),
      ref: word('name'),
      within: { ...word('duration'), description: 'How long, of simulated time. Default 7 days.' },
    },
    additionalProperties: false,
    minProperties: 1,
  },
  note: {
    type: 'object',
    description:
      'Writes down what a door did, such as a bind, and does nothing else: recordings have it so that their entries have the same numbers.',
    properties: {
      kind: { type: 'string', pattern: NOTE_PATTERN, description: 'Of a door: smpp.bound for one.' },
      client: word('name'),
      ref: { type: 'string' },
      detail: {},
    },
    required: ['kind'],
    additionalProperties: false,
  },
  expect: { description: 'What must be the case now.', $ref: '#/$defs/expectation' },
  repeat: {
    type: 'object',
    description:
      'Does some steps several times. ${n} is which time it is, from 1; ${n:3} is that in three digits.',
    properties: {
      times: { ...word('count') },
      as: { type: 'string', pattern: '^[a-z]\\w{0,19}$', description: 'Another name than n.' },
      steps,
    },
    required: ['times', 'steps'],
    additionalProperties: false,
  },
  choose: {
    type: 'array',
    description: 'Does the steps of one alternative, drawn by weight from the seed.',
    minItems: 1,
    maxItems: 100,
    items: {
      type: 'object',
      properties: {
        weight: { type: 'number', minimum: 0, maximum: 1_000_000, description: 'Default 1.' },
        steps,
      },
      required: ['steps'],
      additionalProperties: false,
    },
  },
};

/** The verbs of the language. */
export const VERB_NAMES: readonly string[] = Object.keys(VERBS);

/** The language of the scenarios, as JSON Schema 2020-12; it is also what checks them. */
export const SCENARIO_SCHEMA: Schema & {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
} = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: SCENARIO_SCHEMA_ID,
  title: 'A scenario for the message centre',
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200, description: 'What it proves, a sentence.' },
    description: { type: 'string', maxLength: 10_000 },
    seed: {
      type: 'integer',
      minimum: 0,
      maximum: 4_294_967_295,
      description: 'What chance comes from. Default 1. A live simulator is reset where one is given.',
    },
    startAt: { ...word('date'), description: 'Where time begins. Default 2026-01-01T00:00:00Z.' },
    world: {
      type: 'object',
      description: 'What the world is like in the beginning.',
      properties: {
        latency: {
          description: 'How long things take: realistic (default), none, or each by itself.',
          anyOf: [
            { type: 'string', enum: ['realistic', 'none'] },
            {
              type: 'object',
              properties: {
                acceptanceMs: word('distribution'),
                networkMs: word('distribution'),
                receiptMs: word('distribution'),
              },
              additionalProperties: false,
            },
          ],
        },
        fates: {
          type: 'boolean',
          description: 'Whether numbers carry their fate in their last digits. Default true.',
        },
        operators: {
          type: 'array',
          description: 'Takes the place of the default operators.',
          maxItems: 1_000,
          items: {
            type: 'object',
            properties: OPERATOR_FIELDS,
            required: ['key', 'name', 'country', 'mcc', 'mnc', 'prefixes'],
            additionalProperties: false,
          },
        },
        ported: { type: 'array', items: VERBS['port']!, maxItems: 10_000 },
        subscribers: {
          type: 'object',
          description: 'Phones by number.',
          propertyNames: { $ref: '#/$defs/phone' },
          additionalProperties: {
            type: 'object',
            properties: SUBSCRIBER_FIELDS,
            additionalProperties: false,
          },
          maxProperties: 10_000,
        },
        faults: FAULTS,
        clients: {
          type: 'array',
          items: word('name'),
          maxItems: 1_000,
          description: 'Who is connected from the beginning. Default: all clients that no step connects.',
        },
        firstId: {
          type: 'integer',
          minimum: 1,
          maximum: 999_999_999_999,
          description: 'The number in the first id that the centre gives out. Default 1000000001.',
        },
        routes: {
          type: 'object',
          description: 'Clients by short code or long number.',
          additionalProperties: word('name'),
        },
      },
      additionalProperties: false,
    },
    steps,
  },
  required: ['name', 'steps'],
  additionalProperties: false,
  $defs: {
    ...WORDS,
    expectation: { type: 'object', oneOf: EXPECTATIONS },
    step: {
      type: 'object',
      oneOf: Object.entries(VERBS).map(([verb, schema]) => ({
        type: 'object' as const,
        properties: {
          [verb]: schema,
          at: {
            ...word('when'),
            description: 'Lets time pass to this date first: a duration since the beginning, or a date.',
          },
          name: { type: 'string' as const, maxLength: 200, description: 'What the step is for.' },
        },
        required: [verb],
        additionalProperties: false as const,
      })),
    },
  },
};

/** The most turns of a `repeat`, and the most messages of a `send`. */
export const MAX_TURNS = MAX_COUNT;
