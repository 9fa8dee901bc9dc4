import { ManualClock } from '@chappe/sms';
import { NEVER_ANSWER } from '@chappe/smpp';
import { submissionOf, Testbed } from '../testbed.contract-spec.js';
import { Pace } from './pace.js';

let bed: Testbed;
beforeEach(() => (bed = new Testbed()));
afterEach(() => bed.close());

const SECOND = 1_000;
const PATIENT = { withinMs: null };
const SHARED = { binds: 3, totalBinds: 4, totalRatePerSecond: 8 };

describe('a carrier that counts the binds of all processes', () => {
  it('tells the library what is allowed in all', () => {
    expect(bed.carrier(1, SHARED).capabilities.limits).toEqual({ binds: 4, ratePerSecond: 8 });
    expect(bed.carrier(1).capabilities.limits).toBeUndefined();
  });

  it('makes no bind before it is allowed to, and then as many as it may and wants', async () => {
    const { server, port } = await bed.centre();
    const carrier = bed.carrier(port, SHARED);
    await carrier.allot({ binds: 0, ratePerSecond: 0 }, PATIENT);
    await carrier.start(bed.ear);
    expect(server.sessions.size).toBe(0);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('other processes') });
    await carrier.allot({ binds: 2, ratePerSecond: 4 }, PATIENT);
    await bed.until('two are bound', () => carrier.stats.bound === 2);
    await carrier.allot({ binds: 4, ratePerSecond: 8 }, PATIENT);
    await bed.until('three are bound', () => carrier.stats.bound === 3);
    expect(carrier.health()).toEqual({ up: true });
  });

  it.each(['trx', 'tx+rx'] as const)(
    'leaves those that are too many, and keeps the rest (%s)',
    async bindMode => {
      const { carrier, server } = await bed.open({ ...SHARED, bindMode });
      const perBind = bindMode === 'trx' ? 1 : 2;
      expect(server.sessions.size).toBe(3 * perBind);
      await carrier.allot({ binds: 1, ratePerSecond: 2 }, PATIENT);
      await bed.until('they are gone', () => server.sessions.size === perBind);
      expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
      await bed.clock.advanceBy(600 * SECOND);
      expect(carrier.stats.bound).toBe(perBind);
    },
  );

  it('waits for answers before it leaves a bind', async () => {
    let answer = () => {};
    bed.answer = () => new Promise(resolve => (answer = () => resolve({ messageId: '1' })));
    const { carrier, server } = await bed.open({ totalBinds: 1 });
    const submitted = bed.submit(carrier, submissionOf('x'));
    await bed.until('it is there', () => bed.submitted.length === 1);
    const left = carrier.allot({ binds: 0, ratePerSecond: null }, PATIENT);
    await bed.clock.advanceBy(5 * SECOND);
    expect(server.sessions.size).toBe(1);
    answer();
    await left;
    expect(await submitted).toMatchObject({ kind: 'accepted' });
    await bed.until('it is gone', () => server.sessions.size === 0);
    expect(await bed.submit(carrier, submissionOf('y'))).toMatchObject({ kind: 'throttled' });
  });

  it('cuts what takes longer than it is given, when others may take over', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier, server } = await bed.open({ totalBinds: 1 });
    const submitted = bed.submit(carrier, submissionOf('x'));
    await bed.until('it is there', () => bed.submitted.length === 1);
    const left = carrier.allot({ binds: 0, ratePerSecond: null }, { withinMs: SECOND });
    await bed.clock.advanceBy(SECOND);
    await left;
    expect(await submitted).toMatchObject({ kind: 'unknown' });
    await bed.until('it is gone', () => server.sessions.size === 0);
  });

  it.each([
    [{ totalBinds: 0 }, 'totalBinds is 0; it must be a whole number from 1 to 1000, or null'],
    [{ totalRatePerSecond: 0.5 }, 'totalRatePerSecond is 0.5; it must be a whole number'],
    [{ totalBinds: 5, totalRatePerSecond: 4 }, 'must not be less than totalBinds (5)'],
  ])('is refused with limits that cannot be kept: %p', (given, mistake) => {
    expect(() => bed.carrier(1, given)).toThrow(mistake);
  });
});

describe('the pace of a part of a limit', () => {
  it('saves nothing up, because the limit holds for all in every second', async () => {
    const clock = new ManualClock(0);
    const pace = new Pace(clock, null);
    pace.allot(4);
    expect(pace.reserve(5, 0)).toEqual({ ok: true, delaysMs: [0, 250, 500, 750, 1_000] });
    await clock.advanceBy(60_000);
    expect(pace.reserve(3, 0)).toEqual({ ok: true, delaysMs: [0, 250, 500] });
  });

  it('tells how long what it promised at the former pace takes to leave', () => {
    const pace = new Pace(new ManualClock(0), null);
    expect(pace.allot(4)).toBe(0);
    pace.reserve(8, 0);
    expect(pace.allot(2)).toBe(2_000);
    expect(pace.reserve(2, 5_000)).toEqual({ ok: true, delaysMs: [2_000, 2_500] });
  });

  it('is that of the process where that is slower, and none at all without a part', () => {
    const pace = new Pace(new ManualClock(0), 2);
    pace.allot(10);
    expect(pace.reserve(2, 0)).toEqual({ ok: true, delaysMs: [0, 500] });
    pace.allot(0);
    expect(pace.reserve(1, 60_000)).toEqual({ ok: false, retryAfterMs: 1_000 });
  });
});
