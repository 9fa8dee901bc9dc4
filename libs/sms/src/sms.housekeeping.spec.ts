import { MemoryStorage } from '@chappe/testing';
import type { Delivery } from './delivery/index.js';
import { ManualClock, ManualMachine, SystemClock } from './kernel/index.js';
import { Housekeeping } from './sms.housekeeping.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('The housework of hosts that share a database', () => {
  const clock = new ManualClock(MORNING);
  const storage = new MemoryStorage();
  const done: string[] = [];
  const problems: string[] = [];
  const hostOf = (name: string) => {
    const note = async () => void done.push(`${name} ${(clock.now() - MORNING) / MINUTE_MS}`);
    const delivery = { matchOrphans: async () => {}, pruneOrphans: note } as unknown as Delivery;
    return new Housekeeping(storage, clock, delivery, undefined, problem => problems.push(problem));
  };

  it('is done by one of them each time, and by another when that one is gone', async () => {
    const [first, second] = [hostOf('first'), hostOf('second')];
    first.start();
    await clock.advanceBy(10 * MINUTE_MS);
    second.start();
    await clock.advanceBy(2 * HOUR_MS);
    expect(done).toEqual(['first 60', 'first 120']);
    first.stop();
    await clock.advanceBy(2 * HOUR_MS);
    expect(done.slice(2)).toEqual(['second 190', 'second 250']);
    second.stop();
    expect(problems).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });

  it('forgets nothing by a date that has jumped, until an hour has shown that it stays', async () => {
    const time = new ManualClock(MORNING);
    const machine = new ManualMachine(time);
    const system = new SystemClock(machine);
    const forgotten: number[] = [];
    const pruneOrphans = async (now: number) => void forgotten.push(now - MORNING);
    const delivery = { matchOrphans: async () => {}, pruneOrphans } as unknown as Delivery;
    const housekeeping = new Housekeeping(new MemoryStorage(), system, delivery, undefined, () => undefined);
    housekeeping.start();
    await time.advanceBy(10 * MINUTE_MS);
    machine.setClock(72 * HOUR_MS);
    await time.advanceBy(59 * MINUTE_MS);
    expect(forgotten).toEqual([10 * MINUTE_MS]);
    await time.advanceBy(HOUR_MS);
    expect(forgotten.length).toBeGreaterThan(1);
    housekeeping.stop();
  });
});
