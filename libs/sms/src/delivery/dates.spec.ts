import { ManualClock, ManualMachine, type Instant } from '../kernel/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import {
  HOUR_MS,
  MINUTE_MS,
  MORNING,
  NEVER,
  Platform,
  SECOND_MS,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
} from './platform.contract-spec.js';

const { leaseMs, answerMaxMs } = defaultDeliveryOptions;
const DAY_MS = 24 * HOUR_MS;
/** Two processes that share a database look after one another this often. */
const SHARED = { isShared: true, safetyIntervalMs: Math.ceil(leaseMs / 3) };

/** Several machines on one database, of which each has a date of its own. */
class Machines {
  /** How far the date of the database is from that of the test. */
  databaseAheadMs = 0;
  time!: ManualClock;

  private constructor(private readonly tells: boolean) {}

  static async open(aheadMs: number, settings = {}, tells = true) {
    const machines = new Machines(tells);
    const machine = new LateMachine(aheadMs);
    const first = await Platform.open({ ...SHARED, ...settings, ...machines.on(machine) });
    return { machines, machine, first };
  }

  private on(machine: LateMachine) {
    const carriers = (time: ManualClock) => {
      this.time = time;
      machine.boot(time);
      return [new ScriptedCarrier(time, YES)];
    };
    const date = (): Instant => this.time.now() + this.databaseAheadMs;
    return { carriers, machine, ...(this.tells && { date }) };
  }

  join(first: Platform, aheadMs: number): Promise<Platform> {
    return first.joinedBy({ ...SHARED, ...this.on(new LateMachine(aheadMs)) });
  }
}

/** A machine of which it is known how wrong it is before it is known when it starts. */
class LateMachine {
  private machine!: ManualMachine;
  constructor(private readonly aheadMs: number) {}
  boot(time: ManualClock): void {
    this.machine = new ManualMachine(time, this.aheadMs);
  }
  wallNow = () => this.machine.wallNow();
  elapsed = () => this.machine.elapsed();
  after: ManualMachine['after'] = (delayMs, run) => this.machine.after(delayMs, run);
  setClock = (byMs: number) => this.machine.setClock(byMs);
}

async function handedOver(first: Platform) {
  let answer = () => {};
  first.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
  const id = await first.send();
  expect((await first.message(id)).state).toBe('submitting');
  return { id, answer: () => answer() };
}

async function expectNoDoubt(first: Platform, beside: Platform, id: string) {
  const timeline = await first.timeline(id);
  expect(timeline.map(move => move.split(' ')[1])).toEqual(['queued', 'submitting', 'sent']);
  expect(beside.carrier.submissions).toHaveLength(0);
}

describe('Processes on one database', () => {
  it.each([90 * SECOND_MS, -90 * SECOND_MS, 3 * DAY_MS, -3 * DAY_MS])(
    'let each other be, though the machine of one is %i ms ahead',
    async aheadMs => {
      const { machines, first } = await Machines.open(0);
      const beside = await machines.join(first, aheadMs);
      const { id, answer } = await handedOver(first);
      await first.clock.advanceBy(answerMaxMs - 1);
      answer();
      await first.clock.settle();
      await expectNoDoubt(first, beside, id);
      expect(beside.problems).toEqual([expect.stringContaining('The clock of this machine')]);
      expect(beside.delivery.status().clockSkewMs).toBe(aheadMs);
    },
  );

  it.each([DAY_MS, -DAY_MS, 20 * SECOND_MS, -20 * SECOND_MS])(
    'let each other be, though the date of the database is set by %i ms',
    async byMs => {
      const { machines, first } = await Machines.open(0);
      const beside = await machines.join(first, 0);
      await first.clock.advanceBy(MINUTE_MS);
      const { id, answer } = await handedOver(first);
      await first.clock.advanceBy(5 * SECOND_MS);
      machines.databaseAheadMs = byMs;
      await first.clock.advanceBy(answerMaxMs - 6 * SECOND_MS);
      answer();
      await first.clock.settle();
      await expectNoDoubt(first, beside, id);
    },
  );

  it('take over what a dead one left under a lease of a date that is no more', async () => {
    const { machines, first } = await Machines.open(0);
    const heir = await machines.join(first, 0);
    await first.clock.advanceBy(MINUTE_MS);
    first.carrier.will(NEVER);
    const id = await first.send();
    first.kill();
    machines.databaseAheadMs = -DAY_MS;
    await first.clock.advanceBy(leaseMs + 2 * SHARED.safetyIntervalMs);
    expect((await heir.message(id)).state).toBe('in_doubt');
  });

  it('expire nothing by a date that is set right again within a minute', async () => {
    const { machines, first } = await Machines.open(0);
    await first.delivery.pause('semaphore');
    const id = await first.send();
    machines.databaseAheadMs = VALIDITY_MS + HOUR_MS;
    await first.clock.advanceBy(50 * SECOND_MS);
    machines.databaseAheadMs = 0;
    await first.clock.advanceBy(5 * MINUTE_MS);
    expect((await first.message(id)).state).toBe('queued');
  });
});

describe('A process that has its database to itself', () => {
  it.each([DAY_MS, -DAY_MS])('keeps what it has in hand, though its machine is set by %i ms', async byMs => {
    const { machine, first } = await Machines.open(0, { isShared: false }, false);
    const { id, answer } = await handedOver(first);
    await first.clock.advanceBy(SECOND_MS);
    machine.setClock(byMs);
    await first.clock.advanceBy(answerMaxMs - 2 * SECOND_MS);
    answer();
    await first.clock.settle();
    expect((await first.message(id)).state).toBe('sent');
    expect((await first.timeline(id)).map(move => move.split(' ')[1])).not.toContain('in_doubt');
  });

  it('sends at a date that comes sooner because its machine is set right', async () => {
    const { machine, first } = await Machines.open(-DAY_MS, { isShared: false }, false);
    const id = await first.send({ scheduledAt: MORNING });
    machine.setClock(DAY_MS);
    await first.clock.advanceBy(2 * MINUTE_MS);
    expect((await first.message(id)).state).toBe('sent');
  });
});
