import fc from 'fast-check';
import type { ManualClock } from '../kernel/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import { allotmentOf, slotsIn, type Allotment, type CarrierLimits } from './limits.js';
import { MORNING, Platform, SECOND_MS, ScriptedCarrier, YES, numbers } from './platform.contract-spec.js';
import { claimSlots } from './slots.js';

const { leaseMs } = defaultDeliveryOptions;
/** What a host may count on when a process dies. */
const TAKEN_OVER_WITHIN_MS = 15 * SECOND_MS;

/** An operator that counts what all processes do together. */
class Operator {
  private readonly binds = new Map<object, number>();
  readonly departures: number[] = [];
  mostBinds = 0;

  get bindCount(): number {
    return [...this.binds.values()].reduce((sum, count) => sum + count, 0);
  }

  /** A process holds so many binds from now on. */
  hold(process: object, count: number): void {
    this.binds.set(process, count);
    this.mostBinds = Math.max(this.mostBinds, this.bindCount);
  }

  /** The most messages that it was given within any second. */
  get busiestSecond(): number {
    return Math.max(
      0,
      ...this.departures.map(
        (from, index) => this.departures.slice(index).filter(at => at < from + SECOND_MS).length,
      ),
    );
  }
}

/** The line of one process to the operator. Leaving binds takes it a while. */
class Line extends ScriptedCarrier {
  private allowed = 0;
  private call = 0;

  constructor(
    private readonly time: ManualClock,
    private readonly operator: Operator,
    limits: CarrierLimits,
    private readonly leavesInMs: number,
  ) {
    super(time, YES, { limits });
    this.script = submission => {
      operator.departures.push(time.now() - MORNING);
      return YES(submission);
    };
  }

  get binds(): number {
    return this.allowed;
  }

  override async allot({ binds }: Allotment): Promise<void> {
    const call = ++this.call;
    const wanted = binds ?? 0;
    if (wanted < this.allowed) await new Promise<void>(done => void this.time.after(this.leavesInMs, done));
    if (call !== this.call || this.stopped) return;
    this.allowed = wanted;
    this.operator.hold(this, wanted);
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.operator.hold(this, 0);
  }
}

/** Several processes on one database, and the operator that they share. */
class Cluster {
  readonly operator = new Operator();
  readonly nodes: Platform[] = [];

  private constructor(
    readonly limits: CarrierLimits,
    private readonly leavesInMs: number,
  ) {}

  static async of(limits: CarrierLimits, count: number, leavesInMs = 200): Promise<Cluster> {
    const cluster = new Cluster(limits, leavesInMs);
    for (let index = 0; index < count; index += 1) await cluster.join();
    return cluster;
  }

  get clock(): ManualClock {
    return this.anybody.clock;
  }
  get anybody(): Platform {
    return this.nodes[0]!;
  }

  /** Another process starts. */
  async join(): Promise<Platform> {
    const settings = {
      isShared: true,
      carriers: (clock: ManualClock) => [new Line(clock, this.operator, this.limits, this.leavesInMs)],
    };
    const [beside] = this.nodes;
    const node = await (beside ? beside.joinedBy(settings) : Platform.open({ ...settings, credit: 1e12 }));
    this.nodes.push(node);
    return node;
  }

  /** A process dies, and its connections with it. */
  kill(node: Platform): void {
    node.kill();
    this.operator.hold(node.carrier, 0);
  }

  async stop(node: Platform): Promise<void> {
    const stopping = node.delivery.stop();
    await this.clock.advanceBy(3 * SECOND_MS);
    await stopping;
  }

  held(): number[] {
    return this.nodes.map(node => node.delivery.status().carriers[0]!.slots!.held);
  }
}

const BINDS = { binds: 4, ratePerSecond: null };

describe('A limit on binds that holds for all processes', () => {
  it('is for one to use as long as it is alone, and shared with who comes, never exceeded meanwhile', async () => {
    const cluster = await Cluster.of(BINDS, 1);
    expect(cluster.operator.bindCount).toBe(4);
    await cluster.join();
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(cluster.held()).toEqual([2, 2]);
    await cluster.join();
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(cluster.held().sort()).toEqual([1, 1, 2]);
    expect(cluster.operator).toMatchObject({ bindCount: 4, mostBinds: 4 });
  });

  it('is taken up whole by the others soon after a process died', async () => {
    const cluster = await Cluster.of(BINDS, 3);
    await cluster.clock.advanceBy(10 * SECOND_MS);
    cluster.kill(cluster.nodes[1]!);
    await cluster.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    expect(cluster.operator).toMatchObject({ bindCount: 4, mostBinds: 4 });
  });

  it('is taken up at once when a process was stopped', async () => {
    const cluster = await Cluster.of(BINDS, 2);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    await cluster.stop(cluster.nodes[1]!);
    expect(cluster.operator).toMatchObject({ bindCount: 4, mostBinds: 4 });
    expect(cluster.held()[0]).toBe(4);
  });

  it('makes who comes too many wait, until somebody leaves', async () => {
    const cluster = await Cluster.of({ binds: 1, ratePerSecond: null }, 2);
    const idle = cluster.nodes[1]!;
    expect(cluster.held()).toEqual([1, 0]);
    const id = await idle.send();
    expect(idle.carrier.submissions).toHaveLength(0);
    expect((await idle.message(id)).state).toBe('sent');
    cluster.kill(cluster.nodes[0]!);
    await cluster.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    await idle.send();
    expect(idle.carrier.submissions).toHaveLength(1);
  });

  it('is kept by a process that lost its database: it leaves its binds before others take them', async () => {
    const cluster = await Cluster.of(BINDS, 2);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    const [cut, other] = cluster.nodes as [Platform, Platform];
    cut.line.cut = true;
    await cluster.clock.advanceBy(leaseMs);
    expect((cut.carrier as Line).binds).toBe(0);
    await cluster.clock.advanceBy(leaseMs);
    expect((other.carrier as Line).binds).toBe(4);
    cut.line.cut = false;
    await cluster.clock.advanceBy(leaseMs);
    expect(cluster.held()).toEqual([2, 2]);
    expect(cluster.operator.mostBinds).toBe(4);
    expect(cut.problems.join()).toContain('left to other processes');
  });

  it('waits with what a carrier cannot leave', async () => {
    const cluster = await Cluster.of(BINDS, 1, 30 * SECOND_MS);
    await cluster.join();
    await cluster.clock.advanceBy(29 * SECOND_MS);
    expect(cluster.operator.bindCount).toBe(4);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(cluster.held()).toEqual([2, 2]);
    expect(cluster.operator.mostBinds).toBe(4);
  });

  it('keeps no process from stopping, though the database says nothing any more', async () => {
    const cluster = await Cluster.of(BINDS, 2);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    const silent = cluster.nodes[1]!;
    silent.silenceDatabase();
    const stopping = silent.delivery.stop();
    await cluster.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    await stopping;
    expect(silent.problems.join()).toContain('could not be given back');
    await cluster.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    expect(cluster.held()[0]).toBe(4);
    expect(cluster.operator.mostBinds).toBe(4);
  });

  it('is nothing to share on a database that one process has to itself', async () => {
    const operator = new Operator();
    const platform = await Platform.open({ carriers: clock => [new Line(clock, operator, BINDS, 0)] });
    expect(operator.bindCount).toBe(4);
    expect(platform.delivery.status().carriers[0]!.slots).toEqual({ held: 4, total: 4 });
    expect(platform.clock.timerCount).toBe(0);
    await platform.delivery.stop();
  });
});

describe('A limit on messages a second that holds for all processes', () => {
  const RATE = { binds: null, ratePerSecond: 30 };

  it('is used whole by one, by two, and by those who are left', async () => {
    const cluster = await Cluster.of(RATE, 2);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    await cluster.anybody.sendMany({ to: numbers(100) });
    for (let batch = 0; batch < 9; batch += 1) await cluster.anybody.sendMany({ to: numbers(100) });
    await cluster.clock.advanceBy(10 * SECOND_MS);
    // In the first second what had not been used before may leave at once.
    expect(cluster.operator.departures.length).toBeGreaterThanOrEqual(300);
    expect(cluster.operator.busiestSecond).toBe(30);
    const [left, killed] = cluster.nodes as [Platform, Platform];
    cluster.kill(killed);
    await cluster.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    const before = left.carrier.submissions.length;
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(left.carrier.submissions.length - before).toBe(150);
    expect(cluster.operator.busiestSecond).toBe(30);
  });

  it('goes with the binds, so that who holds none wastes nothing of it', async () => {
    const cluster = await Cluster.of({ binds: 2, ratePerSecond: 10 }, 3);
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(cluster.held().sort()).toEqual([0, 1, 1]);
    await cluster.anybody.sendMany({ to: numbers(60) });
    await cluster.clock.advanceBy(5 * SECOND_MS);
    expect(cluster.operator.departures).toHaveLength(60);
    expect(cluster.operator.busiestSecond).toBe(10);
  });

  it('is exceeded in no second, whoever comes, leaves, dies or loses the database', async () => {
    const step = fc.record({
      what: fc.constantFrom('join', 'kill', 'stop', 'cut', 'mend', 'nothing'),
      who: fc.nat(5),
      thenMs: fc.integer({ min: 1, max: 8000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom({ binds: 3, ratePerSecond: 10 }, { binds: null, ratePerSecond: 7 }, BINDS),
        fc.array(step, { minLength: 3, maxLength: 12 }),
        async (limits, steps) => {
          const cluster = await Cluster.of(limits, 2);
          const dead = new Set<Platform>();
          const watcher = cluster.anybody;
          for (const { what, who, thenMs } of steps) {
            const node = cluster.nodes[1 + (who % (cluster.nodes.length - 1))]!;
            if (what === 'join' && cluster.nodes.length < 6) await cluster.join();
            if (what === 'cut' && !dead.has(node)) node.line.cut = true;
            if (what === 'mend' && !dead.has(node)) node.line.cut = false;
            if (what === 'kill' && !dead.has(node)) cluster.kill(node);
            if (what === 'stop' && !dead.has(node) && !node.line.cut) await cluster.stop(node);
            if (what === 'kill' || (what === 'stop' && !node.line.cut)) dead.add(node);
            await watcher.sendMany({ to: numbers(20) });
            await cluster.clock.advanceBy(thenMs);
          }
          for (const node of cluster.nodes) if (!dead.has(node)) node.line.cut = false;
          await cluster.clock.advanceBy(3 * leaseMs);
          const living = cluster.nodes.filter(node => !dead.has(node));
          const held = living.map(node => node.delivery.status().carriers[0]!.slots!.held);
          expect(held.reduce((sum, one) => sum + one, 0)).toBe(slotsIn(limits));
          expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
          expect(cluster.operator.mostBinds).toBeLessThanOrEqual(limits.binds ?? 0);
          if (limits.ratePerSecond !== null)
            expect(cluster.operator.busiestSecond).toBeLessThanOrEqual(limits.ratePerSecond);
        },
      ),
      { numRuns: 25, seed: 7, endOnFailure: true },
    );
  });
});

describe('Slots', () => {
  it('are never promised twice, and all of them to somebody in the end', () => {
    const nodesOf = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), nodesOf, (total, nodes) => {
        const held = new Map(nodes.map(node => [node, 0]));
        for (let round = 0; round < 3; round += 1) {
          for (const node of nodes) {
            const others = nodes.filter(other => other !== node);
            const claim = claimSlots(
              total,
              node,
              held.get(node)!,
              others.map(other => ({ node: other, slots: held.get(other)! })),
            );
            held.set(node, claim.slots);
          }
          expect([...held.values()].reduce((sum, slots) => sum + slots, 0)).toBeLessThanOrEqual(total);
        }
        expect([...held.values()].reduce((sum, slots) => sum + slots, 0)).toBe(total);
      }),
    );
  });

  it('allow no more together than there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.array(fc.nat(5), { maxLength: 8 }),
        (binds, more, shares) => {
          const limits = { binds, ratePerSecond: binds + more };
          let left = binds;
          const taken = shares.map(share => {
            const slots = Math.min(share, left);
            left -= slots;
            return allotmentOf(limits, slots);
          });
          const sum = (of: (one: Allotment) => number | null) =>
            taken.reduce((total, one) => total + (of(one) ?? 0), 0);
          expect(sum(one => one.binds)).toBeLessThanOrEqual(binds);
          expect(sum(one => one.ratePerSecond)).toBeLessThanOrEqual(binds + more);
          // Who holds something may do something.
          for (const one of taken) expect(one.ratePerSecond === 0).toBe(one.binds === 0);
        },
      ),
    );
  });
});

describe('Limits that cannot be kept', () => {
  it.each([
    [{ binds: 0, ratePerSecond: null }, 'whole number from 1'],
    [{ binds: null, ratePerSecond: 0.5 }, 'whole number from 1'],
    [{ binds: 5, ratePerSecond: 2 }, 'less than limits.binds'],
  ])('are told when a host starts: %p', async (limits, mistake) => {
    const opening = Platform.open({ carriers: clock => [new Line(clock, new Operator(), limits, 0)] });
    await expect(opening).rejects.toMatchObject({ code: 'invalid_options' });
    await expect(opening).rejects.toThrow(`semaphore: limits.`);
    await expect(opening).rejects.toThrow(mistake);
  });

  it('are told when the carrier cannot be told how many binds it may hold', async () => {
    const opening = Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, YES, { limits: { binds: 2, ratePerSecond: null } })],
    });
    await expect(opening).rejects.toThrow('allot()');
  });
});
