import { Ids } from './ids.js';
import { ManualClock } from './manual-clock.js';
import { SeededRandom } from './seeded-random.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

describe('Identifiers', () => {
  it('are a prefix and a ULID', () => {
    const ids = new Ids(new ManualClock(MORNING), new SeededRandom(1));
    expect(ids.next('msg')).toMatch(/^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });

  it('sort by the date at which they were made, and by order within one millisecond', async () => {
    const clock = new ManualClock(MORNING);
    const ids = new Ids(clock, new SeededRandom(1));
    const made: string[] = [];
    for (let step = 0; step < 50; step += 1) {
      for (let index = 0; index < 20; index += 1) made.push(ids.next('msg'));
      await clock.moveTo(clock.now() + 1 + step);
    }
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('repeat with the seed, and differ with another', () => {
    const first = (seed: number) => new Ids(new ManualClock(MORNING), new SeededRandom(seed)).next('msg');
    expect(first(7)).toBe(first(7));
    expect(first(7)).not.toBe(first(8));
  });
});
