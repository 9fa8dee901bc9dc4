import fc from 'fast-check';
import { Account } from '../accounts/index.js';
import { defaultMessageOptions } from './message.options.js';
import { planSend } from './send-plan.js';
import type { SendCommand } from './send-command.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const account = new Account('acc_1', 'Chappe', 'EUR', 'FR', null, NOW);

const plan = (command: Partial<SendCommand>, options: Partial<typeof defaultMessageOptions> = {}) =>
  planSend(
    { to: '+33612121515', text: 'Bonjour', ...command },
    account,
    { ...defaultMessageOptions, ...options },
    NOW,
  );
const mistakesOf = (command: Partial<SendCommand>, options: Partial<typeof defaultMessageOptions> = {}) =>
  plan(command, options).errors.map(({ field, code }) => `${field}: ${code}`);
const recipientsOf = (command: Partial<SendCommand>) => plan(command).plan.recipients;

describe('A command to send', () => {
  it('is planned for one number, read in the country of the account', () => {
    expect(plan({ to: '06 12 12 15 15' })).toMatchObject({
      errors: [],
      plan: {
        recipients: [{ given: '06 12 12 15 15', to: '+33612121515', country: 'FR', text: 'Bonjour' }],
        rejected: [],
      },
    });
  });

  it.each<[string, Partial<SendCommand>, string[]]>([
    ['nobody', { to: [] }, ['to: no_recipient']],
    ['10,001 numbers', { to: Array<string>(10_001).fill('+33612121515') }, ['to: too_many_recipients']],
    ['from a name of 12 letters', { from: 'ChappeBrothe' }, ['from: sender_invalid']],
    ['from a name with an accent', { from: 'Télé' }, ['from: sender_invalid']],
    ['from nobody', { from: '' }, ['from: sender_invalid']],
    ['from two digits', { from: '12' }, ['from: sender_invalid']],
    ['from sixteen digits', { from: '1234567890123456' }, ['from: sender_invalid']],
    ['to be read aloud', { type: 'voice' }, ['type: voice_not_available']],
    ['in no part', { maxParts: 0 }, ['maxParts: out_of_range']],
    ['in one part and a half', { maxParts: 1.5 }, ['maxParts: out_of_range']],
    ['in more parts than the platform takes', { maxParts: 9 }, ['maxParts: out_of_range']],
    ['within less than a minute', { validityMs: MINUTE_MS - 1 }, ['validity: out_of_range']],
    ['within more than a week', { validityMs: 7 * DAY_MS + 1 }, ['validity: out_of_range']],
    ['within no number of hours', { validityMs: Number.NaN }, ['validity: out_of_range']],
    ['now, as a date', { scheduledAt: NOW }, ['scheduledAt: date_in_the_past']],
    ['at no date', { scheduledAt: Number.NaN }, ['scheduledAt: date_in_the_past']],
    ['in more than a year', { scheduledAt: NOW + 366 * DAY_MS + 1 }, ['scheduledAt: date_too_far']],
    ['under an empty tag', { tag: '' }, ['tag: out_of_range']],
    ['under a tag of 65 characters', { tag: 'x'.repeat(65) }, ['tag: out_of_range']],
    ['under a tag with a NUL in it', { tag: 'a\0b' }, ['tag: out_of_range']],
    [
      'with a callback address with a NUL in it',
      { callbackUrl: 'https://a.example/\0' },
      ['callbackUrl: not_a_url'],
    ],
    ['under half an emoji', { tag: '\ud83d' }, ['tag: out_of_range']],
    ['under a reference of 65 characters', { clientRef: 'x'.repeat(65) }, ['clientRef: out_of_range']],
    [
      'for a campaign whose name has 65 characters',
      { campaignId: 'x'.repeat(65) },
      ['campaignId: out_of_range'],
    ],
    ['with a callback that is no address', { callbackUrl: 'example.test' }, ['callbackUrl: not_a_url']],
    ['with a callback to a file', { callbackUrl: 'file:///etc/passwd' }, ['callbackUrl: not_a_url']],
    [
      'with a callback of 2,049 characters',
      { callbackUrl: 'https://example.test/'.padEnd(2049, 'x') },
      ['callbackUrl: not_a_url'],
    ],
    ['that says nothing', { text: ' \n ' }, ['text: text_empty']],
    ['with a NUL', { text: 'a\0b' }, ['text: text_nul']],
    ['with half an emoji', { text: 'a\ud83d' }, ['text: text_lone_surrogate']],
    ['in GSM 7 bit, with a Cyrillic letter', { text: 'Привет', encoding: 'gsm7' }, ['text: text_not_gsm7']],
  ])('%s is refused as a whole', (_, command, mistakes) => {
    expect(mistakesOf(command)).toEqual(mistakes);
    expect(plan(command).plan).toEqual({ recipients: [], rejected: [] });
  });

  it.each<[string, Partial<SendCommand>]>([
    ['from a name of 11 letters', { from: 'ChappeBroth' }],
    ['from a short code', { from: '36180' }],
    ['from a number', { from: '+33612121515' }],
    ['from the default sender', { from: null }],
    ['within a minute', { validityMs: MINUTE_MS }],
    ['within a week', { validityMs: 7 * DAY_MS }],
    ['in a millisecond', { scheduledAt: NOW + 1 }],
    ['in a year', { scheduledAt: NOW + 366 * DAY_MS }],
    ['at no particular date', { scheduledAt: null }],
    ['with a callback of 2,048 characters', { callbackUrl: 'https://example.test/'.padEnd(2048, 'x') }],
    ['with no callback', { callbackUrl: null, campaignId: null }],
    ['under a tag of 64 characters', { tag: 'x'.repeat(64), clientRef: 'y'.repeat(64) }],
  ])('%s is taken', (_, command) => {
    expect(mistakesOf(command)).toEqual([]);
  });

  it('is told all its mistakes at once, each with what to do', () => {
    const { errors } = plan({
      to: [],
      text: '',
      from: '!',
      maxParts: 99,
      validityMs: 1,
      scheduledAt: 0,
      tag: '',
      type: 'voice',
    });
    expect(errors.map(({ field }) => field).sort()).toEqual(
      ['from', 'maxParts', 'scheduledAt', 'tag', 'text', 'to', 'type', 'validity'].sort(),
    );
    for (const { detail } of errors) expect(detail).toMatch(/^[A-Z0-9mt].+\.$/s);
  });

  it('may be read aloud where a carrier can', () => {
    expect(mistakesOf({ type: 'voice' }, { voice: true })).toEqual([]);
  });
});

describe('The numbers of a send', () => {
  it('get the message once, however often and in whatever form they are named', () => {
    const { recipients, rejected } = plan({
      to: ['+33612121515', '06 12 12 15 15', '0033612121515', '+32470123456'],
    }).plan;
    expect(recipients.map(({ to }) => to)).toEqual(['+33612121515', '+32470123456']);
    expect(rejected).toEqual([
      { to: '06 12 12 15 15', code: 'duplicate', detail: expect.stringContaining('+33612121515') },
      { to: '0033612121515', code: 'duplicate', detail: expect.stringContaining('gets the message once') },
    ]);
  });

  it('are refused one by one, each with its reason, without stopping the others', () => {
    const { recipients, rejected } = plan({
      to: ['hello', '+33145678901', '+33612121515', '12345', ''],
    }).plan;
    expect(recipients.map(({ to }) => to)).toEqual(['+33612121515']);
    expect(rejected.map(({ to, code }) => `${to}: ${code}`)).toEqual([
      'hello: not_a_number',
      '+33145678901: not_mobile',
      '12345: short_code',
      ': empty',
    ]);
    for (const { detail } of rejected) expect(detail).toMatch(/\.$/);
  });

  it('are all answered for: each one goes, or is told why not', () => {
    const given = fc.array(
      fc.constantFrom('+33612121515', '0612121515', '+33145678901', 'x', '+447400123456'),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(given, to => {
        const { recipients, rejected } = plan({ to }).plan;
        expect([...recipients.map(one => one.given), ...rejected.map(one => one.to)].sort()).toEqual(
          [...to].sort(),
        );
        expect(new Set(recipients.map(one => one.to)).size).toBe(recipients.length);
      }),
    );
  });
});

describe('Marketing', () => {
  const MENTION = 'STOP au 36180';
  const texts = (to: string, text = 'Soldes !') =>
    recipientsOf({ to, text, purpose: 'marketing' }).map(one => one.text);

  it.each([
    ['France', '+33612121515'],
    ['Guadeloupe', '+590690123456'],
    ['French Guiana', '+594694123456'],
    ['Martinique', '+596696123456'],
    ['La Réunion', '+262692123456'],
    ['Mayotte', '+262639601234'],
    ['New Caledonia', '+687751234'],
    ['French Polynesia', '+68987123456'],
  ])('to %s says how to be left alone', (_, to) => {
    expect(texts(to)).toEqual([`Soldes ! ${MENTION}`]);
  });

  it.each([
    ['Belgium', '+32470123456'],
    ['Great Britain', '+447400123456'],
  ])('to %s reads as it was written', (_, to) => {
    expect(texts(to)).toEqual(['Soldes !']);
  });

  it('says it once, where the writer has said it already', () => {
    expect(texts('+33612121515', `Soldes ! ${MENTION}`)).toEqual([`Soldes ! ${MENTION}`]);
  });

  it('leaves texts alone where the platform has no short code for answers', () => {
    const { recipients } = plan({ text: 'Soldes !', purpose: 'marketing' }, { stopShortCode: null }).plan;
    expect(recipients.map(one => one.text)).toEqual(['Soldes !']);
  });

  it('is counted with the mention: a text that fits without it may not fit with it, and only in France', () => {
    const to = ['+33612121515', '+32470123456'];
    const { errors, plan: both } = plan({ to, text: 'x'.repeat(160), purpose: 'marketing', maxParts: 1 });
    expect(errors).toEqual([]);
    expect(both.recipients.map(one => one.to)).toEqual(['+32470123456']);
    expect(both.rejected).toMatchObject([{ to: '+33612121515', code: 'text_too_long' }]);
    expect(both.rejected[0]!.detail).toMatch(/^With the STOP mention/);
  });

  it('is what the purpose says, and nothing else gets the mention', () => {
    expect(recipientsOf({ purpose: 'transactional' }).map(one => one.text)).toEqual(['Bonjour']);
  });
});

describe('A text', () => {
  const cutOf = (command: Partial<SendCommand>) => {
    const { encoding, parts } = recipientsOf(command)[0]!.segmentation;
    return { encoding, parts: parts.length };
  };

  it('is one part up to 160 characters of the GSM alphabet, and 8 parts up to 1224', () => {
    expect(cutOf({ text: 'x'.repeat(160) })).toEqual({ encoding: 'GSM7', parts: 1 });
    expect(cutOf({ text: 'x'.repeat(161) })).toEqual({ encoding: 'GSM7', parts: 2 });
    expect(cutOf({ text: 'x'.repeat(1224) })).toEqual({ encoding: 'GSM7', parts: 8 });
    expect(mistakesOf({ text: 'x'.repeat(1225) })).toEqual(['text: text_too_long']);
  });

  it('is one part up to 70 characters of UCS-2, and 8 parts up to 536', () => {
    expect(cutOf({ text: 'я'.repeat(70) })).toEqual({ encoding: 'UCS2', parts: 1 });
    expect(cutOf({ text: 'я'.repeat(71) })).toEqual({ encoding: 'UCS2', parts: 2 });
    expect(cutOf({ text: 'я'.repeat(536) })).toEqual({ encoding: 'UCS2', parts: 8 });
    expect(mistakesOf({ text: 'я'.repeat(537) })).toEqual(['text: text_too_long']);
  });

  it('goes as UCS-2 when that is asked for', () => {
    expect(cutOf({ text: 'Bonjour', encoding: 'ucs2' })).toEqual({ encoding: 'UCS2', parts: 1 });
  });

  it('is refused beyond the parts that its sender wants to pay', () => {
    expect(cutOf({ text: 'x'.repeat(306), maxParts: 2 })).toEqual({ encoding: 'GSM7', parts: 2 });
    expect(mistakesOf({ text: 'x'.repeat(307), maxParts: 2 })).toEqual(['text: text_too_long']);
  });

  it('is composed before it is counted: an accent written apart does not make it dearer', () => {
    expect(cutOf({ text: 'e\u0301'.repeat(160) })).toEqual({ encoding: 'GSM7', parts: 1 });
  });
});
