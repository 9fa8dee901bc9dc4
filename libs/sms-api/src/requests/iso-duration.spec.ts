import fc from 'fast-check';
import { parseIsoDuration } from './iso-duration.js';

describe('ISO 8601 durations', () => {
  it.each([
    ['PT48H', 172_800_000],
    ['P2D', 172_800_000],
    ['P1W', 604_800_000],
    ['P1DT12H', 129_600_000],
    ['PT90M', 5_400_000],
    ['PT0.5S', 500],
    ['PT0S', 0],
  ])('read %s', (duration, milliseconds) => {
    expect(parseIsoDuration(duration)).toBe(milliseconds);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '48H',
    'PT48',
    'P1M',
    'P1Y',
    'P1W2D',
    'PT1.5H',
    '-PT1H',
    'pt1h',
    ' PT1H',
    'PT1H\n',
  ])('are not %j', duration => {
    expect(parseIsoDuration(duration)).toBeUndefined();
  });

  it('add up their components', () => {
    const small = fc.nat({ max: 999 });
    fc.assert(
      fc.property(small, small, small, small, (days, hours, minutes, seconds) => {
        const milliseconds = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
        expect(parseIsoDuration(`P${days}DT${hours}H${minutes}M${seconds}S`)).toBe(milliseconds);
      }),
    );
  });
});
