import fc from 'fast-check';
import {
  formatAbsoluteTime,
  formatRelativeTime,
  MAX_RELATIVE_MS,
  parseSmppTime,
  resolveSmppTime,
  SmppTimeError,
} from './smpp-time.js';

const at = (text: string) => new Date(text);

describe('absolute times (SMPP 3.4 §7.1.1)', () => {
  it('are read with their tenths and their offset', () => {
    expect(parseSmppTime('261122100000000+')).toEqual({
      kind: 'absolute',
      at: at('2026-11-22T10:00:00Z'),
      utcOffsetMinutes: 0,
    });
    expect(parseSmppTime('261122100000904+')).toMatchObject({
      at: at('2026-11-22T09:00:00.9Z'),
      utcOffsetMinutes: 60,
    });
    expect(parseSmppTime('261122100000022-')).toMatchObject({
      at: at('2026-11-22T15:30:00Z'),
      utcOffsetMinutes: -330,
    });
    expect(parseSmppTime('991231235959900+')).toMatchObject({ at: at('2099-12-31T23:59:59.9Z') });
  });

  it('come back as they were written, to the tenth of a second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0, 2) / 100, max: Date.UTC(2099, 11, 30) / 100 }),
        fc.integer({ min: -48, max: 48 }),
        (tenths, quarters) => {
          const date = new Date(tenths * 100);
          expect(parseSmppTime(formatAbsoluteTime(date, quarters * 15))).toEqual({
            kind: 'absolute',
            at: date,
            utcOffsetMinutes: quarters * 15 || 0,
          });
        },
      ),
    );
  });

  it.each([
    ['a year before 2000', at('1999-12-31T00:00:00Z'), 0],
    ['a year after 2099', at('2100-01-01T00:00:00Z'), 0],
    ['no date', new Date(NaN), 0],
    ['an offset between quarters', at('2026-01-01T00:00:00Z'), 20],
    ['an offset of more than twelve hours', at('2026-01-01T00:00:00Z'), 735],
  ])('cannot be written for %s', (_what, date, offset) => {
    expect(() => formatAbsoluteTime(date, offset)).toThrow(SmppTimeError);
  });
});

describe('relative times', () => {
  it('are read in calendar units, as the example of the standard', () => {
    expect(parseSmppTime('020610233429000R')).toEqual({
      kind: 'relative',
      years: 2,
      months: 6,
      days: 10,
      hours: 23,
      minutes: 34,
      seconds: 29,
    });
  });

  it('are counted from now, months by the calendar', () => {
    const resolve = (text: string, now: string) => {
      const time = parseSmppTime(text);
      if (!time) throw new Error(text);
      return resolveSmppTime(time, at(now)).toISOString();
    };
    expect(resolve('000002000000000R', '2026-11-22T10:00:00Z')).toBe('2026-11-24T10:00:00.000Z');
    expect(resolve('000100000000000R', '2026-01-31T10:00:00Z')).toBe('2026-02-28T10:00:00.000Z');
    expect(resolve('010000000000000R', '2028-02-29T10:00:00Z')).toBe('2029-02-28T10:00:00.000Z');
    expect(resolve('261122100000000+', '1970-01-01T00:00:00Z')).toBe('2026-11-22T10:00:00.000Z');
  });

  it('come back to the second, never shorter than asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_RELATIVE_MS }), ms => {
        const time = parseSmppTime(formatRelativeTime(ms));
        if (time?.kind !== 'relative') throw new Error('not relative');
        const resolvedMs = resolveSmppTime(time, new Date(0)).getTime();
        expect(resolvedMs).toBe(Math.ceil(ms / 1000) * 1000);
      }),
    );
    expect(formatRelativeTime(48 * 3_600_000)).toBe('000002000000000R');
    expect(formatRelativeTime(1)).toBe('000000000001000R');
  });

  it('cannot be written when negative, no number, or longer than 31 days', () => {
    for (const ms of [-1, NaN, MAX_RELATIVE_MS + 1])
      expect(() => formatRelativeTime(ms)).toThrow(SmppTimeError);
  });
});

it.each([
  '',
  '1R',
  'tomorrow',
  '26112210000000+',
  '2611221000000000+',
  '261322100000000+',
  '261100100000000+',
  '260230100000000+',
  '261122240000000+',
  '261122106000000+',
  '261122100060000+',
  '261122100000049+',
  '261122100000000Z',
  '000013000000000 ',
  '001300000000000R',
  '000032000000000R',
  '000002000000100R',
  '000002000000004R',
  ' 00002000000000R',
])('%j is no time', text => {
  expect(parseSmppTime(text)).toBeUndefined();
});
