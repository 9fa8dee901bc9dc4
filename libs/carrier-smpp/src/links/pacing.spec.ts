import { ManualClock, SeededRandom } from '@chappe/sms';
import fc from 'fast-check';
import { reconnectDelayMs } from './backoff.js';
import { Pace } from './pace.js';
import { Slots } from './slots.js';

describe('the delay before a bind is tried again', () => {
  const limits = { reconnectMinMs: 1_000, reconnectMaxMs: 60_000 };
  const fixed = (value: number) => Object.assign(new SeededRandom(1), { next: () => value });

  it('doubles up to the limit', () => {
    const delays = [1, 2, 3, 6, 7, 100].map(failures => reconnectDelayMs(failures, fixed(0.5), limits));
    expect(delays).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it('varies by a fifth', () => {
    expect(reconnectDelayMs(1, fixed(0), limits)).toBe(800);
    expect(reconnectDelayMs(1, fixed(0.999_999), limits)).toBe(1_200);
  });
});

describe('the pace', () => {
  it('is not there without a rate', () => {
    const pace = new Pace(new ManualClock(0), null);
    expect(pace.reserve(3, 0)).toEqual({ ok: true, delaysMs: [0, 0, 0] });
    expect(pace.reserve(1_000, 0)).toMatchObject({ ok: true });
  });

  it("lets a second's worth go at once, and spaces the rest", () => {
    const pace = new Pace(new ManualClock(0), 4);
    expect(pace.reserve(6, 0)).toEqual({ ok: true, delaysMs: [0, 0, 0, 0, 250, 500] });
    expect(pace.reserve(1, 1_000)).toEqual({ ok: true, delaysMs: [750] });
  });

  it('gives back what would wait too long, without reserving anything', async () => {
    const clock = new ManualClock(0);
    const pace = new Pace(clock, 1);
    expect(pace.reserve(6, 5_000)).toMatchObject({ ok: true });
    expect(pace.reserve(1, 5_000)).toEqual({ ok: false, retryAfterMs: 6_000 });
    expect(pace.reserve(1, 5_000)).toEqual({ ok: false, retryAfterMs: 6_000 });
    await clock.advanceBy(1_000);
    expect(pace.reserve(1, 5_000)).toEqual({ ok: true, delaysMs: [5_000] });
  });

  it('is halved when the carrier says "too fast", once for a burst, and taken up again little by little', async () => {
    const clock = new ManualClock(0);
    const pace = new Pace(clock, 4);
    pace.slowDown();
    pace.slowDown();
    expect(pace.reserve(4, 10_000)).toEqual({ ok: true, delaysMs: [0, 0, 500, 1_000] });
    await clock.advanceBy(12_000);
    expect(pace.reserve(6, 10_000)).toEqual({ ok: true, delaysMs: [0, 0, 0, 0, 250, 500] });
    for (let words = 0; words < 100; words++) {
      pace.slowDown();
      await clock.advanceBy(1_000);
    }
    const slow = pace.reserve(2, 60_000);
    expect(slow.ok && slow.delaysMs[1]).toBeLessThan(16_000);
    expect(slow.ok && slow.delaysMs[1]).toBeGreaterThan(2_000);
  });

  it('is kept over any time, whatever is asked for', async () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 700 })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), asks, async (rate, asks) => {
        const clock = new ManualClock(0);
        const pace = new Pace(clock, rate);
        const leftAt: number[] = [];
        for (const [count, pauseMs] of asks) {
          const departures = pace.reserve(count, 5_000);
          if (departures.ok) leftAt.push(...departures.delaysMs.map(delayMs => clock.now() + delayMs));
          await clock.moveTo(clock.now() + pauseMs);
        }
        leftAt.sort((a, b) => a - b);
        // In any stretch of time: a second's worth, and what the rate adds.
        leftAt.forEach((from, first) => {
          leftAt.slice(first).forEach((to, more) => {
            expect(more + 1).toBeLessThanOrEqual(rate + Math.ceil(((to - from) * rate) / 1_000) + 1);
          });
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('room in the window', () => {
  const signal = new AbortController().signal;

  it('is for so many, and then for those who wait, in order', async () => {
    const slots = new Slots(2, new ManualClock(0));
    const got: number[] = [];
    const take = (name: number) => slots.take(1_000, signal).then(has => has && got.push(name));
    await Promise.all([take(1), take(2)]);
    const waiting = [take(3), take(4)];
    expect(slots.load).toBe(4);
    slots.free();
    await waiting[0];
    expect(got).toEqual([1, 2, 3]);
    slots.free();
    slots.free();
    await waiting[1];
    slots.free();
    expect([got, slots.load]).toEqual([[1, 2, 3, 4], 0]);
  });

  it('is waited for no longer than allowed, nor after the signal', async () => {
    const clock = new ManualClock(0);
    const slots = new Slots(1, clock);
    const abort = new AbortController();
    await slots.take(1_000, signal);
    const late = slots.take(1_000, signal);
    const aborted = slots.take(1_000, abort.signal);
    abort.abort();
    expect(await aborted).toBe(false);
    await clock.advanceBy(1_000);
    expect(await late).toBe(false);
    expect(await slots.take(1_000, abort.signal)).toBe(false);
    expect([slots.load, clock.timerCount]).toEqual([1, 0]);
  });
});
