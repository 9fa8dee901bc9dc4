import { ManualClock } from './manual-clock.js';
import { ClockScheduler } from './periodic-work.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;

describe('Periodic work by the clock', () => {
  let clock: ManualClock;
  let scheduler: ClockScheduler;
  let problems: string[];

  beforeEach(() => {
    clock = new ManualClock(MORNING);
    problems = [];
    scheduler = new ClockScheduler(clock, problem => problems.push(problem));
  });

  it('is done at every interval, with the date at which it is done', async () => {
    const dates: number[] = [];
    scheduler.add({ name: 'prune', everyMs: HOUR_MS, run: now => Promise.resolve(void dates.push(now)) });
    await clock.advanceBy(3 * HOUR_MS);
    expect(dates).toEqual([1, 2, 3].map(hours => MORNING + hours * HOUR_MS));
  });

  it('is told when it fails, and done again', async () => {
    let runs = 0;
    const run = () => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error('The database is away.')) : Promise.resolve();
    };
    scheduler.add({ name: 'prune', everyMs: HOUR_MS, run });
    await clock.advanceBy(2 * HOUR_MS);
    expect(runs).toBe(2);
    expect(problems).toEqual(['Periodic work "prune" failed; it will run again in 3600000 ms.']);
  });

  it('never overlaps itself: the interval begins when it has ended', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve));
      running -= 1;
    };
    scheduler.add({ name: 'slow', everyMs: 1, run });
    await clock.moveTo(MORNING + 5);
    expect(most).toBe(1);
  });

  it('ends when it is stopped, even in the middle of a run', async () => {
    let runs = 0;
    const run = () => {
      runs += 1;
      scheduler.stop();
      return Promise.resolve();
    };
    scheduler.add({ name: 'prune', everyMs: HOUR_MS, run });
    await clock.advanceBy(10 * HOUR_MS);
    expect(runs).toBe(1);
    expect(clock.nextDueAt()).toBeUndefined();
  });
});
