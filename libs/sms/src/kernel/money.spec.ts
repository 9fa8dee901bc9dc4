import fc from 'fast-check';
import { addMoney, formatMicros, money, parseMicros } from './money.js';

describe('Money', () => {
  it('is written with four decimals, or as many as it takes', () => {
    expect(formatMicros(71_500)).toBe('0.0715');
    expect(formatMicros(45_000)).toBe('0.0450');
    expect(formatMicros(1)).toBe('0.000001');
    expect(formatMicros(10_000_000)).toBe('10.0000');
    expect(formatMicros(0)).toBe('0.0000');
    expect(formatMicros(-71_500)).toBe('-0.0715');
    expect(formatMicros(Number.MAX_SAFE_INTEGER)).toBe('9007199254.740991');
  });

  it('is read from decimals', () => {
    expect(parseMicros('0.0715')).toBe(71_500);
    expect(parseMicros('10')).toBe(10_000_000);
    expect(parseMicros('-1.5')).toBe(-1_500_000);
    expect(Object.is(parseMicros('-0'), 0)).toBe(true);
  });

  it.each([
    '',
    '.5',
    '1.',
    '1,5',
    '1e3',
    '+1',
    ' 1',
    '1\n',
    '0.0000001',
    '99999999999',
    '9007199254.740992',
    'NaN',
  ])('is not read from %j', decimal => {
    expect(parseMicros(decimal)).toBeUndefined();
  });

  it('is read back as it was written, to the last micro-unit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), micros => {
        expect(parseMicros(formatMicros(micros))).toBe(micros);
      }),
    );
  });

  it('is added within one asset, and never over two', () => {
    expect(addMoney(money(71_500, 'EUR'), money(1, 'EUR'))).toEqual({ micros: 71_501, asset: 'EUR' });
    expect(() => addMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow('Cannot add USD to EUR.');
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])(
    'is never %d micro-units, which could not be stored faithfully',
    micros => {
      expect(() => money(micros, 'EUR')).toThrow(RangeError);
    },
  );

  it('does not grow beyond what can be stored faithfully', () => {
    expect(() => addMoney(money(Number.MAX_SAFE_INTEGER, 'EUR'), money(1, 'EUR'))).toThrow(RangeError);
  });
});
