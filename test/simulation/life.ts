import {
  AccountService,
  CreditLedger,
  CreditService,
  Delivery,
  Ids,
  ManualClock,
  ManualMachine,
  MessageService,
  Networks,
  OptOutService,
  OutboxPublisher,
  PriceList,
  SeededRandom,
  SystemClock,
  type Billing,
  type Carrier,
  type Clock,
  type NumberLookup,
  type SmsEvent,
  type Storage,
} from '@chappe/sms';
import type { VirtualTime } from '@chappe/smsc';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { never, type Mortal } from './faulty-storage.js';
import type { Plan } from './plan.js';

const prices = PriceList.default();

/** What a life is made of, beside what the plan says. */
export interface LifeParts {
  readonly number: number;
  readonly time: VirtualTime;
  readonly plan: Plan;
  readonly storage: (life: Mortal) => Storage;
  readonly carriers: (life: Life) => readonly Carrier[];
  /** Who tells the networks of numbers; undefined where nobody can be asked. */
  readonly lookup: (life: Life) => NumberLookup | undefined;
  /** Takes the place of the prepaid ledger. */
  readonly billing: (ledger: Billing) => Billing;
  /** Whether the process goes by the date of a shared storage, as it should. */
  readonly followsStorage: boolean;
  /** Hears of every fact. */
  readonly hear: (life: Life, event: SmsEvent) => void;
  /** Told of what a host would have logged. */
  readonly report: (problem: string, cause: unknown) => void;
  readonly onDeath: (life: Life, cause: string) => void;
}

/** A host's clock. It is right even while the clocks of other hosts are being moved, so that all have one time. */
class HostClock extends ManualClock {
  constructor(
    private readonly time: VirtualTime,
    turn: () => Promise<unknown>,
  ) {
    super(time.now(), turn);
  }

  override now(): number {
    return this.time.now();
  }
}

/** A clock of the system on a machine of one's own; time waits for its work as for that of the clock that it lives on. */
class MachineClock extends SystemClock {
  constructor(
    machine: ManualMachine,
    private readonly ground: ManualClock,
  ) {
    super(machine);
  }

  override track<T>(work: Promise<T>): Promise<T> {
    return this.ground.track(work);
  }

  override outside<T>(answer: Promise<T>, count = 1): Promise<T> {
    return this.ground.outside(answer, count);
  }
}

/**
 * One life of a host's process: the services of SmsModule, without the container, on a clock that goes in step with the
 * centre's. It may die at any moment; then nothing of it moves any more, and what it had in memory is lost.
 */
export class Life implements Mortal {
  readonly number: number;
  readonly ended: Promise<void>;
  /** What really passes; beyond the process itself nothing goes by any other clock. */
  readonly clock: ManualClock;
  /** Its machine, where it shares the storage with others: its date may be wrong, and be set. */
  readonly machine: ManualMachine | undefined;
  private readonly system: SystemClock | undefined;
  private readonly storage: Storage;
  readonly accounts: AccountService;
  readonly messages: MessageService;
  readonly credits: CreditService;
  readonly optOuts: OptOutService;
  readonly delivery: Delivery;
  private readonly publisher: OutboxPublisher;
  private readonly carriers: readonly Carrier[];
  private readonly leaveTime: () => void;
  private over = false;
  private end: () => void = () => undefined;

  constructor(private readonly parts: LifeParts) {
    const { number, time, plan, report } = parts;
    this.number = number;
    this.ended = new Promise(resolve => (this.end = resolve));
    const turn = () => (this.over ? never<void>() : eventLoopTurn());
    const ground = (this.clock = new HostClock(time, turn));
    this.leaveTime = time.join({
      name: `host ${number}`,
      nextDueAt: () => ground.nextDueAt(),
      moveTo: now => this.untilTheEnd(ground.moveTo(now)),
      settle: () => this.untilTheEnd(ground.settle()),
    });
    const random = new SeededRandom(Math.imul(plan.seed, 1_000_003) + number);
    const storage = (this.storage = parts.storage(this));
    if (storage.isShared) {
      const { clocksAheadMs } = plan;
      this.machine = new ManualMachine(ground, clocksAheadMs[number % clocksAheadMs.length]);
      this.system = new MachineClock(this.machine, ground);
    }
    const clock: Clock = this.system ?? ground;
    const ids = new Ids(clock, random);
    const billing = parts.billing(new CreditLedger(prices, clock));
    this.accounts = new AccountService(storage, clock, ids);
    this.credits = new CreditService(storage, clock, ids);
    this.optOuts = new OptOutService(storage, clock, ids);
    const networks = new Networks({
      ...{ clock, lookup: parts.lookup(this), options: plan.delivery },
      onTrouble: cause => report('The network of a number could not be looked up.', cause),
    });
    this.messages = new MessageService(storage, clock, ids, billing, plan.messages, networks);
    this.carriers = parts.carriers(this);
    this.delivery = new Delivery({
      ...{ storage, clock, random, ids, billing, networks, report },
      carriers: this.carriers,
      options: plan.delivery,
      safetyIntervalMs: null,
    });
    this.publisher = new OutboxPublisher(storage, clock, {
      owner: ids.next('node'),
      report,
      safetyIntervalMs: null,
    });
    this.publisher.register({ name: 'clients', handle: event => parts.hear(this, event) });
  }

  get isOver(): boolean {
    return this.over;
  }

  /** Begins to work, as SmsModule does. */
  async start(): Promise<void> {
    const { now } = this.storage;
    // Not compared by the half minute: a run has weeks. What is wrong shows in the transactions.
    if (now && this.parts.followsStorage)
      await this.system?.follow({ now }, { report: () => undefined, everyMs: null });
    this.publisher.start();
    await this.delivery.start();
  }

  /** Ends as a process that is asked to: drains, then disconnects. */
  async stop(): Promise<void> {
    await this.delivery.stop();
    await this.publisher.stop();
  }

  /** Ends as a process that is killed. */
  die(cause: string): void {
    if (this.over) return;
    this.over = true;
    this.leaveTime();
    for (const carrier of this.carriers) void carrier.stop();
    this.end();
    this.parts.onDeath(this, cause);
  }

  private untilTheEnd(work: Promise<void>): Promise<void> {
    return Promise.race([work, this.ended]);
  }
}
