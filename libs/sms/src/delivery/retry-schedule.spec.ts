import fc from 'fast-check';
import { SeededRandom, type Random } from '../kernel/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import { retryDelayMs } from './retry-schedule.js';

const fixed = (value: number): Random => ({ next: () => value, bytes: length => new Uint8Array(length) });
const options = { retryMinMs: 30_000, retryMaxMs: 900_000, retryJitter: 0.2 };

describe('The delay before a further attempt', () => {
  it('doubles at each attempt, up to the longest', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map(attempt => retryDelayMs(attempt, fixed(0.5), options) / 1000);
    expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  it('leaves a share to chance, so that retries do not come in step', () => {
    expect(retryDelayMs(1, fixed(0), options)).toBe(24_000);
    expect(retryDelayMs(1, fixed(1), options)).toBe(36_000);
    expect(retryDelayMs(1, fixed(0), { ...options, retryJitter: 0 })).toBe(30_000);
  });

  it('is a whole number of milliseconds within the share of chance, however many attempts there were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer(), (attempt, seed) => {
        const delayMs = retryDelayMs(attempt, new SeededRandom(seed), defaultDeliveryOptions);
        const { retryMinMs, retryMaxMs, retryJitter } = defaultDeliveryOptions;
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(retryMinMs * (1 - retryJitter));
        expect(delayMs).toBeLessThanOrEqual(retryMaxMs * (1 + retryJitter));
      }),
    );
  });
});
