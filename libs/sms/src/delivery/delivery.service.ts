import type { Billing } from '../credits/index.js';
import { recordEvents, type SmsEvent } from '../events/index.js';
import {
  Batcher,
  ClockScheduler,
  type Clock,
  type Ids,
  type Instant,
  type Random,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import { MessageRepository, type Message, type MessageState } from '../messages/index.js';
import { Networks } from '../networks/index.js';
import { SuppressionRepository } from '../opt-outs/index.js';
import { AnswerRecorder } from './answer.recorder.js';
import type { BreakerState } from './breaker.js';
import { CARRIERS_TOPIC, CarrierRepository } from './carrier.repository.js';
import type { CarrierEvent, CarrierEventType, CarrierFact } from './carrier.events.js';
import type { Carrier, CarrierHealth, DeliveryReceipt, InboundSms } from './carrier.js';
import { routesAstray, unknownCarrier } from './delivery.errors.js';
import type { DeliveryOptions } from './delivery.options.js';
import { Dispatcher } from './dispatcher.js';
import { Hearing } from './hearing.js';
import type { Lane } from './lane.js';
import { assertLimits } from './limits.check.js';
import { ReceiptRecorder } from './receipt.recorder.js';
import { ReceiptRepository } from './receipt.repository.js';
import { Reconciliation } from './reconciliation.js';
import { routesFor, routesInOrder } from './route.js';
import { SecondChances } from './second-chance.js';
import { SlotKeeper } from './slot-keeper.js';
import { Sweep } from './sweep.js';

/** Messages from phones stored in one transaction, and orphans removed in one, at most. */
const BATCH_MAX = 500;

/** How far back a process looks for receipts that nobody applied, in leases: an answer may have been stored late. */
const LEASES_LOOKED_BACK = 3;
/** The same at its start, when all processes may have been away. */
const LOOKED_BACK_AT_START_MS = 3_600_000;

/** A message from a phone was stored (MO). */
export type InboundReceived = SmsEvent<'inbound.received', InboundSms & { readonly carrier: string }>;

/** What is going on, for health checks and metrics. */
export interface DeliveryStatus {
  readonly carriers: readonly {
    readonly name: string;
    /** Whether its line is there, as it says itself. */
    readonly health: CarrierHealth;
    /** Whether it is in service, as its answers tell. */
    readonly breaker: BreakerState;
    /** Whether it is held up by hand. */
    readonly paused: boolean;
    readonly submissionsInFlight: number;
    /** Its share of limits that hold for all processes; absent where there are none. */
    readonly slots?: { readonly held: number; readonly total: number };
  }[];
  /** Receipts that matched nothing when they came, since the start. */
  readonly orphanReceipts: number;
  /** Answers, receipts and messages from phones that made no sense in part or whole, since the start; see {@link Hearing}. */
  readonly oddAnswers: number;
  /**
   * How far the clock of this machine is ahead of the date of the database, in milliseconds (negative: behind); null where the database
   * tells none that is followed.
   */
  readonly clockSkewMs: number | null;
}

/** What delivery is made of. */
export interface DeliveryParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly billing: Billing;
  readonly carriers: readonly Carrier[];
  /** What is known of the networks of numbers; needed where routes ask for networks. */
  readonly networks?: Networks | undefined;
  readonly options: DeliveryOptions;
  /** How often the dispatcher looks although nothing was announced; null for never, as in virtual time. 30 s by default. */
  readonly safetyIntervalMs?: number | null | undefined;
  /** Told of what went wrong and is being mended; for logs. */
  readonly report: (problem: string, cause: unknown) => void;
}

/**
 * The way out and back as one thing: starts and stops the dispatcher and the carriers, and is the carriers' ear.
 */
export class Delivery {
  /** Names this process among those that share the database. */
  private readonly node: string;
  private readonly answers: AnswerRecorder;
  private readonly receipts: ReceiptRecorder;
  private readonly reconciliation: Reconciliation;
  private readonly hearing: Hearing;
  private readonly inbound: Batcher<InboundReceived, undefined>;
  private readonly dispatcher: Dispatcher;
  private readonly keepers: ReadonlyMap<string, SlotKeeper>;
  /** Looks for what an announcement that got lost would have told. */
  private readonly looks: ClockScheduler;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly parts: DeliveryParts) {
    const { storage, clock, random, ids, billing, carriers, options, report } = parts;
    const names = carriers.map(({ name }) => name);
    const networks = parts.networks ?? new Networks({ clock, options, onTrouble: () => {} });
    const astray = routesAstray(options.routes, names, networks.canAsk);
    if (astray) throw astray;
    assertLimits(carriers, options.answerMaxMs);
    this.node = ids.next('node');
    this.looks = new ClockScheduler(clock, report);
    const deduplicating = new Map(carriers.map(carrier => [carrier.name, carrier.capabilities.deduplicates]));
    const routes = options.routes.length > 0 ? options.routes : routesInOrder(names);
    networks.onAlive(
      msisdn =>
        void this.trust([msisdn]).catch((cause: unknown) =>
          report('It could not be stored that a number was found alive.', cause),
        ),
    );
    const carriersFor = (message: Message) =>
      routesFor(message, networks.of(message.to), routes)
        .flat()
        .map(route => route.carrier);
    const hasOtherRoute = (message: Message) =>
      carriersFor(message).some(carrier => carrier !== message.carrier && !this.laneOf(carrier).isPaused);
    this.hearing = new Hearing(clock, report);
    const canAsk = (carrier: string | null) => this.reconciliation.canAsk(carrier);
    const chances = new SecondChances(options, hasOtherRoute);
    this.receipts = new ReceiptRecorder(storage, clock, ids, billing, options, chances, canAsk);
    this.reconciliation = new Reconciliation({
      carriers,
      storage,
      clock,
      answerMaxMs: options.answerMaxMs,
      record: (carrier, receipt) => this.heard(carrier, receipt),
      onTrouble: cause => report('A carrier could not be asked what became of messages.', cause),
    });
    this.answers = new AnswerRecorder(
      storage,
      clock,
      random,
      ids,
      billing,
      options,
      this.receipts,
      carriersFor,
    );
    this.inbound = new Batcher(clock, BATCH_MAX, async events => {
      await storage.transaction(tx => recordEvents(tx, events));
      return events.map(() => undefined);
    });
    this.dispatcher = new Dispatcher({
      storage,
      clock,
      random,
      ids,
      billing,
      carriers,
      routes,
      networks,
      reconciliation: this.reconciliation,
      sweep: new Sweep(
        ids,
        billing,
        options,
        carrier => deduplicating.get(carrier ?? '') ?? false,
        this.reconciliation,
      ),
      answers: this.answers,
      hearing: this.hearing,
      owner: this.node,
      options,
      safetyIntervalMs: parts.safetyIntervalMs,
      report,
      onTurn: (lane, turn) => void this.tellOfTurn(lane, turn),
    });
    this.keepers = this.keepersOf(this.dispatcher.lanes);
  }

  /** Connects the carriers and begins to hand over what is due. */
  async start(): Promise<void> {
    const { carriers, ids, clock, storage, report } = this.parts;
    const keepers = [...this.keepers.values()];
    await Promise.all(keepers.map(keeper => keeper.prepare()));
    await Promise.all(
      carriers.map(carrier =>
        carrier.start({
          receipt: receipt => this.heard(carrier.name, receipt),
          inbound: async message => {
            const data = { ...this.hearing.inbound(carrier.name, message), carrier: carrier.name };
            await this.inbound.add({
              id: ids.next('evt'),
              type: 'inbound.received',
              accountId: '',
              at: clock.now(),
              data,
            });
          },
          misconfigured: why => void this.tell('carrier.misconfigured', carrier.name, { why }),
        }),
      ),
    );
    const heed = () =>
      void clock
        .track(this.heedPauses())
        .catch((cause: unknown) => report('It could not be read which carriers are paused.', cause));
    this.unsubscribe = storage.onAnnounced(CARRIERS_TOPIC, heed);
    await this.heedPauses();
    const everyMs = this.dispatcher.looksEveryMs;
    if (storage.isShared && everyMs !== null) {
      this.looks.add({ name: 'sms.paused-carriers', everyMs, run: () => this.heedPauses() });
      this.lookForOvertaken(clock.now() - LOOKED_BACK_AT_START_MS);
    }
    await Promise.all(keepers.map(keeper => keeper.start()));
    await this.dispatcher.start();
  }

  /** Takes nothing new, lets what is under way end (see {@link DeliveryOptions.drainMs}), and disconnects. */
  async stop(): Promise<void> {
    this.unsubscribe?.();
    this.looks.stop();
    this.reconciliation.stop();
    await this.dispatcher.stop();
    await Promise.all(this.parts.carriers.map(carrier => carrier.stop()));
    // Only now is nothing of what they held used any more.
    await Promise.all([...this.keepers.values()].map(keeper => keeper.stop()));
  }

  /**
   * Gives a carrier nothing more until it is resumed: what is under way ends, what is queued goes to others where routes
   * allow it, and waits where they do not. Holds for every process on the same database, and beyond their lives. Answers
   * whether it was not paused yet.
   *
   * @throws SmsError `unknown_carrier`
   */
  async pause(carrier: string): Promise<boolean> {
    const lane = this.laneOf(carrier);
    const at = this.parts.clock.now();
    const changed = await this.note('carrier.paused', lane, tx =>
      tx.get(CarrierRepository).pause(carrier, at),
    );
    await this.heedPauses();
    return changed;
  }

  /**
   * Gives a paused carrier messages again. Answers whether it was paused.
   *
   * @throws SmsError `unknown_carrier`
   */
  async resume(carrier: string): Promise<boolean> {
    const lane = this.laneOf(carrier);
    const changed = await this.note('carrier.resumed', lane, tx => tx.get(CarrierRepository).resume(carrier));
    await this.heedPauses();
    return changed;
  }

  /** How the carriers are. */
  status(): DeliveryStatus {
    return {
      carriers: this.dispatcher.lanes.map(lane => ({
        ...slotsOf(this.keepers.get(lane.carrier.name)),
        name: lane.carrier.name,
        health: lane.carrier.health(),
        breaker: lane.breakerState,
        paused: lane.isPaused,
        submissionsInFlight: lane.submissionsInFlight,
      })),
      orphanReceipts: this.receipts.orphanCount,
      oddAnswers: this.hearing.oddities,
      clockSkewMs: this.parts.clock.skewMs(),
    };
  }

  /**
   * How many messages are in each state: with `unfinished` of those that are not final, which may be asked all the time. Without
   * it the whole table is counted.
   */
  countByState(only?: 'unfinished'): Promise<Readonly<Partial<Record<MessageState, number>>>> {
    return this.parts.storage.read(tx => tx.get(MessageRepository).countByState(only));
  }

  /**
   * Writes again to numbers that were suppressed because networks called them unknown (see {@link DeliveryOptions.suppressMs}),
   * and forgets that they did. Answers of how many something was noted.
   *
   * @param msisdns E.164 with `+`
   */
  trust(msisdns: readonly string[]): Promise<number> {
    const { clock, storage } = this.parts;
    return clock.track(storage.transaction(tx => tx.get(SuppressionRepository).forget(msisdns)));
  }

  /** Until when numbers are not written to because networks called them unknown; those that are not are left out. */
  suppressed(msisdns: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    const { clock, storage } = this.parts;
    return storage.read(tx => tx.get(SuppressionRepository).among(msisdns, clock.now()));
  }

  /** Forgets unknown numbers that nothing was heard of for {@link DeliveryOptions.suspectKnownMs}. */
  async pruneUnknownNumbers(now: Instant): Promise<void> {
    const before = now - this.parts.options.suspectKnownMs;
    const prune = () =>
      this.parts.storage.transaction(tx => tx.get(SuppressionRepository).prune(before, BATCH_MAX));
    while ((await prune()) === BATCH_MAX);
  }

  /** Applies receipts that matched nothing when they came, at `since` or later, and would match by now; without `since` all. */
  matchOrphans(since?: Instant): Promise<void> {
    return this.receipts.matchKept(since);
  }

  /** Forgets receipts that have matched nothing for {@link DeliveryOptions.orphanKeptMs}. */
  async pruneOrphans(now: Instant): Promise<void> {
    const before = now - this.parts.options.orphanKeptMs;
    const prune = () =>
      this.parts.storage.transaction(tx => tx.get(ReceiptRepository).prune(before, BATCH_MAX));
    while ((await prune()) === BATCH_MAX);
  }

  /**
   * Looks with every lease for receipts that were kept lately and could be applied by now: the process that stored the answer looks
   * by itself, unless it dies just then.
   */
  private lookForOvertaken(since: Instant): void {
    const { leaseMs } = this.parts.options;
    let from = since;
    const run = async (now: Instant) => {
      await this.matchOrphans(from);
      from = now - LEASES_LOOKED_BACK * leaseMs;
    };
    this.looks.add({ name: 'sms.overtaken-receipts', everyMs: leaseMs, run });
  }

  private heard(carrier: string, receipt: DeliveryReceipt): Promise<void> {
    return this.receipts.record(carrier, this.hearing.receipt(carrier, receipt));
  }

  private keepersOf(lanes: readonly Lane[]): ReadonlyMap<string, SlotKeeper> {
    const { storage, clock, options, report } = this.parts;
    const onRoom = () => this.dispatcher.wake();
    const keepers = lanes.flatMap(lane => {
      const { limits } = lane.carrier.capabilities;
      if (!limits) return [];
      const parts = { storage, clock, node: this.node, options, lane, limits, onRoom, report };
      return [[lane.carrier.name, new SlotKeeper(parts)] as const];
    });
    return new Map(keepers);
  }

  private laneOf(carrier: string): Lane {
    const lane = this.dispatcher.lanes.find(({ carrier: { name } }) => name === carrier);
    if (lane) return lane;
    throw unknownCarrier(
      carrier,
      this.parts.carriers.map(({ name }) => name),
    );
  }

  /** Goes by what is stored about pauses. */
  private async heedPauses(): Promise<void> {
    const paused = new Set(await this.parts.storage.read(tx => tx.get(CarrierRepository).paused()));
    const changed = this.dispatcher.lanes.filter(lane => paused.has(lane.carrier.name) !== lane.isPaused);
    for (const lane of changed) {
      if (lane.isPaused) lane.resume();
      else lane.pause();
    }
    if (changed.length > 0) this.dispatcher.wake();
  }

  /** Stores what somebody said about a carrier, and the fact, and tells the other processes. Nothing if it was so already. */
  private note(
    type: CarrierEventType,
    lane: Lane,
    change: (tx: Transaction) => Promise<boolean>,
  ): Promise<boolean> {
    const fact = this.factOf(type, lane.carrier.name);
    return this.parts.storage.transaction(async tx => {
      const changed = await change(tx);
      if (changed) {
        await recordEvents(tx, [fact]);
        tx.announce(CARRIERS_TOPIC);
      }
      return changed;
    });
  }

  private tellOfTurn(lane: Lane, turn: 'down' | 'up'): Promise<void> {
    const failures = turn === 'down' && { failures: lane.failuresInARow };
    return this.tell(`carrier.${turn}`, lane.carrier.name, { ...failures });
  }

  /** Stores what is told about a carrier. Nothing depends on it: what cannot be stored is reported. */
  private async tell(
    type: CarrierEventType,
    carrier: string,
    more: Pick<CarrierFact, 'failures' | 'why'>,
  ): Promise<void> {
    const { storage, clock, report } = this.parts;
    const fact = this.factOf(type, carrier, more);
    try {
      await clock.track(storage.transaction(tx => recordEvents(tx, [fact])));
    } catch (cause) {
      report(`The fact ${type} of ${carrier} could not be stored.`, cause);
    }
  }

  private factOf(
    type: CarrierEventType,
    carrier: string,
    more: Pick<CarrierFact, 'failures' | 'why'> = {},
  ): CarrierEvent {
    const { clock, ids } = this.parts;
    const at = clock.now();
    const data = { carrier, node: this.node, ...more, at };
    return { id: ids.next('evt'), type, accountId: '', at, data };
  }
}

function slotsOf(keeper: SlotKeeper | undefined) {
  return keeper && { slots: keeper.status };
}
