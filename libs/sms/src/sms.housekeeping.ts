import { clearInterval, setInterval } from 'node:timers';
import type { SchedulerRegistry } from '@nestjs/schedule';
import { AccountRepository, DAILY_USE_KEPT_DAYS, dayOf } from './accounts/index.js';
import type { Delivery } from './delivery/index.js';
import {
  ClockScheduler,
  IDEMPOTENCY_KEPT_MS,
  IdempotencyRepository,
  PeriodicWorkRepository,
  SystemClock,
  type Clock,
  type PeriodicWork,
  type Storage,
} from './kernel/index.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Old records removed in one transaction, at most. */
const PRUNE_MAX = 1000;

/** How often a process looks whether something is to be done: it may live for less than a day. */
const LOOK_MS = 10 * 60_000;

/** For how long nothing is forgotten by a date that has jumped: what is forgotten by mistake does not come back when it is set right. */
const SETTLED_MS = HOUR_MS;

/** Clocks and timers do not run alike: who comes a little early for the next time is not sent away. */
const EARLY_SHARE = 0.1;

/**
 * Keeps the house in order: forgets what need not be kept. Of several processes that share the database, one does it. Each work is declared once; in real time the host's scheduler
 * (`@nestjs/schedule`) has it in its registry, in virtual time and without a scheduler the clock calls it.
 */
export class Housekeeping {
  private readonly byClock: ClockScheduler;
  private readonly intervals = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly delivery: Delivery,
    private readonly registry: SchedulerRegistry | undefined,
    private readonly report: (problem: string, cause: unknown) => void,
  ) {
    this.byClock = new ClockScheduler(clock, report);
  }

  start(): void {
    for (const work of this.works().map(each => this.once(each))) {
      if (this.registry && this.clock instanceof SystemClock) this.register(this.registry, work);
      else this.byClock.add(work);
    }
  }

  stop(): void {
    this.byClock.stop();
    for (const [name, interval] of this.intervals) {
      clearInterval(interval);
      if (this.registry?.doesExist('interval', name)) this.registry.deleteInterval(name);
    }
    this.intervals.clear();
  }

  /** The same work, done only if nobody else has begun it in its time. */
  private once(work: PeriodicWork): PeriodicWork {
    const { name, everyMs } = work;
    return {
      ...work,
      everyMs: this.clock instanceof SystemClock ? Math.min(everyMs, LOOK_MS) : everyMs,
      run: async now => {
        if (this.clock.sinceJumpMs() < SETTLED_MS) return;
        const since = Math.floor(now - everyMs * (1 - EARLY_SHARE));
        const mine = await this.storage.transaction(tx =>
          tx.get(PeriodicWorkRepository).begin(name, now, since),
        );
        if (mine) await work.run(now);
      },
    };
  }

  private works(): readonly PeriodicWork[] {
    return [
      {
        name: 'sms.orphan-receipts',
        everyMs: HOUR_MS,
        run: async now => {
          await this.delivery.matchOrphans();
          await this.delivery.pruneOrphans(now);
        },
      },
      {
        name: 'sms.unknown-numbers',
        everyMs: DAY_MS,
        run: now => this.delivery.pruneUnknownNumbers(now),
      },
      {
        name: 'sms.idempotency-records',
        everyMs: HOUR_MS,
        run: async now => {
          const before = now - IDEMPOTENCY_KEPT_MS;
          const prune = () =>
            this.storage.transaction(tx => tx.get(IdempotencyRepository).prune(before, PRUNE_MAX));
          while ((await prune()) === PRUNE_MAX);
        },
      },
      {
        name: 'sms.daily-use',
        everyMs: DAY_MS,
        run: async now => {
          const day = dayOf(now - DAILY_USE_KEPT_DAYS * DAY_MS);
          await this.storage.transaction(tx => tx.get(AccountRepository).pruneDailyUse(day));
        },
      },
    ];
  }

  private register(registry: SchedulerRegistry, work: PeriodicWork): void {
    // Two modules in one process share the registry, whose names are unique.
    let name = work.name;
    for (let copy = 2; registry.doesExist('interval', name); copy += 1) name = `${work.name}.${copy}`;
    const interval = setInterval(() => {
      work
        .run(this.clock.now())
        .catch((cause: unknown) => this.report(`Periodic work "${name}" failed.`, cause));
    }, work.everyMs);
    registry.addInterval(name, interval);
    this.intervals.set(name, interval);
  }
}
