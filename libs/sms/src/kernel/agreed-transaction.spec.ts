import { agreedTransaction } from './agreed-transaction.js';
import { LeaseHold } from './lease-hold.js';
import { ManualClock } from './manual-clock.js';
import { ManualMachine } from './manual-machine.js';
import { Storage, Transaction } from './storage.js';
import { SystemClock } from './system-clock.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const DAY_MS = 86_400_000;
const LEASE_MS = 10_000;

/** A shared database that keeps lists of dates. */
class DatedStorage extends Storage {
  aheadMs = 0;
  /** By how much its date is set at each transaction. */
  restlessMs = 0;
  readonly kept: number[] = [];

  constructor(private readonly time: ManualClock) {
    super();
  }
  override get isShared(): boolean {
    return true;
  }
  override now = () => Promise.resolve(this.time.now() + this.aheadMs);
  open = () => Promise.resolve();
  close = () => Promise.resolve();
  ping = () => Promise.resolve();
  onAnnounced = () => () => {};
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.aheadMs += this.restlessMs;
    const before = this.kept.length;
    try {
      return await work({ ...noRepositories, beganAt: this.now });
    } catch (cause) {
      this.kept.length = before;
      throw cause;
    }
  }
  read = <T>(work: (tx: Transaction) => Promise<T>) => this.transaction(work);
}

const noRepositories: Pick<Transaction, 'get' | 'announce'> = {
  get: () => {
    throw new Error('There is none.');
  },
  announce: () => undefined,
};

describe('A transaction that gives or judges leases', () => {
  let time: ManualClock;
  let storage: DatedStorage;
  let clock: SystemClock;
  const keep = () =>
    agreedTransaction(storage, clock, async (_, now) => {
      storage.kept.push(now);
    });

  beforeEach(async () => {
    time = new ManualClock(MORNING);
    storage = new DatedStorage(time);
    clock = new SystemClock(new ManualMachine(time, 3 * DAY_MS));
    await clock.follow(storage, { report: () => undefined, everyMs: null });
  });

  it.each([DAY_MS, -DAY_MS])(
    'keeps nothing that was decided before the date was set by %i ms, and is done again by the new one',
    async byMs => {
      await keep();
      storage.aheadMs = byMs;
      await keep();
      expect(storage.kept).toEqual([MORNING, MORNING + byMs]);
      expect(clock.sinceJumpMs()).toBe(0);
    },
  );

  it('gives up where the date is set again and again', async () => {
    storage.restlessMs = DAY_MS;
    await expect(keep()).rejects.toMatchObject({ code: 'date_disagrees' });
    expect(storage.kept).toEqual([]);
  });

  it('passes on what the work throws', async () => {
    const failure = new Error('no');
    await expect(agreedTransaction(storage, clock, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  describe('judges no lease of others', () => {
    it('for one lease after the start, and then looks once for those of a date that is no more', async () => {
      const hold = new LeaseHold(storage, clock, LEASE_MS);
      expect(hold.leftMs).toBe(LEASE_MS);
      expect(hold.straysAfter(clock.now())).toBeUndefined();
      await time.advanceBy(LEASE_MS);
      expect(hold.leftMs).toBe(0);
      expect(hold.straysAfter(clock.now())).toBeGreaterThan(clock.now() + LEASE_MS);
      hold.noStraysLeft();
      expect(hold.straysAfter(clock.now())).toBeUndefined();
    });

    it('for one lease after a jump', async () => {
      const hold = new LeaseHold(storage, clock, LEASE_MS);
      await time.advanceBy(LEASE_MS);
      expect(hold.leftMs).toBe(0);
      storage.aheadMs = -DAY_MS;
      await keep();
      expect(hold.leftMs).toBe(LEASE_MS);
      await time.advanceBy(LEASE_MS);
      expect(hold.leftMs).toBe(0);
      expect(hold.straysAfter(clock.now())).toBeDefined();
    });
  });
});
