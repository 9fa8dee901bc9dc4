import type { SubmissionResult } from '@chappe/sms';
import { commandStatuses } from '@chappe/smpp';
import fc from 'fast-check';
import {
  compileErrorMap,
  compileReceiptErrorMap,
  ERROR_MAP_MAX,
  mistakesInErrorMap,
  receiptKey,
} from './error-map.js';
import { KnownParts } from './known-parts.js';
import { rawCodeOf, reactionTo } from './status-reaction.js';
import { resultOf, type PartOutcome } from './submission-result.js';

const context = { errorMap: new Map(), othersPass: false };
const rejected = (reason: string, permanent: boolean) => ({ kind: 'rejected', reason, permanent });
const pause = { kind: 'throttled', retryAfterMs: null, scope: 'carrier' };
const session = { kind: 'session' };

describe('a command_status', () => {
  it.each([
    [0x58, pause],
    [0x08, rejected('carrier_error', false)],
    [0x64, rejected('carrier_error', false)],
    [0xfe, rejected('carrier_error', false)],
    [0x45, rejected('carrier_error', false)],
    [0xff, rejected('unknown', false)],
    [0x102, rejected('carrier_unavailable', false)],
    [0x01, rejected('invalid_message', true)],
    [0x0b, rejected('invalid_destination', true)],
    [0x50, rejected('invalid_destination', true)],
    [0x61, rejected('invalid_message', true)],
    [0x65, rejected('carrier_rejected', true)],
    [0x66, rejected('carrier_rejected', true)],
    [0xc3, rejected('invalid_message', true)],
    [0x104, rejected('invalid_message', true)],
    [0x0c, rejected('invalid_message', true)],
    [0x0a, rejected('sender_not_allowed', true)],
    [0x48, rejected('sender_not_allowed', true)],
    [0x15, rejected('service_not_allowed', true)],
    [0x101, rejected('service_not_allowed', true)],
    [0x04, session],
    [0x05, session],
    [0x02, session],
    [0x03, session],
    [0x0d, session],
    [0x0e, session],
    [0x400, rejected('unknown', false)],
    [0xdeadbeef, rejected('unknown', false)],
  ])('0x%s asks for what its class asks for', (status, reaction) =>
    expect(reactionTo(status, context)).toEqual(reaction),
  );

  it.each([
    [0x14, pause, { kind: 'throttled', retryAfterMs: 180_000, scope: 'message' }],
    [0x58, pause, pause],
    [0x45, rejected('carrier_error', false), rejected('unknown', false)],
    [0x64, rejected('carrier_error', false), rejected('unknown', false)],
    [0xfe, rejected('carrier_error', false), rejected('unknown', false)],
    [0x08, rejected('carrier_error', false), rejected('carrier_error', false)],
    [0x102, rejected('carrier_unavailable', false), rejected('carrier_unavailable', false)],
  ])(
    '0x%s concerns the carrier when nobody gets through, and maybe this message when others do',
    (...row) => {
      const [status, alone, besideOthers] = row;
      expect(reactionTo(status, context)).toEqual(alone);
      expect(reactionTo(status, { ...context, othersPass: true })).toEqual(besideOthers);
    },
  );

  it('means what the carrier says it means, before the standard', () => {
    const errorMap = compileErrorMap({
      '0x400': { as: 'throttled', retryAfterMs: 300_000 },
      '1025': { as: 'session' },
      '0x0B': { as: 'rejected', reason: 'unknown_subscriber' },
      '0x08': { as: 'rejected', reason: 'carrier_error', permanent: true },
      '0x58': { as: 'throttled' },
      '0x64': { as: 'throttled', scope: 'message' },
    });
    const of = (status: number) => reactionTo(status, { errorMap, othersPass: true });
    expect(of(0x400)).toEqual({ ...pause, retryAfterMs: 300_000 });
    expect(of(0x64)).toEqual({ ...pause, scope: 'message' });
    expect(of(0x401)).toEqual(session);
    expect(of(0x0b)).toEqual(rejected('unknown_subscriber', true));
    expect(of(0x08)).toEqual(rejected('carrier_error', true));
    expect(of(0x58)).toEqual(pause);
  });

  it('always asks for something, whatever the value', () => {
    for (const { value } of commandStatuses()) expect(reactionTo(value, context).kind).toBeTruthy();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), fc.boolean(), (status, othersPass) => {
        expect(['throttled', 'rejected', 'session']).toContain(
          reactionTo(status, { ...context, othersPass }).kind,
        );
        expect(rawCodeOf(status)).toMatch(/^0x[0-9a-f]{8}$/);
      }),
    );
  });
});

describe('error maps', () => {
  it('have a limit', () => {
    const map = Object.fromEntries(
      Array.from({ length: ERROR_MAP_MAX + 1 }, (_, i) => [String(i + 1), { as: 'session' }]),
    );
    expect(mistakesInErrorMap(map, 'errorMap')[0]).toContain('10000 at most');
  });

  it('find words of receipts in any case, and codes with or without leading zeros', () => {
    const map = compileReceiptErrorMap({
      '0012': 'do_not_disturb',
      'dnd-numb': 'do_not_disturb',
      '000': 'unknown',
    });
    for (const key of ['12', '012', 'DND-NUMB', 'Dnd-Numb', '0', '00'])
      expect(map.has(receiptKey(key))).toBe(true);
  });
});

describe('the answer for a message', () => {
  const accepted = (number: number): PartOutcome => ({ number, kind: 'accepted', reference: `r${number}` });
  const refused = (number: number, reaction: object): PartOutcome =>
    ({ number, kind: 'refused', reaction, rawCode: '0xff' }) as PartOutcome;
  const permanent = (number: number) => refused(number, rejected('invalid_destination', true));
  const temporary = (number: number) => refused(number, rejected('carrier_error', false));
  const slow = (number: number) =>
    refused(number, { kind: 'throttled', retryAfterMs: 5000, scope: 'carrier' });
  const crowded = (number: number) =>
    refused(number, { kind: 'throttled', retryAfterMs: 180_000, scope: 'message' });
  const notSent = (number: number): PartOutcome => ({ number, kind: 'not-sent', cause: 'not_bound' });
  const silent = (number: number): PartOutcome => ({ number, kind: 'unanswered', cause: 'timeout' });

  it.each<[string, PartOutcome[], SubmissionResult]>([
    [
      'accepted',
      [accepted(1)],
      { kind: 'accepted', parts: [{ number: 1, accepted: true, reference: 'r1' }] },
    ],
    [
      'accepted part by part',
      [accepted(1), permanent(2), slow(3), refused(4, session), notSent(5)],
      {
        kind: 'accepted',
        parts: [
          { number: 1, accepted: true, reference: 'r1' },
          { number: 2, accepted: false, reason: 'invalid_destination', rawCode: '0xff' },
          { number: 3, accepted: false, reason: 'throttled', rawCode: '0xff' },
          { number: 4, accepted: false, reason: 'carrier_unavailable', rawCode: '0xff' },
          { number: 5, accepted: false, reason: 'carrier_unavailable', rawCode: 'not_bound' },
        ],
      },
    ],
    [
      'unknown as soon as one part is silent',
      [accepted(1), silent(2)],
      { kind: 'unknown', cause: 'timeout' },
    ],
    ['unknown beside a refusal', [permanent(1), silent(2)], { kind: 'unknown', cause: 'timeout' }],
    [
      'rejected for good',
      [temporary(1), slow(2), permanent(3)],
      { kind: 'rejected', reason: 'invalid_destination', rawCode: '0xff', permanent: true },
    ],
    [
      'throttled, for all before for this message alone',
      [temporary(1), crowded(2), slow(3)],
      { kind: 'throttled', retryAfterMs: 5000, rawCode: '0xff', scope: 'carrier' },
    ],
    [
      'throttled for this message alone',
      [crowded(1), temporary(2)],
      { kind: 'throttled', retryAfterMs: 180_000, rawCode: '0xff', scope: 'message' },
    ],
    [
      'rejected for now',
      [temporary(1), temporary(2)],
      { kind: 'rejected', reason: 'carrier_error', rawCode: '0xff', permanent: false },
    ],
    [
      'throttled when nothing left',
      [notSent(1)],
      { kind: 'throttled', retryAfterMs: null, rawCode: 'not_bound' },
    ],
    [
      'throttled by the session',
      [refused(1, session)],
      { kind: 'throttled', retryAfterMs: null, rawCode: '0xff' },
    ],
  ])('is %s', (_what, outcomes, result) => expect(resultOf(outcomes)).toEqual(result));

  it('never claims a part that may be lost, and never loses one that was taken', () => {
    const makers = [accepted, permanent, temporary, slow, notSent, silent];
    const list = fc.array(fc.nat({ max: makers.length - 1 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(list, kinds => {
        const outcomes = kinds.map((kind, index) => makers[kind]!(index + 1));
        const result = resultOf(outcomes);
        const has = (kind: string) => outcomes.some(outcome => outcome.kind === kind);
        expect(result.kind === 'unknown').toBe(has('unanswered'));
        expect(result.kind === 'accepted').toBe(!has('unanswered') && has('accepted'));
      }),
    );
  });
});

describe('what is remembered', () => {
  const part = (messageId: string, number = 1) => ({ messageId, numbers: [number], to: '+33612345678' });

  it('is bounded, the oldest goes first', () => {
    const known = new KnownParts(2);
    known.remember('a', part('1'));
    known.remember('b', part('2'));
    known.remember('a', part('1'));
    known.remember('c', part('3'));
    expect([known.size, known.find('a')?.messageId, known.find('b'), known.find('c')?.messageId]).toEqual([
      2,
      '1',
      undefined,
      '3',
    ]);
    for (let i = 0; i < 10; i++) known.rememberHalf(`m${i}`, 1, { concatenation: i, accepted: new Map() });
    expect([known.halfOf('m8', 1), known.halfOf('m9', 1)?.concatenation]).toEqual([undefined, 9]);
  });

  it('holds all parts of a message under one id, and the last message when an id is given out again', () => {
    const known = new KnownParts(10);
    known.remember('a', part('1', 1));
    known.remember('a', part('1', 2));
    expect(known.find('a')?.numbers).toEqual([1, 2]);
    known.remember('a', part('2', 1));
    expect(known.find('a')).toEqual(part('2', 1));
  });

  it('may be nothing', () => {
    const known = new KnownParts(0);
    known.remember('a', part('1'));
    expect(known.find('a')).toBeUndefined();
  });
});
