/** One platform with its database, its carriers and a clock that stands still: the stage of this room's specs. */
import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import { CreditLedger, CreditService, LedgerRepository, PriceList, isBalanced } from '../credits/index.js';
import { OutboxRepository, type SmsEvent } from '../events/index.js';
import {
  Clock,
  Ids,
  ManualClock,
  SeededRandom,
  Storage,
  SystemClock,
  money,
  type Asset,
  type Instant,
  type Machine,
  type Timer,
  type Transaction,
} from '../kernel/index.js';
import {
  MessageRepository,
  MessageService,
  defaultMessageOptions,
  type PartState,
  type ReasonKey,
  type SendCommand,
} from '../messages/index.js';
import { Networks, type NumberLookup } from '../networks/index.js';
import { OptOutService } from '../opt-outs/index.js';
import {
  Carrier,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type PartQuery,
  type Submission,
  type SubmissionResult,
} from './carrier.js';
import { defaultDeliveryOptions, type DeliveryOptions } from './delivery.options.js';
import { Delivery } from './delivery.service.js';
import { ReceiptRepository } from './receipt.repository.js';

export const MORNING = Date.parse('2026-03-02T09:00:00Z');
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const VALIDITY_MS = 48 * HOUR_MS;
export const GRACE_MS = 24 * HOUR_MS;
/** What one part to France costs, in the list that the library comes with. */
export const PRICE_MICROS = PriceList.default().perPart('FR', 'text', 'EUR')!.micros;

export type Script = (submission: Submission) => SubmissionResult | Promise<SubmissionResult>;

export const YES: Script = ({ messageId, parts }) => ({
  kind: 'accepted',
  parts: parts.map(({ number }) => ({ number, accepted: true, reference: `${messageId}/${number}` })),
});
export const NO: Script = () => ({
  kind: 'rejected',
  reason: 'unknown_subscriber',
  rawCode: '11',
  permanent: true,
});
export const NOT_NOW: Script = () => ({
  kind: 'rejected',
  reason: 'network_error',
  rawCode: '8',
  permanent: false,
});
export const SILENCE: Script = () => ({ kind: 'unknown', cause: 'time-out' });
export const NEVER: Script = () => new Promise(() => {});
export const tooFast =
  (retryAfterMs: number | null): Script =>
  () => ({ kind: 'throttled', retryAfterMs, rawCode: '88' });

/** A carrier that answers by a script, and notes what it was given and when. */
export class ScriptedCarrier extends Carrier {
  readonly submissions: (Submission & { readonly at: Instant })[] = [];
  readonly capabilities: CarrierCapabilities;
  /** What it was asked, and when, in milliseconds since the morning. */
  readonly questions: (PartQuery & { readonly at: number })[] = [];
  declare query?: NonNullable<Carrier['query']>;
  listener!: CarrierListener;
  stopped = false;

  constructor(
    private readonly clock: ManualClock,
    public script: Script,
    capabilities: Partial<CarrierCapabilities> = {},
    readonly name = 'semaphore',
  ) {
    super();
    this.capabilities = { ratePerSecond: null, windowSize: 100, deduplicates: false, ...capabilities };
  }

  /** Answers by these scripts in turn, and for ever by the last one. */
  will(...scripts: Script[]): void {
    this.script = submission => (scripts.length > 1 ? scripts.shift()! : scripts[0]!)(submission);
  }

  /** When it was given something, in milliseconds since the morning. */
  get times(): number[] {
    return this.submissions.map(({ at }) => at - MORNING);
  }

  start(listener: CarrierListener): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }
  async submit(submission: Submission): Promise<SubmissionResult> {
    this.submissions.push({ ...submission, at: this.clock.now() });
    return this.script(submission);
  }
  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
  health(): CarrierHealth {
    return { up: true };
  }

  /** Lets itself be asked: knows what `knows` answers for a part. */
  letsItselfBeAsked(knows: (part: PartQuery) => PartState | undefined): void {
    this.query = async parts => {
      this.questions.push(...parts.map(part => ({ ...part, at: this.clock.now() - MORNING })));
      return parts.flatMap(part => {
        const { messageId, partNumber, reference } = part;
        const state = knows(part);
        if (state === undefined) return [];
        const ours = { messageId, partNumber };
        const receipt = { reference: reference ?? `${messageId}/${partNumber}`, ours, state };
        return [{ ...receipt, reason: null, rawCode: state, at: this.clock.now(), raw: '' }];
      });
    };
  }

  /** Tells of a part of a message. */
  tell(messageId: string, state: PartState, reason: ReasonKey | null = null, part = 1): Promise<void> {
    const reference = `${messageId}/${part}`;
    return this.listener.receipt({ reference, state, reason, rawCode: state, at: this.clock.now(), raw: '' });
  }
}

/** The way to the database of one process: it can be cut, and announcements can be lost on it. */
export class Line extends Storage {
  cut = false;
  /** How many of the next transactions fail. */
  failures = 0;
  deaf = false;
  /** How many of the next look-ups of these do not see what others commit at the same moment. */
  readonly blind = { byReference: 0, take: 0 };
  /** What is stored while the next transaction is under way. */
  meanwhile: (() => Promise<void>) | undefined;

  declare now?: NonNullable<Storage['now']>;

  constructor(
    private readonly database: Storage,
    private readonly shared: boolean,
    /** The date that the database tells; undefined where it tells none. */
    private readonly date?: () => Instant,
  ) {
    super();
    if (date) this.now = () => Promise.resolve(date());
  }
  override get isShared(): boolean {
    return this.shared;
  }
  open(): Promise<void> {
    return this.database.open();
  }
  close(): Promise<void> {
    return this.database.close();
  }
  ping(): Promise<void> {
    return this.database.ping();
  }
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.cut || this.failures > 0) {
      this.failures -= 1;
      throw new Error('The database is away.');
    }
    const meanwhile = this.meanwhile;
    this.meanwhile = undefined;
    await meanwhile?.();
    return this.database.transaction(tx => work(this.half(tx)));
  }
  /** A transaction that sees what was committed before it began, as on PostgreSQL, and not what is committed beside it. */
  private half(tx: Transaction): Transaction {
    const unseeing = (name: 'byReference' | 'take', nothing: unknown) => (repository: object) => {
      const look = (Reflect.get(repository, name) as (keys: unknown) => Promise<unknown>).bind(repository);
      const half = async (keys: unknown) => {
        if (this.blind[name] === 0) return look(keys);
        this.blind[name] -= 1;
        return nothing;
      };
      return Object.assign(Object.create(repository) as object, { [name]: half });
    };
    const hide = new Map<unknown, (repository: object) => object>([
      [MessageRepository, unseeing('byReference', new Map())],
      [ReceiptRepository, unseeing('take', [])],
    ]);
    return Object.assign(Object.create(tx) as Transaction, {
      beganAt: () => Promise.resolve(this.date?.()),
      get: (port: Parameters<Transaction['get']>[0]) => {
        const repository = tx.get(port) as object;
        return hide.get(port)?.(repository) ?? repository;
      },
    });
  }
  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.cut) throw new Error('The database is away.');
    return this.database.read(work);
  }
  onAnnounced(topic: string, listener: () => void): () => void {
    return this.database.onAnnounced(topic, () => this.deaf || listener());
  }
}

/** A clock of the system on a machine in virtual time, which waits for work as all of that time does. */
class MachineClock extends SystemClock {
  constructor(
    machine: Machine,
    private readonly time: ManualClock,
  ) {
    super(machine);
  }
  override track<T>(work: Promise<T>): Promise<T> {
    return this.time.track(work);
  }
}

/** The time of one process: when it is killed, nothing rings any more. */
export class Life extends Clock {
  over = false;
  /** Whether time goes on although work is under way, as it does in life. */
  waitsForNothing = false;

  constructor(private readonly clock: Clock) {
    super();
  }
  now(): Instant {
    return this.clock.now();
  }
  at(dueAt: Instant, run: () => void | Promise<void>): Timer {
    return this.clock.at(dueAt, () => (this.over ? undefined : run()));
  }
  override after(delayMs: number, run: () => void | Promise<void>): Timer {
    return this.clock.after(delayMs, () => (this.over ? undefined : run()));
  }
  override elapsed = () => this.clock.elapsed();
  override sinceJumpMs = () => this.clock.sinceJumpMs();
  override skewMs = () => this.clock.skewMs();
  override agreesWith = (date: Instant, since: number) => this.clock.agreesWith(date, since);
  override confirm = () => this.clock.confirm();
  override track<T>(work: Promise<T>): Promise<T> {
    return this.waitsForNothing ? work : this.clock.track(work);
  }
}

export interface Settings {
  readonly carriers?: (clock: ManualClock) => readonly ScriptedCarrier[];
  readonly options?: Partial<DeliveryOptions>;
  readonly lookup?: (clock: ManualClock) => NumberLookup;
  readonly safetyIntervalMs?: number | null;
  readonly credit?: number;
  readonly isShared?: boolean;
  /** The machine that the process runs on; without one its clock is the one of the test. */
  readonly machine?: Machine;
  /** The date that the database tells all processes. */
  readonly date?: () => Instant;
  readonly prices?: PriceList;
}

/** One process with its database: messages, money, delivery. */
export class Platform {
  readonly problems: string[] = [];
  readonly messages: MessageService;
  readonly optOuts: OptOutService;
  readonly delivery: Delivery;
  readonly line: Line;
  private readonly life: Life;
  /** The clock of the process, where it has one of its own. */
  private readonly system: SystemClock | undefined;
  private readonly ids: Ids;

  private constructor(
    readonly clock: ManualClock,
    readonly database: Storage,
    readonly carriers: readonly ScriptedCarrier[],
    {
      options,
      lookup,
      safetyIntervalMs = null,
      prices = PriceList.default(),
      isShared = false,
      machine,
      date,
    }: Settings,
    /** How many processes have lived on this database: no two draw the same identifiers. */
    private readonly lives = { count: 0 },
  ) {
    const random = new SeededRandom(++lives.count);
    const line = (this.line = new Line(database, isShared, date));
    this.system = machine && new MachineClock(machine, clock);
    const ids = (this.ids = new Ids(clock, random));
    const billing = new CreditLedger(prices, clock);
    const report = (problem: string, cause: unknown) =>
      void this.problems.push(`${problem} ${String(cause)}`);
    const delivery = { ...defaultDeliveryOptions, retryJitter: 0, ...options };
    const networks = new Networks({
      ...{ clock: (this.life = new Life(this.system ?? clock)), lookup: lookup?.(clock), options: delivery },
      onTrouble: cause => report('The network of a number could not be looked up.', cause),
    });
    this.messages = new MessageService(
      database,
      this.system ?? clock,
      ids,
      billing,
      defaultMessageOptions,
      networks,
    );
    this.optOuts = new OptOutService(database, clock, ids);
    this.delivery = new Delivery({
      ...{
        storage: line,
        clock: this.life,
        random,
        ids,
        billing,
        carriers,
        safetyIntervalMs,
        networks,
      },
      options: delivery,
      report,
    });
  }

  static async open(settings: Settings = {}): Promise<Platform> {
    const clock = new ManualClock(MORNING);
    const carriers = settings.carriers?.(clock) ?? [new ScriptedCarrier(clock, YES)];
    const platform = new Platform(clock, new MemoryStorage(), carriers, settings);
    await platform.openAccount('acc_1', settings.credit ?? 100_000_000);
    await platform.begin();
    return platform;
  }

  /** The process is killed, and another one starts over what is on disk. */
  async killAndStart(settings: Settings = {}): Promise<Platform> {
    this.kill();
    return this.joinedBy(settings);
  }

  /** The process is killed: it writes nothing more, and nothing rings. */
  kill(): void {
    this.line.cut = true;
    this.line.deaf = true;
    this.life.over = true;
  }

  /** The database takes the next transaction, and never answers. */
  silenceDatabase(): void {
    this.life.waitsForNothing = true;
    this.line.meanwhile = () => new Promise(() => {});
  }

  /** Another process starts over the same database. */
  async joinedBy(settings: Settings = {}): Promise<Platform> {
    const carriers = settings.carriers?.(this.clock) ?? [new ScriptedCarrier(this.clock, YES)];
    const next = new Platform(this.clock, this.database, carriers, settings, this.lives);
    await next.begin();
    return next;
  }

  private async begin(): Promise<void> {
    const { now } = this.line;
    if (now) await this.system?.follow({ now }, { report: what => this.problems.push(what) });
    await this.delivery.start();
    await this.clock.settle();
  }

  get carrier(): ScriptedCarrier {
    return this.carriers[0]!;
  }

  async topUp(micros: number, asset: Asset = 'EUR', accountId = 'acc_1'): Promise<void> {
    const credits = new CreditService(this.database, this.clock, this.ids);
    await credits.topUp(accountId, money(micros, asset));
  }

  /** Another customer, with so much credit. */
  async openAccount(accountId: string, creditMicros: number): Promise<void> {
    const account = new Account(accountId, 'Chappe', 'EUR', 'FR', null, MORNING);
    await this.database.transaction(tx => tx.get(AccountRepository).add(account));
    await this.topUp(creditMicros, 'EUR', accountId);
  }

  /** Sends a message of another account, and answers its id. */
  async sendAs(accountId: string, command: Pick<SendCommand, 'to' | 'priority'>): Promise<string> {
    const answer = await this.messages.send(accountId, { text: 'Bonjour', ...command });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    await this.clock.settle();
    return answer.outcome.accepted[0]!.id;
  }

  /** Sends a message to one number, and answers its id once all that follows at once has happened. */
  async send(command: Partial<SendCommand> = {}): Promise<string> {
    const [id] = await this.sendMany({ to: '+33612121515', ...command });
    return id!;
  }

  async sendMany(command: Partial<SendCommand>): Promise<string[]> {
    const answer = await this.messages.send('acc_1', { to: [], text: 'Bonjour', ...command });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    await this.clock.settle();
    return answer.outcome.accepted.map(({ id }) => id);
  }

  async message(id: string) {
    const answer = await this.messages.get('acc_1', id);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer.message;
  }

  /** The timeline of a message: when it came into which state, in milliseconds since the morning. */
  async timeline(id: string): Promise<string[]> {
    const answer = await this.messages.get('acc_1', id);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer.timeline.map(({ at, to }) => `${at - MORNING} ${to}`);
  }

  audit() {
    return this.database.read(tx => tx.get(LedgerRepository).audit());
  }

  /** What was spent in all, in micro-units. */
  async revenue(): Promise<number> {
    const audit = await this.audit();
    expect(isBalanced(audit)).toBe(true);
    return audit.assets.find(({ asset }) => asset === 'EUR')?.revenueMicros ?? 0;
  }

  /** All facts so far, in order. */
  facts(): Promise<readonly SmsEvent[]> {
    const now = this.clock.now();
    return this.database
      .transaction(async tx => {
        const outbox = tx.get(OutboxRepository);
        const events = await outbox.claim({ owner: 'spec', now, leaseUntil: now, limit: 10_000 });
        throw Object.assign(new Error('rolled back'), { events });
      })
      .catch((cause: unknown) => (cause as { events: readonly SmsEvent[] }).events);
  }
}

export const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => `+336121215${String(index).padStart(2, '0')}`);
