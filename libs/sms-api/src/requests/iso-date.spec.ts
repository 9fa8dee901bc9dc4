import fc from 'fast-check';
import { isoDate, parseIsoDate } from './iso-date.js';

describe('ISO 8601 dates', () => {
  it.each([
    ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00Z', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T10:00:00+01:00', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00:00.125Z', '2026-03-02T09:00:00.125Z'],
    ['2028-02-29T00:00:00-02:00', '2028-02-29T02:00:00.000Z'],
  ])('read %s', (date, utc) => {
    expect(isoDate(parseIsoDate(date)!)).toBe(utc);
  });

  it.each([
    '2026-03-02',
    '2026-03-02T09:00:00',
    '2026-03-02 09:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-02T25:00:00Z',
    '2026-03-02T09:00:00+25:00',
    '02/03/2026 09:00',
    '1772442000000',
    '',
  ])('are not %j', date => {
    expect(parseIsoDate(date)).toBeUndefined();
  });

  it('come back as they went out', () => {
    const dates = fc.integer({ min: 0, max: Date.parse('2199-12-31T00:00:00Z') });
    fc.assert(fc.property(dates, at => expect(parseIsoDate(isoDate(at))).toBe(at)));
  });
});
