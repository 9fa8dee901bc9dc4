import fc from 'fast-check';
import { Chance } from './chance.js';
import { durationOf, MAX_DRAWN_MS, mistakesInDistribution, type Distribution } from './distribution.js';

describe('chance', () => {
  it('is a function of seed, subject, purpose and turn', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (seed, name, occasion, purpose, turn) => {
          const draw = (chance: Chance): number =>
            chance.uniform(chance.keyOf(name, occasion), purpose, turn);
          const drawn = draw(new Chance(seed));
          expect(drawn).toBe(draw(new Chance(seed)));
          expect(drawn).toBeGreaterThanOrEqual(0);
          expect(drawn).toBeLessThan(1);
        },
      ),
    );
  });

  it.each([
    ['the seed', (turn: number) => new Chance(turn).uniform(new Chance(turn).keyOf('+33612345678', 0), 1)],
    ['the number', (turn: number) => new Chance(1).uniform(new Chance(1).keyOf(`+336${String(turn)}`, 0), 1)],
    ['the occasion', (turn: number) => new Chance(1).uniform(new Chance(1).keyOf('+33612345678', turn), 1)],
    ['the purpose', (turn: number) => new Chance(1).uniform(42, turn)],
    ['the turn', (turn: number) => new Chance(1).uniform(42, 1, turn)],
  ])('is spread evenly over %s', (_, drawOf) => {
    const tenths = new Array<number>(10).fill(0);
    for (let turn = 0; turn < 20_000; turn++) tenths[Math.floor(drawOf(turn) * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('never lets the impossible happen, and always the certain', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (key, purpose) => {
        const chance = new Chance(1);
        expect([chance.happens(0, key, purpose), chance.happens(1, key, purpose)]).toEqual([false, true]);
      }),
    );
  });
});

describe('a distribution', () => {
  const uniforms = Array.from({ length: 1_000 }, (_, index) => (index + 0.5) / 1_000);
  const mean = (distribution: Distribution): number =>
    uniforms.reduce((sum, uniform) => sum + durationOf(distribution, uniform), 0) / uniforms.length;

  it('that is a number is that number, and 0 is 0', () => {
    expect(uniforms.map(uniform => durationOf(0, uniform)).every(drawn => drawn === 0)).toBe(true);
    expect(durationOf(1_500, 0.3)).toBe(1_500);
  });

  it('has the mean it says', () => {
    expect(mean({ kind: 'uniform', min: 100, max: 300 })).toBeCloseTo(200, 0);
    expect(mean({ kind: 'normal', mean: 1_000, deviation: 100 })).toBeCloseTo(1_000, 0);
    expect(mean({ kind: 'exponential', mean: 1_000 })).toBeGreaterThan(980);
    expect(mean({ kind: 'spike', usual: 10, spike: 1_010, probability: 0.1 })).toBeCloseTo(110, 0);
  });

  it('has the median and the spread it says', () => {
    const lognormal: Distribution = { kind: 'lognormal', median: 2_000, sigma: 1 };
    expect(durationOf(lognormal, 0.5)).toBe(2_000);
    expect(durationOf(lognormal, 0.8413447)).toBeCloseTo(2_000 * Math.E, -1);
    expect(durationOf({ ...lognormal, max: 3_000 }, 0.99)).toBe(3_000);
    expect(durationOf({ kind: 'normal', mean: 1_000, deviation: 100 }, 0.0227501)).toBeCloseTo(800, 0);
  });

  it('never gives less than 0 nor more than a year, and whole milliseconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), uniform => {
        for (const distribution of [
          { kind: 'normal', mean: 0, deviation: 5_000 },
          { kind: 'lognormal', median: MAX_DRAWN_MS, sigma: 10 },
          { kind: 'exponential', mean: MAX_DRAWN_MS },
        ] as const) {
          const drawn = durationOf(distribution, uniform);
          expect(Number.isInteger(drawn) && drawn >= 0 && drawn <= MAX_DRAWN_MS).toBe(true);
        }
      }),
    );
  });

  it('tells all its mistakes at once', () => {
    expect(mistakesInDistribution(-1)).toHaveLength(1);
    expect(mistakesInDistribution('soon')).toHaveLength(1);
    expect(mistakesInDistribution({ kind: 'bell' })).toEqual([
      'kind must be one of uniform, normal, lognormal, exponential, spike',
    ]);
    expect(
      mistakesInDistribution({ kind: 'spike', usual: -1, spike: 2, probability: 2, more: 1 }),
    ).toHaveLength(3);
    expect(mistakesInDistribution({ kind: 'uniform', min: 5, max: 1 })).toEqual([
      'min must not be above max',
    ]);
    expect(mistakesInDistribution({ kind: 'uniform', min: 1, max: 5 })).toEqual([]);
  });
});
