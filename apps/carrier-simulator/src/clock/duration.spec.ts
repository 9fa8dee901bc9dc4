import { durationMs, isoDate, dateMs, MAX_DURATION_MS } from './duration.js';

describe('a duration', () => {
  it.each([
    ['PT48H', 172_800_000],
    ['P2D', 172_800_000],
    ['P1W', 604_800_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['PT0S', 0],
    [1_500, 1_500],
  ])('%s is %i ms', (given, ms) => {
    expect(durationMs(given)).toBe(ms);
  });

  it.each([
    'P',
    'PT',
    'P1M',
    'P1Y',
    '48h',
    '-PT1H',
    'PT1H30',
    '',
    -1,
    NaN,
    Infinity,
    MAX_DURATION_MS + 1,
    null,
    {},
  ])('%s is none', given => {
    expect(durationMs(given)).toBeUndefined();
  });
});

describe('a date', () => {
  it('is read from ISO 8601 and nothing else, and written in UTC', () => {
    expect(isoDate(dateMs('2026-03-02T10:00:00+01:00')!)).toBe('2026-03-02T09:00:00.000Z');
    expect([dateMs('March 2'), dateMs(5), dateMs('2026-13-01T00:00:00Z')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
