import fc from 'fast-check';
import { ManualClock } from '../kernel/index.js';
import { Carrier, type CarrierCapabilities, type CarrierHealth, type SubmissionResult } from './carrier.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import { Lane } from './lane.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

class Idle extends Carrier {
  readonly name = 'idle';
  constructor(readonly capabilities: CarrierCapabilities) {
    super();
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  submit(): Promise<SubmissionResult> {
    return Promise.resolve({ kind: 'unknown', cause: '' });
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
  health(): CarrierHealth {
    return { up: true };
  }
}

const YES: SubmissionResult = { kind: 'accepted', parts: [] };
const tooFast = (retryAfterMs: number | null = null): SubmissionResult => ({
  kind: 'throttled',
  retryAfterMs,
  rawCode: '88',
});

describe('The lane to a carrier', () => {
  let clock: ManualClock;
  const laneOf = (capabilities: Partial<CarrierCapabilities>) =>
    new Lane(
      new Idle({ windowSize: 8, ratePerSecond: null, deduplicates: false, ...capabilities }),
      clock,
      defaultDeliveryOptions,
    );
  /** Hands over one message and hears the answer. */
  const hear = (lane: Lane, answer: SubmissionResult) => {
    lane.end(answer, lane.begin());
  };

  beforeEach(() => {
    clock = new ManualClock(MORNING);
  });

  it('goes on with others when one message is to wait, however long', () => {
    const lane = laneOf({});
    hear(lane, { ...tooFast(180_000), scope: 'message' } as SubmissionResult);
    expect([lane.free, lane.nextFreeAt]).toEqual([8, undefined]);
  });

  it('gives no more at once than the window of the carrier', () => {
    const lane = laneOf({ windowSize: 3 });
    expect(lane.free).toBe(3);
    const handovers = Array.from({ length: 3 }, () => lane.begin());
    expect([lane.free, lane.submissionsInFlight]).toEqual([0, 3]);
    // Only an answer makes room.
    expect(lane.nextFreeAt).toBeUndefined();
    lane.end(YES, handovers[0]!);
    expect([lane.free, lane.submissionsInFlight]).toEqual([1, 2]);
  });

  it('gives no more in a second than the rate of the carrier, and says when it can go on', async () => {
    const lane = laneOf({ ratePerSecond: 4 });
    for (let index = 0; index < 4; index += 1) hear(lane, YES);
    expect([lane.free, lane.nextFreeAt]).toEqual([0, MORNING + 250]);
    await clock.advanceBy(249);
    expect(lane.free).toBe(0);
    await clock.advanceBy(1);
    expect(lane.free).toBe(1);
    await clock.advanceBy(60_000);
    expect(lane.free).toBe(4);
  });

  it('serves a carrier that takes less than one a second', async () => {
    const lane = laneOf({ ratePerSecond: 0.1 });
    expect(lane.free).toBe(1);
    hear(lane, YES);
    expect([lane.free, lane.nextFreeAt]).toEqual([0, MORNING + 10_000]);
    await clock.advanceBy(10_000);
    expect(lane.free).toBe(1);
  });

  it('never gives more than the rate allows over any time, whatever the carrier answers', async () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(700), wanted: fc.nat(20) }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 50 }), async (given, ratePerSecond) => {
        clock = new ManualClock(MORNING, () => Promise.resolve());
        const lane = laneOf({ ratePerSecond, windowSize: 1000 });
        let handed = 0;
        for (const { waitMs, wanted } of given) {
          await clock.advanceBy(waitMs);
          for (let index = Math.min(wanted, lane.free); index > 0; index -= 1) {
            hear(lane, YES);
            handed += 1;
          }
          // One second's worth may be saved up.
          expect(handed).toBeLessThanOrEqual(ratePerSecond * (1 + (clock.now() - MORNING) / 1000) + 1e-6);
        }
      }),
    );
  });

  it('halves its window when the carrier says too fast, and grows by one for every yes', async () => {
    const lane = laneOf({ windowSize: 8 });
    hear(lane, tooFast(1000));
    await clock.advanceBy(1000);
    expect(lane.free).toBe(4);
    hear(lane, YES);
    expect(lane.free).toBe(5);
    for (let index = 0; index < 10; index += 1) hear(lane, YES);
    expect(lane.free).toBe(8);
  });

  it('never closes its window for good', async () => {
    const lane = laneOf({ windowSize: 4 });
    for (let index = 0; index < 6; index += 1) {
      hear(lane, tooFast(1000));
      await clock.advanceBy(1000);
    }
    expect(lane.free).toBe(1);
  });

  it('takes the answers to one burst for one: those that come in the pause were sent before it', async () => {
    const lane = laneOf({ windowSize: 8 });
    const handovers = Array.from({ length: 8 }, () => lane.begin());
    for (const handover of handovers) lane.end(tooFast(1000), handover);
    expect([lane.free, lane.nextFreeAt]).toEqual([0, MORNING + 1000]);
    await clock.advanceBy(1000);
    expect(lane.free).toBe(4);
  });

  it('pauses until the latest date that the carrier says', () => {
    const lane = laneOf({});
    const handovers = Array.from({ length: 3 }, () => lane.begin());
    [1000, 5000, 2000].forEach((retryAfterMs, index) => lane.end(tooFast(retryAfterMs), handovers[index]!));
    expect(lane.nextFreeAt).toBe(MORNING + 5000);
  });

  it('pauses longer at each repetition when the carrier does not say until when, up to the longest', async () => {
    const lane = laneOf({});
    const pauses: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      hear(lane, tooFast());
      pauses.push((lane.nextFreeAt! - clock.now()) / 1000);
      await clock.advanceTo(lane.nextFreeAt!);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    hear(lane, YES);
    hear(lane, tooFast());
    expect(lane.nextFreeAt! - clock.now()).toBe(1000);
  });

  it('pauses as long as the carrier says, and does not learn from that', async () => {
    const lane = laneOf({});
    for (let index = 0; index < 3; index += 1) {
      hear(lane, tooFast(700));
      expect(lane.nextFreeAt! - clock.now()).toBe(700);
      await clock.advanceBy(700);
    }
    hear(lane, tooFast());
    expect(lane.nextFreeAt! - clock.now()).toBe(1000);
  });

  it('pauses although the carrier says "at once": the same answer would come for ever', () => {
    const lane = laneOf({});
    hear(lane, tooFast(0));
    expect(lane.nextFreeAt).toBe(MORNING + 1000);
  });

  it('keeps its pace when an answer never comes', () => {
    const lane = laneOf({ windowSize: 8 });
    hear(lane, { kind: 'unknown', cause: 'time-out' });
    expect(lane.free).toBe(8);
  });

  describe('of a carrier that is tried again after it failed', () => {
    const FAILED: SubmissionResult = { kind: 'unknown', cause: 'time-out' };

    /** It failed as often as it takes while `late` handovers were under way, and the time for a try has come. */
    async function halfOpen(late: number) {
      const lane = laneOf({ windowSize: 8 });
      const handovers = Array.from({ length: late }, () => lane.begin());
      for (let index = 0; index < defaultDeliveryOptions.breakerFailures; index += 1) hear(lane, FAILED);
      await clock.advanceBy(defaultDeliveryOptions.breakerMinMs);
      return { lane, handovers };
    }

    it('gives it one message and no more, though answers come to what had left before', async () => {
      const { lane, handovers } = await halfOpen(2);
      expect(lane.free).toBe(1);
      const probe = lane.begin();
      lane.end(tooFast(null), handovers[0]!);
      await clock.advanceTo(lane.nextFreeAt!);
      expect([lane.breakerState, lane.free]).toEqual(['half_open', 0]);
      lane.end(FAILED, handovers[1]!);
      expect([lane.breakerState, lane.free]).toEqual(['half_open', 0]);
      expect(lane.end(YES, probe)).toBe('up');
      expect(lane.free).toBeGreaterThan(1);
    });

    it('does not put the try off because something that had left before was not answered', async () => {
      const { lane, handovers } = await halfOpen(2);
      for (const handover of handovers) lane.end(FAILED, handover);
      expect([lane.breakerState, lane.free]).toEqual(['half_open', 1]);
    });

    it('tries it again although an earlier try has never been answered, once it was well and failed since', async () => {
      const { lane, handovers } = await halfOpen(1);
      lane.begin();
      expect(lane.end(YES, handovers[0]!)).toBe('up');
      for (let index = 0; index < defaultDeliveryOptions.breakerFailures; index += 1) hear(lane, FAILED);
      await clock.advanceBy(defaultDeliveryOptions.breakerMinMs);
      expect([lane.breakerState, lane.free]).toEqual(['half_open', 1]);
    });
  });
});
