import fc from 'fast-check';
import { DEFAULT_OPERATORS } from './default-operators.js';
import { errorCodeOf, RECEIPT_DIALECTS } from './dialect.js';
import { isWithin, mistakesInHours } from './hours.js';
import { digitsOf, msisdnOf } from './msisdn.js';
import { Network } from './network.js';
import { REASONS, type Reason } from './reasons.js';

const operator = (key: string, prefixes: string[]) => ({
  key,
  name: key,
  country: 'FR',
  mcc: '208',
  mnc: '01',
  prefixes,
});

describe('the network', () => {
  it('gives a number to the operator with the longest prefix', () => {
    const network = new Network([
      operator('a', ['33']),
      operator('b', ['336', '3375']),
      operator('rest', ['']),
    ]);
    expect(
      ['33612345678', '33712345678', '33751234567', '14155550123'].map(digits => network.homeOf(digits)?.key),
    ).toEqual(['b', 'a', 'b', 'rest']);
  });

  it('knows no operator where nobody has the prefix', () => {
    expect(new Network([operator('a', ['33'])]).homeOf('4412345678')).toBeUndefined();
  });

  it('follows the longest ported range', () => {
    const network = new Network(
      [operator('a', ['33']), operator('b', ['34']), operator('c', ['35'])],
      [
        { prefix: '3361', to: 'b' },
        { prefix: '33612', to: 'c' },
      ],
    );
    expect(['33611', '33612', '33620'].map(start => network.portedTo(`${start}000000`)?.key)).toEqual([
      'b',
      'c',
      undefined,
    ]);
  });

  it('refuses two operators with one prefix, and says whose it is', () => {
    const network = new Network([operator('a', ['33'])]);
    expect(() => network.add(operator('b', ['33']))).toThrow('prefix 33 belongs to a');
    expect(network.operators()).toHaveLength(1);
  });

  it('tells all that is wrong with an operator at once', () => {
    expect(() =>
      new Network([]).add({
        ...operator('a b', ['+33']),
        mcc: '20',
        mnc: '1',
        dialect: 'latin',
        rateLimitPerSecond: 0,
      }),
    ).toThrow(/key.*mcc.*mnc.*prefix.*rateLimit.*dialect/);
  });

  it('names the operators there are when asked for one that is not', () => {
    expect(() => new Network([operator('a', [''])]).patch('z', { name: 'Z' })).toThrow('Take one of a');
  });

  it('has default operators that are in order and cover every number', () => {
    const network = new Network(DEFAULT_OPERATORS);
    expect(network.homeOf('33612345678')?.country).toBe('FR');
    expect(network.homeOf('447911123456')?.country).toBe('GB');
    expect(network.homeOf('99999999')?.key).toBe('elsewhere');
    expect(new Set(DEFAULT_OPERATORS.map(({ dialect }) => dialect)).size).toBeGreaterThanOrEqual(4);
  });
});

describe('an international number', () => {
  it.each(['+33612345678', '33612345678', '12345'])('is %s', number =>
    expect(msisdnOf(number)).toMatch(/^\+\d+$/),
  );
  it.each(['0612345678', '+0612345678', '1234', '+1234567890123456', 'SHOP', '', '+33 6'])(
    'is not %s',
    number => expect(digitsOf(number)).toBeUndefined(),
  );
});

describe('hours', () => {
  const at = (iso: string): number => Date.parse(iso);

  it('begin included and end excluded', () => {
    const day = { from: '08:00', to: '20:00' };
    expect(isWithin(day, at('2026-01-01T08:00:00Z'))).toBe(true);
    expect(isWithin(day, at('2026-01-01T07:59:59.999Z'))).toBe(false);
    expect(isWithin(day, at('2026-01-01T20:00:00Z'))).toBe(false);
  });

  it('go over midnight, and belong to the day on which they began', () => {
    const saturdayNight = { from: '22:00', to: '06:00', days: [6] };
    expect(isWithin(saturdayNight, at('2026-01-03T23:00:00Z'))).toBe(true);
    expect(isWithin(saturdayNight, at('2026-01-04T05:59:00Z'))).toBe(true);
    expect(isWithin(saturdayNight, at('2026-01-04T23:00:00Z'))).toBe(false);
    expect(isWithin(saturdayNight, at('2026-01-03T05:00:00Z'))).toBe(false);
  });

  it('are local', () => {
    expect(isWithin({ from: '08:00', to: '09:00', utcOffsetMinutes: 120 }, at('2026-07-01T06:30:00Z'))).toBe(
      true,
    );
  });

  it('and their opposite cover the day exactly once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.nat(),
        (one, other, now) => {
          fc.pre(one !== other);
          const text = (minutes: number): string =>
            `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          const inside = isWithin({ from: text(one), to: text(other) }, now * 1_000);
          const outside = isWithin({ from: text(other), to: text(one) }, now * 1_000);
          expect(inside).toBe(!outside);
        },
      ),
    );
  });

  it('tell all their mistakes', () => {
    expect(mistakesInHours({ from: '8:00', to: '25:00', days: [0], utcOffsetMinutes: 9_999 })).toHaveLength(
      4,
    );
    expect(mistakesInHours({ from: '00:00', to: '24:00' })).toEqual([]);
    expect(mistakesInHours(null)).toHaveLength(1);
  });
});

describe('the dialects', () => {
  it('are at least four, and differ in what they say of an absent subscriber', () => {
    const codes = Object.values(RECEIPT_DIALECTS).map(dialect => errorCodeOf(dialect, 'absent_subscriber'));
    expect(new Set(codes).size).toBeGreaterThanOrEqual(4);
  });

  it('have a code for every reason, and another for none', () => {
    for (const dialect of Object.values(RECEIPT_DIALECTS)) {
      for (const reason of Object.keys(REASONS)) {
        expect(errorCodeOf(dialect, reason as Reason)).not.toBe(errorCodeOf(dialect, undefined));
      }
    }
  });

  it('speak as published', () => {
    expect(errorCodeOf(RECEIPT_DIALECTS['map']!, 'unknown_subscriber')).toBe('001');
    expect(errorCodeOf(RECEIPT_DIALECTS['map']!, 'absent_subscriber')).toBe('027');
    expect(errorCodeOf(RECEIPT_DIALECTS['twilio']!, 'unknown_subscriber')).toBe('005');
    expect(errorCodeOf(RECEIPT_DIALECTS['vonage']!, 'portability')).toBe('5');
    expect(errorCodeOf(RECEIPT_DIALECTS['sinch']!, 'memory_full')).toBe('158');
    expect(errorCodeOf(RECEIPT_DIALECTS['ovh']!, 'parental_lock')).toBe('8');
  });
});
