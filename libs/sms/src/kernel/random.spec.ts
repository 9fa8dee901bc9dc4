import fc from 'fast-check';
import type { Random } from './random.js';
import { SeededRandom } from './seeded-random.js';
import { SystemRandom } from './system-random.js';

const numbers = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('Seeded chance', () => {
  it('repeats itself with the seed', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        expect(numbers(new SeededRandom(seed), 20)).toEqual(numbers(new SeededRandom(seed), 20));
        expect(new SeededRandom(seed).bytes(20)).toEqual(new SeededRandom(seed).bytes(20));
      }),
    );
  });

  it('is told by heart, so that a recorded run can be replayed by every later version', () => {
    expect(numbers(new SeededRandom(1), 3)).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ]);
  });

  it('differs with the seed', () => {
    expect(numbers(new SeededRandom(1), 5)).not.toEqual(numbers(new SeededRandom(2), 5));
  });
});

describe.each([
  ['Seeded', () => new SeededRandom(1794)],
  ['The system’s', () => new SystemRandom()],
])('%s chance', (_, make) => {
  it('gives numbers from 0 to less than 1, over the whole range', () => {
    const drawn = numbers(make(), 10_000);
    expect(drawn.every(number => number >= 0 && number < 1)).toBe(true);
    const mean = drawn.reduce((sum, number) => sum + number) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    expect(new Set(drawn).size).toBeGreaterThan(9_900);
  });

  it('gives as many octets as were asked for', () => {
    expect(make().bytes(33)).toHaveLength(33);
    expect(make().bytes(0)).toHaveLength(0);
  });
});
