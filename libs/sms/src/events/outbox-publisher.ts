import {
  LeaseHold,
  agreedTransaction,
  type Clock,
  type Instant,
  type Storage,
  type Timer,
} from '../kernel/index.js';
import type { SmsEvent } from './event.js';
import { OUTBOX_TOPIC, OutboxRepository } from './outbox.repository.js';

/** How many facts are taken at once. */
export const OUTBOX_BATCH_SIZE = 500;

/** For how long facts that were taken belong to their taker; those of a process that died are free again after it. */
export const OUTBOX_LEASE_MS = 60_000;

/** How often the outbox is looked at although nothing was announced: an announcement may be lost with a process. */
export const OUTBOX_SAFETY_INTERVAL_MS = 30_000;

/** How often a fact is tried, everything behind it waiting, before what follows may pass it. */
export const OUTBOX_ATTEMPTS_IN_ORDER = 5;

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** Failing facts whose attempts are remembered; one that is forgotten is only tried in order, and told to all, once more. */
const FAILING_MAX = 10_000;

/**
 * Somebody who must hear of facts. `handle` is awaited before the next fact is told; when it throws, the same fact comes
 * again. It may see a fact twice (`event.id` stays the same), and must not wait for the library's clock to move.
 */
export interface DurableHandler {
  /** For error reports. */
  readonly name: string;
  /** Which facts it hears of; all when left out. */
  readonly types?: readonly string[] | undefined;
  handle(event: SmsEvent): void | Promise<void>;
}

/** How facts are published; defaults are the constants of this file. */
export interface OutboxPublisherOptions {
  /** Names this process among those that share the database. */
  readonly owner: string;
  /** Told of everything that went wrong; for logs. Must not throw. */
  readonly report: (problem: string, cause: unknown) => void;
  /**
   * Called once a fact has been handled, without waiting for what comes of it (`EventEmitter2.emit` fits). Its errors are
   * reported and change nothing.
   */
  readonly emit?: ((type: string, event: SmsEvent) => unknown) | undefined;
  readonly batchSize?: number | undefined;
  readonly leaseMs?: number | undefined;
  /** Null for never, where nothing may happen by itself. */
  readonly safetyIntervalMs?: number | null | undefined;
}

interface Batch {
  readonly events: readonly SmsEvent[];
  /** When the lease ends, by {@link Clock.elapsed}: it is ours for as long, however the date may be set meanwhile. */
  leaseEndsAt: number;
  /** How many of `events` are done with. */
  position: number;
}

/** A fact that was told, and not to all. */
interface Failure {
  readonly attempts: number;
  /** Who could not handle it, the last time. */
  readonly handlers: ReadonlySet<DurableHandler>;
}

/**
 * Tells the world what is in the outbox: in order, at least once, after the commit. It acts on announcements, so it costs
 * nothing while nothing happens, and takes facts in batches: removing one batch and taking the next is one transaction.
 *
 * A handler that throws holds up what follows, and the fact is tried again after 1, 2, 4 and 8 seconds; then others
 * may pass it, so that one bad fact does not silence all accounts, and it is tried once per lease until it succeeds. Other
 * handlers hear of it at once, and this process does not tell them again. Where several processes share the database, each keeps the order of what it tells, and they do not wait for one another.
 *
 * @example
 * publisher.register({ name: 'crm', types: ['opt_out.added'], handle: event => crm.unsubscribe(event.data) });
 * publisher.start();
 */
export class OutboxPublisher {
  private readonly handlers: DurableHandler[] = [];
  private readonly timers = new Map<'retry' | 'lease' | 'safety' | 'keep', Timer>();
  private readonly failures = new Map<string, Failure>();
  private readonly batchSize: number;
  private readonly leaseMs: number;
  private readonly hold: LeaseHold;
  private readonly safetyIntervalMs: number | null;

  private endListening: (() => void) | undefined;
  private work: Promise<void> | undefined;
  private wanted = false;
  private batch: Batch | undefined;
  /** Published, and still in the outbox. */
  private published: string[] = [];
  private renewal: Promise<void> | undefined;
  private storageFailures = 0;
  /** Whether facts may be under a lease while nobody has them in hand: a dead process's, or ours whose claim was not answered. */
  private mayHaveLost = true;
  /** When the last of the leases ends that are waited for, by {@link Clock.elapsed}. */
  private lastLeaseEndsAt = -Infinity;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly options: OutboxPublisherOptions,
  ) {
    this.batchSize = options.batchSize ?? OUTBOX_BATCH_SIZE;
    this.leaseMs = options.leaseMs ?? OUTBOX_LEASE_MS;
    this.hold = new LeaseHold(storage, clock, this.leaseMs);
    this.safetyIntervalMs =
      options.safetyIntervalMs === undefined ? OUTBOX_SAFETY_INTERVAL_MS : options.safetyIntervalMs;
  }

  /** Adds a handler; it hears of facts from the next one on. Answers the function that removes it. */
  register(handler: DurableHandler): () => void {
    this.handlers.push(handler);
    return () => {
      const index = this.handlers.indexOf(handler);
      if (index >= 0) this.handlers.splice(index, 1);
    };
  }

  /** Publishes what is waiting, and from now on what comes. */
  start(): void {
    if (this.endListening) return;
    this.endListening = this.storage.onAnnounced(OUTBOX_TOPIC, () => this.wake());
    this.armSafetyTimer();
    // A process that died under this lease on a shared database left its facts to us.
    this.wakeAtEndOf(this.clock.elapsed() + this.leaseMs);
    this.wake();
  }

  /** Finishes the batch in hand and ends. What is not published stays in the outbox for the next start. */
  async stop(): Promise<void> {
    this.endListening?.();
    this.endListening = undefined;
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
    await this.work;
    this.batch = undefined;
  }

  private get running(): boolean {
    return this.endListening !== undefined;
  }

  private wake(): void {
    this.wanted = true;
    if (!this.running || this.work || this.timers.has('retry')) return;
    this.work = this.clock.track(this.drain()).finally(() => {
      this.work = undefined;
      // Whatever was announced while the last look was ending has not been looked for.
      if (this.wanted && !this.timers.has('retry')) this.wake();
    });
  }

  private async drain(): Promise<void> {
    try {
      for (;;) {
        this.batch ??= await this.turnOver();
        if (!this.batch) return;
        this.keepLater(this.batch);
        const done = await this.publish(this.batch).finally(() => this.timers.get('keep')?.cancel());
        if (!done) {
          // The wait may be long: what has been told must not be told again if the process dies meanwhile.
          await this.removePublished();
          return this.retryLater(this.failuresAtHead());
        }
        this.batch = undefined;
      }
    } catch (cause) {
      this.options.report('The outbox could not be read; it will be tried again.', cause);
      // It may have been read all the same: then what was taken is free again when the lease ends.
      this.wakeAtEndOf(this.clock.elapsed() + this.leaseMs);
      this.retryLater(++this.storageFailures);
    }
  }

  private async removePublished(): Promise<void> {
    if (this.published.length === 0) return;
    await this.storage.transaction(tx => tx.get(OutboxRepository).remove(this.published));
    this.published = [];
  }

  /** Removes what has been published and takes the next facts, if there are any and we are not being stopped. */
  private async turnOver(): Promise<Batch | undefined> {
    this.wanted = false;
    if (!this.running) {
      await this.removePublished();
      return undefined;
    }
    const takesBack = this.mayHaveLost && !this.storage.isShared;
    this.mayHaveLost = true;
    const { events, left, straysAfter, leaseEndsAt } = await agreedTransaction(
      this.storage,
      this.clock,
      async (tx, now) => {
        const leaseEndsAt = this.clock.elapsed() + this.leaseMs;
        const straysAfter = this.hold.straysAfter(now);
        const claim = { ...this.leaseAt(now, takesBack), straysAfter, limit: this.batchSize };
        const outbox = tx.get(OutboxRepository);
        const removed = this.published.length > 0 && outbox.remove(this.published);
        // Neither waits for the other: on a server, both are one round trip.
        const [taken] = await Promise.all([outbox.claim(claim), removed]);
        const mayBeAnothers = taken.length === 0 && this.storage.isShared && this.safetyIntervalMs === null;
        return { events: taken, left: mayBeAnothers ? await outbox.size() : 0, straysAfter, leaseEndsAt };
      },
    );
    // Nobody looks from time to time, and whoever has the rest may die with it.
    if (left > 0) this.wakeAtEndOf(leaseEndsAt);
    if (this.hold.leftMs > 0) this.wakeAtEndOf(this.clock.elapsed() + this.hold.leftMs);
    if (straysAfter !== undefined && events.length < this.batchSize) this.hold.noStraysLeft();
    this.published = [];
    this.storageFailures = 0;
    this.mayHaveLost = false;
    return events.length > 0 ? { events, leaseEndsAt, position: 0 } : undefined;
  }

  /** What is taken at a date: facts that nobody has, and of those that others had what may be judged. */
  private leaseAt(now: Instant, takesBack: boolean) {
    const { owner } = this.options;
    const leaseUntil = now + this.leaseMs;
    // Where no other process can have them, what was lost is taken back at once: waiting for its lease to end would let
    // newer facts of the same messages pass it.
    if (takesBack) return { owner, leaseUntil, now: leaseUntil };
    return { owner, leaseUntil, now: this.hold.leftMs === 0 ? now : 0 };
  }

  /** Tells the facts of a batch from where it stands; false when one failed and the rest has to wait for it. */
  private async publish(batch: Batch): Promise<boolean> {
    for (; batch.position < batch.events.length; batch.position += 1) {
      // After the lease others may be telling the rest; whoever takes it next tells it.
      if (this.clock.elapsed() >= batch.leaseEndsAt) return true;
      if (this.clock.elapsed() >= batch.leaseEndsAt - this.leaseMs / 2) await this.renew(batch);
      const event = batch.events[batch.position]!;
      if (await this.tell(event)) this.published.push(event.id);
      else if (this.failures.get(event.id)!.attempts < OUTBOX_ATTEMPTS_IN_ORDER) return false;
      else this.wakeAtEndOf(batch.leaseEndsAt);
    }
    return true;
  }

  /** A handler may take longer than the lease; nobody else must tell its fact meanwhile. */
  private keepLater(batch: Batch): void {
    this.setTimer('keep', batch.leaseEndsAt - this.leaseMs / 2, () => {
      void this.clock.track(
        this.renew(batch).then(
          () => batch === this.batch && this.keepLater(batch),
          (cause: unknown) => this.options.report('The lease of facts could not be renewed.', cause),
        ),
      );
    });
  }

  /** One renewal at a time: by the clock while a handler is slow, and between facts. */
  private renew(batch: Batch): Promise<void> {
    this.renewal ??= this.renewNow(batch).finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  /** Keeps what is left of a batch, and lets go of what was told: if this process dies, nobody tells it again. */
  private async renewNow(batch: Batch): Promise<void> {
    const left = batch.events.slice(batch.position).map(({ id }) => id);
    const told = this.published;
    let leaseEndsAt = 0;
    await agreedTransaction(this.storage, this.clock, async (tx, now) => {
      leaseEndsAt = this.clock.elapsed() + this.leaseMs;
      const outbox = tx.get(OutboxRepository);
      if (told.length > 0) await outbox.remove(told);
      await outbox.renew(this.options.owner, left, now + this.leaseMs);
    });
    // More may have been told meanwhile.
    const gone = new Set(told);
    this.published = this.published.filter(id => !gone.has(id));
    batch.leaseEndsAt = leaseEndsAt;
  }

  private async tell(event: SmsEvent): Promise<boolean> {
    const failed = new Set<DurableHandler>();
    const failure = this.failures.get(event.id);
    for (const handler of [...this.handlers]) {
      if (handler.types && !handler.types.includes(event.type)) continue;
      // Whoever has heard of it need not hear of it again because another has failed.
      if (failure && !failure.handlers.has(handler)) continue;
      try {
        await handler.handle(event);
      } catch (cause) {
        failed.add(handler);
        this.reportFailure(event, handler, (failure?.attempts ?? 0) + 1, cause);
      }
    }
    if (failed.size > 0) {
      this.noteFailure(event, failed);
      return false;
    }
    this.failures.delete(event.id);
    this.emit(event);
    return true;
  }

  private emit(event: SmsEvent): void {
    const report = (cause: unknown) =>
      this.options.report(
        `A listener of ${event.type} failed for ${event.id}; it is not called again.`,
        cause,
      );
    try {
      const result = this.options.emit?.(event.type, event);
      if (result instanceof Promise) result.catch(report);
    } catch (cause) {
      report(cause);
    }
  }

  private noteFailure({ id }: SmsEvent, handlers: ReadonlySet<DurableHandler>): void {
    this.failures.set(id, { attempts: (this.failures.get(id)?.attempts ?? 0) + 1, handlers });
    if (this.failures.size > FAILING_MAX) this.failures.delete(this.failures.keys().next().value!);
  }

  private reportFailure(event: SmsEvent, { name }: DurableHandler, attempts: number, cause: unknown): void {
    this.options.report(
      `Handler ${name} failed ${attempts} times for ${event.type} ${event.id}; it will be called again.`,
      cause,
    );
  }

  private failuresAtHead(): number {
    const head = this.batch?.events[this.batch.position];
    return (head && this.failures.get(head.id)?.attempts) ?? 1;
  }

  private retryLater(failures: number): void {
    const delayMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (failures - 1));
    this.setTimer('retry', this.clock.elapsed() + delayMs, () => this.wake());
  }

  private armSafetyTimer(): void {
    if (this.safetyIntervalMs === null) return;
    this.setTimer('safety', this.clock.elapsed() + this.safetyIntervalMs, () => {
      this.armSafetyTimer();
      this.wake();
    });
  }

  /** Looks again once a lease has ended; when several end, at the first and at the last of them. */
  private wakeAtEndOf(leaseEndsAt: number): void {
    this.lastLeaseEndsAt = Math.max(this.lastLeaseEndsAt, leaseEndsAt);
    if (this.timers.has('lease')) return;
    this.setTimer('lease', leaseEndsAt, () => {
      if (this.lastLeaseEndsAt > this.clock.elapsed()) this.wakeAtEndOf(this.lastLeaseEndsAt);
      this.wake();
    });
  }

  private setTimer(name: 'retry' | 'lease' | 'safety' | 'keep', dueAt: number, run: () => void): void {
    this.timers.get(name)?.cancel();
    if (!this.running) return;
    // A wait, not a date: where the date is set back meanwhile, it must not sleep until it comes again.
    const timer = this.clock.after(Math.max(0, dueAt - this.clock.elapsed()), () => {
      this.timers.delete(name);
      run();
    });
    this.timers.set(name, timer);
  }
}
