import { dayOf, distanceWords, durationWords, exactTime, timeOfDay, whenSeenFrom } from './dates.js';
import { presentOf } from './clock.js';

const AT = Date.UTC(2026, 2, 2, 9, 5, 7, 250);
const HOUR_MS = 3_600_000;

describe('dates', () => {
  it('are in UTC, as all dates of the simulator', () => {
    expect([timeOfDay(AT), exactTime(AT), dayOf(AT)]).toEqual([
      '09:05:07',
      '09:05:07.250',
      'Mon, 2 Mar 2026',
    ]);
  });

  it('have their day where it is not today', () => {
    expect(whenSeenFrom(AT, AT + HOUR_MS)).toBe('10:05:07');
    expect(whenSeenFrom(AT, AT + 24 * HOUR_MS)).toBe('3 Mar, 09:05:07');
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [181_000, '3 min 1 s'],
    [HOUR_MS, '1 h'],
    [47.95 * HOUR_MS, '47 h 57 min'],
    [48 * HOUR_MS, '2 days'],
    [70 * HOUR_MS, '2 days 22 h'],
  ])('are %i ms apart in words', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it('lie ahead, behind, or are now', () => {
    expect([AT + 60_000, AT, AT - 60_000].map(at => distanceWords(AT, at))).toEqual([
      'in 1 min',
      'now',
      '1 min ago',
    ]);
  });
});

describe('the simulator’s present', () => {
  const clock = { now: 1_000, speed: 60, nextDueAt: null, followers: [], heardAt: 500 };

  it('stands still where time does', () => {
    expect(presentOf({ ...clock, mode: 'manual' }, 10_500)).toBe(1_000);
  });

  it('goes on at its speed, and never back', () => {
    expect(presentOf({ ...clock, mode: 'real' }, 1_500)).toBe(61_000);
    expect(presentOf({ ...clock, mode: 'real' }, 400)).toBe(1_000);
  });
});
