import { MAX_REPLAYED_ENTRIES } from './replay.js';
import { word } from './schema-parts.js';
import type { Schema } from './shape.js';

const expectation = (
  subject: string,
  description: string,
  what: Schema,
  fields: Record<string, Schema>,
): Schema => ({
  type: 'object',
  description,
  properties: { [subject]: what, ...fields },
  required: [subject],
  // A subject of which nothing is said could not fail.
  ...(Object.keys(fields).length > 1 ? { minProperties: 2 } : {}),
  additionalProperties: false,
});

const texts: Schema = { type: 'array', items: word('text'), maxItems: 10_000 };
const states: Schema = { type: 'array', items: word('state'), maxItems: 10_000 };

const among = {
  count: word('amount'),
  texts: { ...texts, description: 'All texts, in the order in which they came.' },
  last: { ...word('text'), description: 'The text that came last.' },
  contains: { type: 'string', description: 'Some text contains this.' },
} as const satisfies Record<string, Schema>;

/** What can be expected; the first field of each is its subject. */
export const EXPECTATIONS: readonly Schema[] = [
  expectation('message', 'The messages of a name are like this, each of them.', word('name'), {
    state: word('state'),
    reason: { anyOf: [word('reason'), { type: 'null' }] },
    errorCode: { type: 'string' },
    final: { type: 'boolean' },
    parts: word('amount'),
    attempts: word('amount'),
    text: word('text'),
    doneAfter: { ...word('duration'), description: 'How long after the submission it ended.' },
    count: { ...word('amount'), description: 'How many messages have this name.' },
  }),
  expectation('answer', 'The submissions of a name were answered like this, each of them.', word('name'), {
    accepted: { type: 'boolean' },
    error: word('submitError'),
    none: { enum: [true], description: 'No answer has come.' },
    parts: word('amount'),
    repeated: { type: 'boolean' },
    after: { ...word('duration'), description: 'How long after the submission it came.' },
    retryAfterMs: word('amount'),
  }),
  expectation('phone', 'What is on a phone, and what it is like.', word('phone'), {
    ...among,
    from: { ...word('sender'), description: 'Only what came from this sender.' },
    state: { type: 'string' },
    unread: word('amount'),
  }),
  expectation(
    'receipts',
    'The receipts that a client got: of the messages of a name, or all of a client.',
    word('name'),
    {
      states: { ...states, description: 'All of them, in order.' },
      count: word('amount'),
      final: { ...word('amount'), description: 'How many of them were final.' },
      malformed: { ...word('amount'), description: 'How many of them were broken.' },
      duplicates: { ...word('amount'), description: 'How many of them were copies.' },
      reason: { ...word('reason'), description: 'The reason in the last one.' },
      errorCode: { type: 'string', description: 'The code in the last one, in the dialect of the operator.' },
      lastAfter: { ...word('duration'), description: 'How long after the submission the last one came.' },
      beforeAnswer: { type: 'boolean', description: 'Whether the first one came before the answer.' },
    },
  ),
  expectation('inbound', 'What phones sent to a client.', word('name'), {
    ...among,
    from: { ...word('sender'), description: 'Only what came from this phone.' },
    to: { ...word('sender'), description: 'Only what went to this number.' },
    parts: word('amount'),
  }),
  expectation(
    'journal',
    'How many entries of the journal match.',
    {
      type: 'object',
      properties: {
        kind: { type: 'string' },
        msisdn: word('phone'),
        client: word('name'),
        ref: word('name'),
        from: word('sender'),
        to: word('sender'),
        match: { type: 'string' },
      },
      minProperties: 1,
      additionalProperties: false,
    },
    { count: word('amount') },
  ),
  expectation(
    'replay',
    'What happened since the beginning is what was recorded, entry by entry; receipts may be taken at any date.',
    { type: 'array', items: { type: 'string' }, maxItems: MAX_REPLAYED_ENTRIES },
    { count: { type: 'integer', minimum: 1, description: 'How many entries there are, listed or not.' } },
  ),
  expectation(
    'summary',
    'What the run came to so far; only what is named is looked at.',
    {
      type: 'object',
      minProperties: 1,
      additionalProperties: { anyOf: [word('amount'), { type: 'object' }] },
    },
    {},
  ),
  expectation('lookup', 'What the home location register says about a number.', word('phone'), {
    known: { type: 'boolean' },
    reach: { enum: ['present', 'absent', 'unknown'] },
    home: { type: 'string' },
    present: { type: 'string' },
    visited: { type: 'string' },
    ported: { type: 'boolean' },
  }),
  expectation(
    'line',
    'What a door would be told to do to a line at this occasion.',
    { enum: ['bind', 'pdu_in', 'pdu_out'] },
    {
      client: word('name'),
      does: { enum: ['none', 'refuse_bind', 'cut', 'half_open', 'garbage'] },
      commandStatus: word('amount'),
    },
  ),
  expectation('now', 'What date it is.', word('when'), {}),
];
