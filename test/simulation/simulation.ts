import {
  Account,
  AccountRepository,
  LedgerRepository,
  type Billing,
  type Carrier,
  type SmsEvent,
  type Storage,
} from '@chappe/sms';
import {
  MessageCentre,
  NO_LATENCY,
  VirtualTime,
  type CentreMessageView,
  type FaultOptions,
} from '@chappe/smsc';
import { CentreCarrier, DAY, HOUR, MemoryStorage, MINUTE, SECOND } from '@chappe/testing';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Book, type Heard } from './book.js';
import { CentreDoor } from './centre-door.js';
import { Checker } from './checker.js';
import { Dice } from './dice.js';
import { DrawnLookup } from './drawn-lookup.js';
import type { HostFaults } from './fault-classes.js';
import { WRONG_CLOCKS, classesAmong, drawHostFaults } from './fault-classes.js';
import { FaultyStorage, StorageFault } from './faulty-storage.js';
import { Life } from './life.js';
import { operationAt } from './operations.js';
import { drawPlan, type Omissions, type Plan } from './plan.js';
import { WatchedCarrier, type Handover } from './watched-carrier.js';

const BEGINS_AT = Date.parse('2026-03-02T08:00:00Z');
/** Longer than any validity, grace, lateness and wait of a run together. */
const LONG_AFTER_MS = 25 * DAY;

/** What the centre writes down when it does wrong. */
const WRONGS: ReadonlySet<string> = new Set([
  'submission.refused',
  'submission.swallowed',
  'answer.late',
  'answer.lost',
  'attempt.failed',
  'message.lost',
  'receipt.lost',
]);

/** A defect that is put into the ports on purpose, to see whether it is found. */
export interface Sabotage {
  readonly storage?: (database: Storage) => Storage;
  readonly billing?: (ledger: Billing) => Billing;
  readonly carrier?: (carrier: Carrier) => Carrier;
  readonly hear?: (event: SmsEvent, hear: (event: SmsEvent) => void) => void;
  /** Whether processes date by their machines, though the storage tells a date. */
  readonly trustsOwnClock?: boolean;
}

/** A fact as a listener heard it. */
export interface HeardFact {
  readonly life: number;
  readonly event: SmsEvent;
}

/** What a run came to. */
export interface Verdict {
  readonly seed: number;
  /** What was promised and did not hold; empty when all is well. */
  readonly violations: readonly string[];
  /** What happened, a line each. */
  readonly log: readonly string[];
  /** How many messages there were, and what they went through (states, second sends): to see that runs are not idle. */
  readonly messages: number;
  readonly reached: ReadonlySet<string>;
  /** The classes of faults that there were. */
  readonly faults: readonly string[];
  /** What went wrong for them in fact, in the host and at the centre: a fault that never comes to pass tests nothing. */
  readonly wrongs: ReadonlySet<string>;
  /** How many processes there were, one after the other or beside each other. */
  readonly lives: number;
  /** How many steps were drawn. */
  readonly steps: number;
  /** What was drawn, in a line. */
  readonly plan: string;
}

/**
 * One run: hosts and a message centre on one clock, everything drawn from one seed. First safety, with faults; then the faults
 * end, and everything must come to an end (liveness). What clients were told is kept in a {@link Book} and compared with what is stored.
 */
export class Simulation {
  readonly plan: Plan;
  readonly time = new VirtualTime({ startAt: BEGINS_AT, turn: () => eventLoopTurn() });
  readonly centre: MessageCentre;
  readonly door: CentreDoor;
  readonly database = new MemoryStorage();
  readonly book = new Book();
  readonly handovers: Handover[] = [];
  readonly heard: HeardFact[] = [];
  readonly accountIds: string[] = [];
  readonly checker: Checker;
  /** All faults of the centre that there ever were. */
  readonly everFaulty: FaultOptions = {};
  /** When the faults ended. */
  calmSince = Infinity;
  /** Until when the storage is away. */
  storageAwayUntil = 0;
  /** Whether several clients ask at the same time. */
  isBurst = false;
  private readonly sabotage: Sabotage;
  private readonly lives: Life[] = [];
  private readonly log: string[] = [];
  private readonly violations: string[] = [];
  private readonly wrongs = new Set<string>();
  private readonly chance: Dice;
  private lifeCount = 0;
  private refCount = 0;
  private hostFaults: HostFaults;

  constructor(
    seed: number,
    private readonly omissions: Omissions = {},
    sabotage: () => Sabotage = () => ({}),
  ) {
    this.sabotage = sabotage();
    this.plan = drawPlan(seed, omissions);
    this.chance = new Dice(seed, 4);
    this.hostFaults = this.plan.hostFaults;
    this.centre = new MessageCentre({
      time: this.time,
      seed,
      world: { latency: NO_LATENCY, subscribers: this.plan.phones },
    });
    this.door = new CentreDoor(this.centre);
    this.setCentreFaults(this.plan.centreFaults);
    this.centre.journal.subscribe(({ kind }) => {
      if (WRONGS.has(kind)) this.wrongs.add(kind);
    });
    this.checker = new Checker(this);
  }

  /** Plays the run to its end, or to the first violation. */
  async run(): Promise<Verdict> {
    await this.openAccounts();
    for (let process = 0; process < this.plan.processes; process += 1) await this.boot();
    for (let step = 0; step < this.plan.steps && this.isWell; step += 1) {
      if (this.omissions.steps?.has(step)) continue;
      await this.guarded(() => this.play(step));
    }
    if (this.isWell) await this.guarded(() => this.comeToAnEnd());
    for (const life of [...this.lives]) life.die('the run is over');
    const {
      seed,
      steps,
      processes,
      clocksAheadMs,
      carriers,
      lookup,
      accounts,
      delivery,
      hostFaults,
      centreFaults,
    } = this.plan;
    return {
      seed,
      steps,
      violations: this.violations,
      log: this.log,
      messages: this.checker.messageCount,
      reached: this.checker.reached,
      faults: [
        ...classesAmong({ ...this.everFaulty, ...hostFaults }),
        ...(processes > 1 && clocksAheadMs.some(ms => ms !== 0) ? [WRONG_CLOCKS] : []),
      ],
      wrongs: this.wrongs,
      lives: this.lifeCount,
      plan: JSON.stringify({
        processes,
        ...(processes > 1 && { clocksAheadMs }),
        carriers,
        lookup,
        accounts,
        delivery,
        centreFaults,
        hostFaults: present(hostFaults),
      }),
    };
  }

  /** The processes that are alive. */
  get alive(): readonly Life[] {
    return this.lives;
  }

  get now(): number {
    return this.time.now();
  }

  /** A word that nobody has used for a reference. */
  nextRef(): string {
    return `ref-${(this.refCount += 1)}`;
  }

  note(line: string): void {
    this.log.push(`${new Date(this.now).toISOString().slice(5, 23)} ${line}`);
  }

  /** Something that was promised does not hold. */
  violate(what: string): void {
    this.note(`!! ${what}`);
    this.violations.push(what);
  }

  /** A client asks one of the processes; undefined when there is none. */
  async ask<T>(dice: Dice, request: (life: Life) => Promise<T>): Promise<Heard<T> | undefined> {
    if (this.lives.length === 0) return undefined;
    const life = dice.one(this.lives);
    try {
      const unanswered = life.ended.then((): Heard<T> => ({ kind: 'unknown' }));
      const answered = request(life).then((answer): Heard<T> => ({ kind: 'answered', answer }));
      return await Promise.race([answered, unanswered]);
    } catch (cause) {
      if (!(cause instanceof StorageFault)) this.violate(`A request threw: ${(cause as Error).stack}`);
      return { kind: 'unknown' };
    }
  }

  setCentreFaults(faults: FaultOptions): void {
    this.centre.faults.set(faults);
    Object.assign(this.everFaulty, faults);
  }

  /** The classes of faults that are left out. */
  get withoutFaults(): ReadonlySet<string> {
    return this.omissions.faults ?? new Set();
  }

  private get isWell(): boolean {
    return this.violations.length === 0;
  }

  private get isCalm(): boolean {
    return this.calmSince !== Infinity;
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.violate(`It threw: ${(cause as Error).stack}`);
    }
  }

  private async play(step: number): Promise<void> {
    const dice = new Dice(this.plan.seed, 5, step);
    const operation = operationAt(dice);
    const said = await operation.run(this, dice);
    this.note(`#${step} ${operation.name}: ${said}`);
    if (dice.happens(0.8)) await this.time.advanceBy(0);
    await this.checker.step();
  }

  private async comeToAnEnd(): Promise<void> {
    this.hostFaults = drawHostFaults(new Dice(0), new Set());
    this.calmSince = this.now;
    this.storageAwayUntil = 0;
    this.centre.faults.clear();
    this.note('-- the faults end');
    await this.time.advanceBy(HOUR);
    await this.checker.step();
    if (!this.isWell) return;
    await this.time.advanceBy(LONG_AFTER_MS);
    await this.checker.end();
  }

  private async openAccounts(): Promise<void> {
    await this.database.transaction(async tx => {
      for (const [index, { creditMicros, dailyLimit }] of this.plan.accounts.entries()) {
        const id = `acc_${index}`;
        this.accountIds.push(id);
        await tx.get(AccountRepository).add(new Account(id, id, 'EUR', 'FR', dailyLimit, BEGINS_AT));
        const topUp = { id: `top_${index}`, accountId: id, asset: 'EUR', micros: creditMicros } as const;
        await tx.get(LedgerRepository).topUp({ ...topUp, reference: null, at: BEGINS_AT });
        this.book.fund(id, creditMicros, true);
      }
    });
  }

  private async boot(): Promise<void> {
    const { time, plan, sabotage } = this;
    const number = (this.lifeCount += 1);
    const storageDice = new Dice(plan.seed, 6, number);
    const handlerDice = new Dice(plan.seed, 7, number);
    const database = sabotage.storage?.(this.database) ?? this.database;
    const life = new Life({
      number,
      time,
      plan,
      storage: mortal =>
        new FaultyStorage(
          database,
          mortal,
          storageDice,
          () => ({ ...this.hostFaults, isAway: this.now < this.storageAwayUntil }),
          fault => void this.wrongs.add(fault),
          plan.processes > 1 ? () => this.now : undefined,
        ),
      lookup: process =>
        plan.lookup
          ? new DrawnLookup(process.clock, new Dice(plan.seed, 11, number), plan.lookup, () => this.isCalm)
          : undefined,
      carriers: process => this.carriersOf(process, new Dice(plan.seed, 8, number)),
      billing: ledger => sabotage.billing?.(ledger) ?? ledger,
      followsStorage: !sabotage.trustsOwnClock,
      hear: ({ number: heardBy }, event) => {
        if (handlerDice.happens(this.hostFaults.handlerFails)) {
          this.wrongs.add('handlerFails');
          throw new StorageFault('A handler failed.');
        }
        const hear = (fact: SmsEvent) => void this.heard.push({ life: heardBy, event: fact });
        if (sabotage.hear) sabotage.hear(event, hear);
        else hear(event);
      },
      report: (problem, cause) => {
        const isLate = plan.lookup !== null && /not told within/.test(String(cause));
        // What fails for several numbers at once is reported with the first.
        const first = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
        if (!(first instanceof StorageFault) && !isLate) this.violate(`${problem} ${(cause as Error).stack}`);
      },
      onDeath: (dead, cause) => this.onDeath(dead, cause),
    });
    this.lives.push(life);
    this.note(`   process ${number} starts`);
    try {
      await Promise.race([life.start(), life.ended]);
    } catch (cause) {
      if (!(cause instanceof StorageFault)) this.violate(`A start threw: ${(cause as Error).stack}`);
      life.die('it could not start');
    }
  }

  private carriersOf(life: Life, dice: Dice): readonly Carrier[] {
    return this.plan.carriers.map(({ name, deduplicates, answersQueries, windowSize, ratePerSecond }) => {
      const centre = this.door.seenBy({ deduplicates });
      const inner = new CentreCarrier({ name, centre, clock: life.clock });
      const watched = new WatchedCarrier(inner, { deduplicates, windowSize, ratePerSecond }, life, {
        ...(answersQueries && { look: (id: string) => this.look(name, id) }),
        dies: () => {
          const dies = dice.happens(this.hostFaults.diesHandingOver);
          if (dies) this.wrongs.add('diesHandingOver');
          return dies;
        },
        handedOver: (carrier, submission) => {
          const handover: Handover = { at: this.now, carrier, submission };
          this.handovers.push(handover);
          return handover;
        },
      });
      return this.sabotage.carrier?.(watched) ?? watched;
    });
  }

  /** What the centre says of a message, unless it is away. */
  private look(clientId: string, id: string): CentreMessageView | undefined {
    if (this.centre.faults.isDown(clientId)) throw new StorageFault('The carrier is down.');
    return this.centre.query(clientId, id);
  }

  private onDeath(dead: Life, cause: string): void {
    const index = this.lives.indexOf(dead);
    if (index < 0) return;
    this.lives.splice(index, 1);
    this.note(`   process ${dead.number} dies: ${cause}`);
    if (cause === 'the run is over') return;
    const downMs = this.isCalm ? SECOND : this.chance.one([0, SECOND, MINUTE, 40 * MINUTE]);
    this.time.after(downMs, () => this.boot());
  }
}

/** The faults that there are. */
function present(faults: HostFaults): Partial<HostFaults> {
  return Object.fromEntries(Object.entries(faults).filter(([, value]) => value !== 0));
}
