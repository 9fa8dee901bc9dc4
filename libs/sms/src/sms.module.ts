import {
  ConfigurableModuleBuilder,
  Inject,
  Logger,
  Module,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AccountService, TokenService } from './accounts/index.js';
import { Billing, CreditService } from './credits/index.js';
import { Delivery, type Carrier } from './delivery/index.js';
import { OutboxPublisher } from './events/index.js';
import { Clock, Ids, Random, Storage, SystemClock } from './kernel/index.js';
import { MessageService } from './messages/index.js';
import { Networks, NumberLookup } from './networks/index.js';
import { OptOutService } from './opt-outs/index.js';
import { Housekeeping } from './sms.housekeeping.js';
import { resolveOptions, type ResolvedSmsOptions, type SmsModuleOptions } from './sms.options.js';
import { CARRIERS, DefaultClock, importsOf, noWiring, providersOf, type SmsWiring } from './sms.wiring.js';

/** The token of the options with their defaults filled in ({@link ResolvedSmsOptions}). */
export const SMS_OPTIONS = Symbol('SMS_OPTIONS');

const logger = new Logger('SmsModule');
const report = (problem: string, cause: unknown) =>
  logger.error(problem, cause instanceof Error ? cause.stack : String(cause));

const hasDate = (storage: Storage): storage is Storage & Required<Pick<Storage, 'now'>> =>
  storage.now !== undefined;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<SmsModuleOptions>({
  moduleName: 'Sms',
})
  .setClassMethodName('forRoot')
  .setExtras<SmsWiring>(noWiring as unknown as SmsWiring, (definition, wiring) => ({
    ...definition,
    global: wiring.isGlobal ?? true,
    imports: [...(definition.imports ?? []), ...importsOf(wiring)],
    providers: [...(definition.providers ?? []), ...providersOf(wiring)],
  }))
  .build();

/** Virtual time would stop at every look taken for safety; there, an announcement cannot be lost either. */
const safetyIntervalOf = (clock: Clock) => (clock instanceof SystemClock ? undefined : null);

/** Where others share the database, one of them may have died: how often to look, to miss it soon. */
const lookOften = (clock: Clock, leaseMs: number) =>
  clock instanceof SystemClock ? { safetyIntervalMs: Math.ceil(leaseMs / 3) } : {};

/** The use cases: what a host injects. */
const services: Provider[] = [
  { provide: SMS_OPTIONS, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveOptions },
  {
    provide: Ids,
    inject: [Clock, Random],
    useFactory: (clock: Clock, random: Random) => new Ids(clock, random),
  },
  {
    provide: AccountService,
    inject: [Storage, Clock, Ids],
    useFactory: (storage: Storage, clock: Clock, ids: Ids) => new AccountService(storage, clock, ids),
  },
  {
    provide: TokenService,
    inject: [Storage, Clock, Random, Ids],
    useFactory: (storage: Storage, clock: Clock, random: Random, ids: Ids) =>
      new TokenService(storage, clock, random, ids),
  },
  {
    provide: OptOutService,
    inject: [Storage, Clock, Ids],
    useFactory: (storage: Storage, clock: Clock, ids: Ids) => new OptOutService(storage, clock, ids),
  },
  {
    provide: CreditService,
    inject: [Storage, Clock, Ids],
    useFactory: (storage: Storage, clock: Clock, ids: Ids) => new CreditService(storage, clock, ids),
  },
  {
    provide: Networks,
    inject: [Clock, SMS_OPTIONS, { token: NumberLookup, optional: true }],
    useFactory: (clock: Clock, { delivery: options }: ResolvedSmsOptions, lookup?: NumberLookup) =>
      new Networks({
        ...{ clock, lookup, options },
        onTrouble: cause => report('The network of a number could not be looked up.', cause),
      }),
  },
  {
    provide: MessageService,
    inject: [Storage, Clock, Ids, Billing, SMS_OPTIONS, Networks],
    useFactory: (
      storage: Storage,
      clock: Clock,
      ids: Ids,
      billing: Billing,
      { messages }: ResolvedSmsOptions,
      networks: Networks,
    ) => new MessageService(storage, clock, ids, billing, messages, networks),
  },
  {
    provide: Delivery,
    inject: [Storage, Clock, Random, Ids, Billing, CARRIERS, SMS_OPTIONS, Networks],
    useFactory: (
      storage: Storage,
      clock: Clock,
      random: Random,
      ids: Ids,
      billing: Billing,
      carriers: readonly Carrier[],
      { delivery }: ResolvedSmsOptions,
      networks: Networks,
    ) =>
      new Delivery({
        ...{ storage, clock, random, ids, billing, carriers, networks, options: delivery, report },
        safetyIntervalMs: safetyIntervalOf(clock),
      }),
  },
  {
    provide: OutboxPublisher,
    inject: [Storage, Clock, Ids, SMS_OPTIONS, { token: EventEmitter2, optional: true }],
    useFactory: (
      storage: Storage,
      clock: Clock,
      ids: Ids,
      { delivery: { leaseMs } }: ResolvedSmsOptions,
      emitter?: EventEmitter2,
    ) =>
      new OutboxPublisher(storage, clock, {
        owner: ids.next('node'),
        report,
        emit: emitter && ((type, event) => emitter.emit(type, event)),
        safetyIntervalMs: safetyIntervalOf(clock),
        // Others may be there to take over what a dead process had taken: as soon as its messages.
        ...(storage.isShared && { leaseMs, ...lookOften(clock, leaseMs) }),
      }),
  },
];

/**
 * The whole SMS platform as one Nest import: messages with their lifecycle, accounts, credit, opt-outs, delivery. Storage,
 * billing and carriers are ports; see {@link SmsWiring}. Several may live in one process.
 *
 * Import `EventEmitterModule.forRoot()` beside it to hear of facts with `@OnEvent('message.delivered')`, and
 * `ScheduleModule.forRoot()` to see its periodic work in the scheduler's registry; both are optional. Call
 * `app.enableShutdownHooks()`, so that messages under way are let to an end when the process is told to stop.
 *
 * @example
 * SmsModule.forRoot({
 *   storage: mikroOrmStorage({ url: 'sqlite:.data/chappe.db' }),
 *   carriers: [httpCarrier({ name: 'centre', url: 'http://127.0.0.1:4000' })],
 * })
 */
@Module({
  providers: services,
  exports: [
    SMS_OPTIONS,
    Storage,
    Clock,
    Random,
    Ids,
    Billing,
    CARRIERS,
    AccountService,
    TokenService,
    OptOutService,
    CreditService,
    MessageService,
    Delivery,
    OutboxPublisher,
  ],
})
export class SmsModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly housekeeping: Housekeeping;

  constructor(
    @Inject(Storage) private readonly storage: Storage,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(OutboxPublisher) private readonly publisher: OutboxPublisher,
    @Optional() @Inject(SchedulerRegistry) registry?: SchedulerRegistry,
  ) {
    super();
    this.housekeeping = new Housekeeping(storage, clock, delivery, registry, report);
  }

  /** Opens the storage before any other module's bootstrap may ask for it. */
  async onModuleInit(): Promise<void> {
    await this.storage.open();
    await this.agreeOnTheDate();
  }

  /** Begins to work once every module of the host is there to hear of facts. */
  async onApplicationBootstrap(): Promise<void> {
    this.publisher.start();
    await this.delivery.start();
    this.housekeeping.start();
  }

  /** Drains: nothing new is taken, what is under way ends. The doors are still open, for receipts. */
  async beforeApplicationShutdown(): Promise<void> {
    this.housekeeping.stop();
    await this.delivery.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.publisher.stop();
    if (this.clock instanceof DefaultClock) this.clock.unfollow();
    await this.storage.close();
  }

  /** Where the clocks of several machines would date what all of them see, one dates it for all. Before anything is dated. */
  private async agreeOnTheDate(): Promise<void> {
    const { clock, storage } = this;
    if (!(clock instanceof DefaultClock) || !storage.isShared || !hasDate(storage)) return;
    await clock.follow(storage, { report: what => logger.warn(what) });
  }
}
