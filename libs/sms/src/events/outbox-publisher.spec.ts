import { jest } from '@jest/globals';
import {
  ManualClock,
  Storage,
  SystemClock,
  Transaction,
  type Instant,
  type RepositoryPort,
} from '../kernel/index.js';
import type { SmsEvent } from './event.js';
import { OutboxPublisher, type OutboxPublisherOptions } from './outbox-publisher.js';
import { OUTBOX_TOPIC, OutboxRepository } from './outbox.repository.js';
import { recordEvents } from './record.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

/** An outbox in an array, which can be made to fail. */
class OutboxInMemory extends OutboxRepository {
  waiting: { event: SmsEvent; leaseUntil: Instant }[] = [];
  claims = 0;
  removals: number[] = [];

  append(events: readonly SmsEvent[]): Promise<void> {
    this.waiting.push(...events.map(event => ({ event, leaseUntil: 0 })));
    return Promise.resolve();
  }

  claim(request: { now: Instant; leaseUntil: Instant; limit: number }): Promise<readonly SmsEvent[]> {
    this.claims += 1;
    const free = this.waiting.filter(({ leaseUntil }) => leaseUntil <= request.now).slice(0, request.limit);
    for (const entry of free) entry.leaseUntil = request.leaseUntil;
    return Promise.resolve(free.map(({ event }) => event));
  }

  renew(_owner: string, ids: readonly string[], until: Instant): Promise<void> {
    for (const entry of this.waiting) if (ids.includes(entry.event.id)) entry.leaseUntil = until;
    return Promise.resolve();
  }

  remove(ids: readonly string[]): Promise<void> {
    this.removals.push(ids.length);
    const gone = new Set(ids);
    this.waiting = this.waiting.filter(({ event }) => !gone.has(event.id));
    return Promise.resolve();
  }

  size(): Promise<number> {
    return Promise.resolve(this.waiting.length);
  }
}

/** A database that holds nothing but an outbox. */
class OutboxStorage extends Storage {
  readonly outbox = new OutboxInMemory();
  failure: Error | undefined;
  /** The next claim is committed, and nobody hears of it. */
  losesClaim = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly shared: boolean) {
    super();
  }

  override get isShared(): boolean {
    return this.shared;
  }

  async open(): Promise<void> {}
  async close(): Promise<void> {}
  async ping(): Promise<void> {}

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.failure) throw this.failure;
    const announced: string[] = [];
    const outbox = this.outbox;
    const tx = new (class extends Transaction {
      get<R>(_port: RepositoryPort<R>): R {
        return outbox as R;
      }
      announce(topic: string): void {
        announced.push(topic);
      }
    })();
    const { claims } = outbox;
    const result = await work(tx);
    const isLost = this.losesClaim && outbox.claims > claims;
    if (announced.includes(OUTBOX_TOPIC)) this.listeners.forEach(listener => listener());
    if (isLost) {
      this.losesClaim = false;
      throw new Error('connection lost');
    }
    return result;
  }

  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction(work);
  }

  onAnnounced(_topic: string, listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const fact = (id: string, type = 'message.sent', accountId = 'acc_1'): SmsEvent => ({
  id,
  type,
  accountId,
  at: MORNING,
  data: {},
});

function world({
  isShared = false,
  ...options
}: Partial<OutboxPublisherOptions> & { readonly isShared?: boolean } = {}) {
  const clock = new ManualClock(MORNING);
  const storage = new OutboxStorage(isShared);
  const told: string[] = [];
  const problems: string[] = [];
  const publisher = new OutboxPublisher(storage, clock, {
    owner: 'here',
    report: problem => problems.push(problem),
    safetyIntervalMs: null,
    ...options,
  });
  const record = (...ids: string[]) =>
    storage.transaction(tx =>
      recordEvents(
        tx,
        ids.map(id => fact(id)),
      ),
    );
  return { clock, storage, told, problems, publisher, record };
}

describe('publishing from the outbox', () => {
  it('tells at once what is announced, and at its start what was waiting, in order', async () => {
    const { clock, storage, told, publisher, record } = world();
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    await record('a', 'b');
    await clock.settle();
    expect(told).toEqual([]);
    publisher.start();
    await clock.settle();
    expect(told).toEqual(['a', 'b']);
    await record('c');
    await clock.settle();
    expect(told).toEqual(['a', 'b', 'c']);
    expect(await storage.outbox.size()).toBe(0);
    expect(clock.now()).toBe(MORNING);
  });

  it('waits for each handler before it goes on, and tells it only of the types it asked for', async () => {
    const { clock, storage, told, publisher } = world();
    publisher.register({
      name: 'slow',
      handle: async event => {
        told.push(`${event.id} begins`);
        await Promise.resolve();
        told.push(`${event.id} ends`);
      },
    });
    publisher.register({
      name: 'picky',
      types: ['opt_out.added'],
      handle: event => void told.push(`! ${event.id}`),
    });
    publisher.start();
    await storage.transaction(tx => recordEvents(tx, [fact('a'), fact('b', 'opt_out.added')]));
    await clock.settle();
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', '! b']);
  });

  it('takes batches, and removes each in one call', async () => {
    const { clock, storage, told, publisher, record } = world({ batchSize: 500 });
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    const ids = Array.from({ length: 1200 }, (_, index) => `fact-${index}`);
    await record(...ids);
    publisher.start();
    await clock.settle();
    expect(told).toEqual(ids);
    expect(storage.outbox.removals).toEqual([500, 500, 200]);
    expect(storage.outbox.claims).toBe(4);
  });

  it('does nothing while nothing is announced', async () => {
    const { clock, storage, publisher } = world();
    publisher.start();
    await clock.advanceBy(60_000);
    const looks = storage.outbox.claims;
    await clock.advanceBy(86_400_000);
    expect(storage.outbox.claims).toBe(looks);
  });

  it('looks by itself from time to time when it is asked to, for an announcement may be lost', async () => {
    const { clock, storage, told, publisher } = world({ safetyIntervalMs: 30_000 });
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    publisher.start();
    await clock.settle();
    await storage.outbox.append([fact('unannounced')]);
    await clock.advanceBy(29_999);
    expect(told).toEqual([]);
    await clock.advanceBy(1);
    expect(told).toEqual(['unannounced']);
    await publisher.stop();
  });

  it('tells others of a fact that one handler cannot handle, whether they come before or after it, and once', async () => {
    const { clock, told, publisher, record } = world();
    const hears = (name: string) =>
      publisher.register({ name, handle: event => void told.push(`${name} ${event.id}`) });
    let mended = false;
    hears('before');
    publisher.register({
      name: 'broken',
      handle: event => {
        if (!mended && event.id === 'a') throw new Error('cannot');
        told.push(`broken ${event.id}`);
      },
    });
    hears('after');
    publisher.start();
    await record('a');
    await clock.advanceBy(10 * 60_000);
    expect(told).toEqual(['before a', 'after a']);
    await record('b');
    mended = true;
    await clock.advanceBy(10 * 60_000);
    expect(told).toEqual(['before a', 'after a', 'before b', 'broken b', 'after b', 'broken a']);
    await publisher.stop();
  });

  it('tries a fact again after growing delays when a handler fails, what follows waiting behind it', async () => {
    const { clock, storage, told, problems, publisher, record } = world();
    const tries: number[] = [];
    publisher.register({
      name: 'crm',
      handle: event => {
        if (event.id === 'b') {
          tries.push(clock.now() - MORNING);
          if (tries.length < 4) throw new Error('down');
        }
        told.push(event.id);
      },
    });
    publisher.start();
    await record('a', 'b', 'c');
    await clock.settle();
    expect(told).toEqual(['a']);
    expect(storage.outbox.waiting.map(({ event }) => event.id)).toEqual(['b', 'c']);
    await record('d');
    await clock.advanceBy(7_000);
    expect(tries).toEqual([0, 1_000, 3_000, 7_000]);
    expect(told).toEqual(['a', 'b', 'c', 'd']);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain('crm');
    expect(await storage.outbox.size()).toBe(0);
  });

  it('lets others pass a fact that keeps failing, and does not lose it', async () => {
    const { clock, storage, told, publisher, record } = world();
    let broken = true;
    publisher.register({
      name: 'crm',
      handle: event => {
        if (event.id === 'bad' && broken) throw new Error('cannot');
        told.push(event.id);
      },
    });
    publisher.start();
    await record('bad', 'good');
    await clock.advanceBy(15_000);
    expect(told).toEqual(['good']);
    await record('better');
    await clock.settle();
    expect(told).toEqual(['good', 'better']);
    await clock.advanceBy(3_600_000);
    expect(storage.outbox.waiting.map(({ event }) => event.id)).toEqual(['bad']);
    broken = false;
    await clock.advanceBy(60_000);
    expect(told).toEqual(['good', 'better', 'bad']);
    expect(await storage.outbox.size()).toBe(0);
  });

  it('takes over what a dead process had taken, at once and before what came after, where it has the database alone', async () => {
    const { clock, storage, told, publisher, record } = world();
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    await record('left');
    await storage.outbox.claim({ now: MORNING, leaseUntil: MORNING + 60_000, limit: 10 });
    await record('after');
    publisher.start();
    await clock.settle();
    expect(told).toEqual(['left', 'after']);
  });

  it('keeps the order when the database took facts out for it and the answer was lost', async () => {
    const { clock, storage, told, publisher, record } = world();
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    await record('a');
    storage.losesClaim = true;
    publisher.start();
    await clock.settle();
    await record('b');
    await clock.advanceBy(1_000);
    expect(told).toEqual(['a', 'b']);
  });

  it('looks again after a lease when a shared database took facts out for it and the answer was lost', async () => {
    const { clock, storage, told, publisher, record } = world({ isShared: true });
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    publisher.start();
    await clock.advanceBy(600_000);
    storage.losesClaim = true;
    await record('a');
    await clock.advanceBy(59_999);
    expect(told).toEqual([]);
    await clock.advanceBy(1);
    expect(told).toEqual(['a']);
  });

  it('keeps what it has while telling it takes long, and lets go of what it has told', async () => {
    const { clock, storage, told, publisher, record } = world({ isShared: true, leaseMs: 10_000 });
    const standing = clock.now.bind(clock);
    let passedMs = 0;
    clock.now = () => standing() + passedMs;
    const leases: number[] = [];
    publisher.register({
      name: 'slow',
      handle: ({ id }) => {
        told.push(id);
        leases.push(storage.outbox.waiting.find(({ event }) => event.id === id)!.leaseUntil - clock.now());
        passedMs += 4_000;
      },
    });
    await record('a', 'b', 'c', 'd', 'e');
    publisher.start();
    await clock.settle();
    expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(leases).toEqual([10_000, 6_000, 10_000, 6_000, 10_000]);
    expect(storage.outbox.removals).toEqual([2, 2, 1]);
  });

  it('keeps what it has while one handler is slower than the lease', async () => {
    jest.useFakeTimers({ now: MORNING });
    const storage = new OutboxStorage(true);
    const clock = new SystemClock();
    const options = { owner: 'one', report: () => undefined, leaseMs: 10_000, safetyIntervalMs: null };
    const publisher = new OutboxPublisher(storage, clock, options);
    const leftMs: number[] = [];
    publisher.register({
      name: 'slow',
      handle: async () => {
        for (let looks = 0; looks < 5; looks += 1) {
          await new Promise<void>(resolve => clock.after(4_900, resolve));
          leftMs.push(storage.outbox.waiting[0]!.leaseUntil - clock.now());
        }
      },
    });
    const fact: SmsEvent = { id: 'a', type: 'message.queued', accountId: 'acc_1', at: MORNING, data: null };
    await storage.transaction(tx => recordEvents(tx, [fact]));
    publisher.start();
    await jest.advanceTimersByTimeAsync(60_000);
    jest.useRealTimers();
    expect(leftMs).toHaveLength(5);
    expect(Math.min(...leftMs)).toBeGreaterThanOrEqual(5_000);
    expect(storage.outbox.waiting).toEqual([]);
    await publisher.stop();
  });

  it('takes over what a dead process had taken on a shared database once its lease has ended', async () => {
    const { clock, storage, told, publisher, record } = world({ isShared: true });
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    await record('left');
    await storage.outbox.claim({ now: MORNING, leaseUntil: MORNING + 60_000, limit: 10 });
    publisher.start();
    await clock.advanceBy(59_999);
    expect(told).toEqual([]);
    await clock.advanceBy(1);
    expect(told).toEqual(['left']);
  });

  it('takes over in virtual time too, where nobody looks from time to time', async () => {
    const { clock, storage, told, publisher, record } = world({ isShared: true, safetyIntervalMs: null });
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    publisher.start();
    await clock.advanceBy(10 * 60_000);
    // Another process is faster, renews its lease once, and dies.
    const claim = (now: number) => storage.outbox.claim({ now, leaseUntil: now + 60_000, limit: 10 });
    await storage.outbox.append([fact('left')]);
    await claim(clock.now());
    await record('next');
    await clock.settle();
    expect(told).toEqual(['next']);
    await clock.advanceBy(50_000);
    await storage.outbox.renew('other', ['left'], clock.now() + 60_000);
    await clock.advanceBy(59_999);
    expect(told).toEqual(['next']);
    await clock.advanceBy(60_001);
    expect(told).toEqual(['next', 'left']);
    // Then it is quiet again.
    await clock.advanceBy(60_000);
    expect(clock.timerCount).toBe(0);
  });

  it('goes on once the database is back', async () => {
    const { clock, storage, told, problems, publisher, record } = world();
    publisher.register({ name: 'all', handle: event => void told.push(event.id) });
    await record('a');
    storage.failure = new Error('connection refused');
    publisher.start();
    await clock.advanceBy(10_000);
    expect(told).toEqual([]);
    expect(problems.length).toBeGreaterThan(1);
    storage.failure = undefined;
    await clock.advanceBy(30_000);
    expect(told).toEqual(['a']);
  });

  it('emits each fact once, after its handlers, and is not held up by a listener that fails', async () => {
    const emitted: string[] = [];
    let failed = false;
    const { clock, problems, storage, publisher, record } = world({
      emit: (type, event) => {
        emitted.push(`${type} ${event.id}`);
        if (event.id === 'a') throw new Error('listener');
        return event.id === 'b' ? Promise.reject(new Error('later')) : true;
      },
    });
    publisher.register({
      name: 'once broken',
      handle: () => {
        if (failed) return;
        failed = true;
        throw new Error('first time');
      },
    });
    publisher.start();
    await record('a', 'b', 'c');
    await clock.advanceBy(1_000);
    expect(emitted).toEqual(['message.sent a', 'message.sent b', 'message.sent c']);
    expect(problems.filter(problem => problem.includes('listener'))).toHaveLength(2);
    expect(await storage.outbox.size()).toBe(0);
  });

  it('finishes its batch when it is stopped, and tells nothing after', async () => {
    const { clock, storage, told, publisher, record } = world();
    let enter = () => {};
    const entered = new Promise<void>(resolve => (enter = resolve));
    let release = () => {};
    const gate = new Promise<void>(resolve => (release = resolve));
    publisher.register({
      name: 'gated',
      handle: async event => {
        enter();
        await gate;
        told.push(event.id);
      },
    });
    await record('a', 'b');
    publisher.start();
    await entered;
    const stopped = publisher.stop();
    release();
    await stopped;
    expect(told).toEqual(['a', 'b']);
    expect(await storage.outbox.size()).toBe(0);
    await record('c');
    await clock.advanceBy(120_000);
    expect(told).toEqual(['a', 'b']);
    publisher.start();
    await clock.settle();
    expect(told).toEqual(['a', 'b', 'c']);
    expect(await storage.outbox.size()).toBe(0);
  });

  it('hears of what was recorded while it was looking for the last time', async () => {
    const { clock, storage, told, publisher, record } = world();
    publisher.register({
      name: 'causes another',
      handle: async event => {
        told.push(event.id);
        if (told.length < 5) await record(`after ${told.length}`);
      },
    });
    publisher.start();
    await record('first');
    await clock.settle();
    expect(told).toEqual(['first', 'after 1', 'after 2', 'after 3', 'after 4']);
    expect(await storage.outbox.size()).toBe(0);
  });
});
