import { ManualClock } from '../kernel/index.js';
import { Breaker, verdictOf } from './breaker.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const options = { breakerFailures: 3, breakerMinMs: 1000, breakerMaxMs: 3000 };

describe('The breaker of a carrier', () => {
  let clock: ManualClock;
  let breaker: Breaker;
  const fail = (times: number) => Array.from({ length: times }, () => breaker.hear('failed'));

  beforeEach(() => {
    clock = new ManualClock(MORNING);
    breaker = new Breaker(clock, options);
  });

  it('opens after failures in a row, and says so once', () => {
    expect(fail(2)).toEqual([undefined, undefined]);
    expect(breaker.state).toBe('closed');
    expect(fail(3)).toEqual(['down', undefined, undefined]);
    expect([breaker.state, breaker.openUntil]).toEqual(['open', MORNING + 1000]);
  });

  it('counts from the start again after a good answer', () => {
    fail(2);
    breaker.hear('well');
    fail(2);
    expect(breaker.state).toBe('closed');
  });

  it('takes "too fast" for neither', () => {
    fail(2);
    breaker.hear('none');
    expect(fail(1)).toEqual(['down']);
  });

  it('lets one through after a while; a good answer closes it', async () => {
    fail(3);
    await clock.advanceBy(999);
    expect(breaker.state).toBe('open');
    await clock.advanceBy(1);
    expect([breaker.state, breaker.openUntil]).toEqual(['half_open', undefined]);
    expect(breaker.hear('well')).toBe('up');
    expect(breaker.state).toBe('closed');
  });

  it('stays open for twice as long each time it fails again, up to a limit, and starts over once it was well', async () => {
    fail(3);
    for (const openMs of [2000, 3000, 3000]) {
      await clock.advanceTo(breaker.openUntil!);
      expect(fail(1)).toEqual([undefined]);
      expect(breaker.openUntil).toBe(clock.now() + openMs);
    }
    breaker.hear('well');
    fail(3);
    expect(breaker.openUntil).toBe(clock.now() + 1000);
  });
});

describe('What an answer says about its carrier', () => {
  it.each([
    [{ kind: 'accepted', parts: [] }, 'well'],
    [{ kind: 'unknown', cause: 'time-out' }, 'failed'],
    [{ kind: 'throttled', retryAfterMs: null, rawCode: '88' }, 'none'],
    [{ kind: 'throttled', retryAfterMs: null, rawCode: '20', scope: 'message' }, 'well'],
    [{ kind: 'rejected', reason: 'carrier_unavailable', rawCode: '8', permanent: false }, 'failed'],
    [{ kind: 'rejected', reason: 'memory_full', rawCode: '20', permanent: false }, 'well'],
    [{ kind: 'rejected', reason: 'unknown_subscriber', rawCode: '11', permanent: true }, 'well'],
  ] as const)('%j: %s', (result, verdict) => {
    expect(verdictOf(result)).toBe(verdict);
  });
});
