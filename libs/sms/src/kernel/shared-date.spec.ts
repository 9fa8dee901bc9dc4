import { ManualClock } from './manual-clock.js';
import { ManualMachine } from './manual-machine.js';
import { SystemClock } from './system-clock.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A database whose date may be wrong, and whose answers take time. */
class DatedStorage {
  aheadMs = 0;
  isAway = false;
  /** How long questions take to arrive, one after the other; the last for ever. */
  delaysMs = [0];
  asked = 0;

  constructor(private readonly time: ManualClock) {}

  async now(): Promise<number> {
    this.asked += 1;
    if (this.isAway) throw new Error('The database is away.');
    const [delayMs] = this.delaysMs.length > 1 ? this.delaysMs.splice(0, 1) : this.delaysMs;
    if (delayMs === 0) return this.time.now() + this.aheadMs;
    const told = Promise.withResolvers<number>();
    // As long there as back.
    this.time.after(delayMs!, () => {
      const date = this.time.now() + this.aheadMs;
      this.time.after(delayMs!, () => told.resolve(date));
    });
    return told.promise;
  }
}

describe('A system clock', () => {
  let time: ManualClock;
  let storage: DatedStorage;
  let reports: string[];
  const report = (what: string) => void reports.push(what);

  beforeEach(() => {
    time = new ManualClock(MORNING);
    storage = new DatedStorage(time);
    reports = [];
  });

  async function following(aheadMs = 0) {
    const machine = new ManualMachine(time, aheadMs);
    const clock = new SystemClock(machine);
    await clock.follow(storage, { report });
    return { machine, clock };
  }

  describe('that follows nothing', () => {
    it('stands still rather than go back, where its machine is set back a little', () => {
      const machine = new ManualMachine(time);
      const clock = new SystemClock(machine);
      machine.setClock(-400);
      expect(clock.now()).toBe(MORNING);
      expect(clock.sinceJumpMs()).toBe(Infinity);
    });

    it.each([DAY_MS, -DAY_MS])(
      'goes with its machine where that is set by %i ms, and knows it',
      async byMs => {
        const machine = new ManualMachine(time);
        const clock = new SystemClock(machine);
        machine.setClock(byMs);
        expect(clock.now()).toBe(MORNING + byMs);
        await time.advanceBy(5 * SECOND_MS);
        expect(clock.now()).toBe(MORNING + byMs + 5 * SECOND_MS);
        expect(clock.sinceJumpMs()).toBe(5 * SECOND_MS);
      },
    );

    it('calls at a date that comes sooner because the machine was set ahead, though nobody asks for the date', async () => {
      const machine = new ManualMachine(time);
      const clock = new SystemClock(machine);
      const called: number[] = [];
      clock.at(MORNING + DAY_MS, () => void called.push(time.now() - MORNING));
      machine.setClock(DAY_MS);
      await time.advanceBy(MINUTE_MS);
      expect(called).toHaveLength(1);
      expect(time.timerCount).toBe(0);
    });

    it('measures what passes alike, however its machine is set', async () => {
      const machine = new ManualMachine(time);
      const clock = new SystemClock(machine);
      const before = clock.elapsed();
      machine.setClock(-DAY_MS);
      await time.advanceBy(MINUTE_MS);
      expect(clock.elapsed() - before).toBe(MINUTE_MS);
    });
  });

  describe('that follows a storage', () => {
    it('shows the date of the storage, and tells how far its machine is ahead', async () => {
      const { clock } = await following(3 * DAY_MS);
      expect(clock.now()).toBe(MORNING);
      expect(clock.skewMs()).toBe(3 * DAY_MS);
      expect(reports).toEqual([expect.stringContaining('259200.0 s ahead of that of the database')]);
    });

    it('says it once, and once more when it is over', async () => {
      const { machine } = await following(-MINUTE_MS);
      await time.advanceBy(5 * MINUTE_MS);
      expect(reports).toHaveLength(1);
      machine.setClock(MINUTE_MS);
      await time.advanceBy(5 * MINUTE_MS);
      expect(reports).toHaveLength(2);
      expect(reports[1]).toContain('agrees');
    });

    it('adds half of the time that the quickest answer took', async () => {
      storage.delaysMs = [400, 30, 900];
      const clock = new SystemClock(new ManualMachine(time, DAY_MS));
      const anchored = clock.follow(storage, { report });
      await time.advanceBy(3 * SECOND_MS);
      await anchored;
      expect(clock.now()).toBe(time.now());
    });

    it('does not care how its machine is set', async () => {
      const { machine, clock } = await following();
      for (const byMs of [DAY_MS, -3 * DAY_MS, 40]) {
        machine.setClock(byMs);
        expect(clock.now()).toBe(time.now());
        await time.advanceBy(MINUTE_MS);
        expect(clock.now()).toBe(time.now());
      }
      expect(clock.sinceJumpMs()).toBe(Infinity);
    });

    it('asks the storage as soon as it sees that its machine was set: it may have slept', async () => {
      const { machine, clock } = await following();
      const { asked } = storage;
      machine.setClock(MINUTE_MS);
      clock.now();
      await time.settle();
      expect(storage.asked).toBeGreaterThan(asked);
    });

    it('stands still rather than go back for a small difference', async () => {
      const { clock } = await following();
      storage.aheadMs = -300;
      const before = clock.now();
      await clock.confirm();
      expect(clock.now()).toBe(before);
      await time.advanceBy(SECOND_MS);
      expect(clock.now()).toBe(before + 700);
      expect(clock.sinceJumpMs()).toBe(Infinity);
    });

    it('learns nothing from an answer that took too long to know better', async () => {
      const { clock } = await following();
      storage.delaysMs = [200];
      storage.aheadMs = 150;
      const confirmed = clock.confirm();
      await time.advanceBy(3 * SECOND_MS);
      await confirmed;
      expect(clock.now()).toBe(time.now());
    });

    it.each([DAY_MS, -DAY_MS, 2 * SECOND_MS])(
      'follows a jump of %i ms within half a minute, timers for dates included, and says so',
      async byMs => {
        const { clock } = await following();
        const called: number[] = [];
        clock.at(MORNING + DAY_MS + 30 * SECOND_MS, () => void called.push(time.now()));
        clock.after(31 * SECOND_MS, () => void called.push(0));
        storage.aheadMs = byMs;
        await time.advanceBy(30 * SECOND_MS);
        expect(clock.now()).toBe(time.now() + byMs);
        expect(reports[0]).toContain('The date of the database is');
        await time.advanceBy(SECOND_MS);
        expect(clock.sinceJumpMs()).toBe(SECOND_MS);
        expect(called).toEqual(byMs === DAY_MS ? [MORNING + 30 * SECOND_MS, 0] : [0]);
      },
    );

    it('disagrees with a date that the storage cannot have told, and has jumped then', async () => {
      const { clock } = await following();
      const since = clock.elapsed();
      await time.advanceBy(5 * SECOND_MS);
      expect(clock.agreesWith(MORNING, since)).toBe(true);
      expect(clock.agreesWith(MORNING + 5 * SECOND_MS, since)).toBe(true);
      expect(clock.sinceJumpMs()).toBe(Infinity);
      expect(clock.agreesWith(MORNING - 1001, since)).toBe(false);
      expect(clock.agreesWith(MORNING + 6001, since)).toBe(false);
      expect(clock.sinceJumpMs()).toBe(0);
    });

    it('goes on by itself while the storage is away, and compares again when it is back', async () => {
      const { clock } = await following();
      storage.isAway = true;
      await time.advanceBy(5 * MINUTE_MS);
      expect(clock.now()).toBe(time.now());
      storage.isAway = false;
      storage.aheadMs = DAY_MS;
      await time.advanceBy(30 * SECOND_MS);
      expect(clock.now()).toBe(time.now() + DAY_MS);
    });

    it('does not begin without it', async () => {
      storage.isAway = true;
      await expect(new SystemClock(new ManualMachine(time)).follow(storage, { report })).rejects.toThrow(
        'away',
      );
    });

    it('leaves nothing behind when it ends', async () => {
      const { clock } = await following(DAY_MS);
      clock.unfollow();
      expect(clock.now()).toBe(MORNING + DAY_MS);
      expect(time.timerCount).toBe(0);
    });
  });
});
