import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { MemoryStorage } from '@chappe/testing';
import { AccountRepository, AccountService, TokenService } from './accounts/index.js';
import { Billing, CreditLedger, CreditService, FreeBilling, PriceList } from './credits/index.js';
import {
  Carrier,
  Delivery,
  type CarrierHealth,
  type CarrierListener,
  type Submission,
  type SubmissionResult,
} from './delivery/index.js';
import { OutboxPublisher } from './events/index.js';
import {
  Clock,
  Ids,
  ManualClock,
  Random,
  SeededRandom,
  Storage,
  SystemClock,
  money,
} from './kernel/index.js';
import { MessageService, type MessageEvent } from './messages/index.js';
import { OptOutService } from './opt-outs/index.js';
import { SMS_OPTIONS, SmsModule } from './sms.module.js';
import { defaultSmsOptions } from './sms.options.js';
import { CARRIERS, type SmsWiring } from './sms.wiring.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;

/** Takes everything at once, unless it is told to hold its answers. */
class Semaphore extends Carrier {
  readonly capabilities = { ratePerSecond: null, windowSize: 10, deduplicates: true };
  readonly submissions: Submission[] = [];
  readonly held: (() => void)[] = [];
  holds = false;
  state: 'new' | 'started' | 'stopped' = 'new';
  listener!: CarrierListener;

  constructor(readonly name = 'semaphore') {
    super();
  }
  start(listener: CarrierListener): Promise<void> {
    this.listener = listener;
    this.state = 'started';
    return Promise.resolve();
  }
  async submit(submission: Submission): Promise<SubmissionResult> {
    this.submissions.push(submission);
    if (this.holds) await new Promise<void>(resolve => this.held.push(resolve));
    const reference = submission.messageId;
    return { kind: 'accepted', parts: [{ number: 1, accepted: true, reference }] };
  }
  stop(): Promise<void> {
    this.state = 'stopped';
    return Promise.resolve();
  }
  health(): CarrierHealth {
    return { up: true };
  }
}

/** Says when it is opened and closed. */
class WatchedStorage extends MemoryStorage {
  readonly log: string[] = [];
  override async open(): Promise<void> {
    this.log.push('open');
    await super.open();
  }
  override async close(): Promise<void> {
    this.log.push('close');
    await super.close();
  }
}

describe('SmsModule', () => {
  let clock: ManualClock;
  const running: INestApplicationContext[] = [];

  beforeEach(() => {
    clock = new ManualClock(MORNING);
  });
  afterEach(async () => {
    for (const app of running.splice(0)) await app.close();
  });

  const wiring = (fields: Partial<SmsWiring> = {}): SmsWiring => ({
    storage: new MemoryStorage(),
    carriers: [new Semaphore()],
    clock,
    random: new SeededRandom(1),
    ...fields,
  });

  async function boot(...imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>) {
    const app = await Test.createTestingModule({ imports }).compile();
    running.push(app);
    await app.init();
    return app;
  }

  /** An account with credit sends one message; answers its identifier once all that follows at once has happened. */
  async function sendOne(
    app: INestApplicationContext,
  ): Promise<{ readonly accountId: string; readonly id: string }> {
    const opened = await app
      .get(AccountService)
      .create({ name: 'Chappe', asset: 'EUR', defaultCountry: 'FR' });
    if (!opened.ok) throw new Error(opened.refusal.detail);
    const accountId = opened.account.id;
    await app.get(CreditService).topUp(accountId, money(10_000_000, 'EUR'));
    const sent = await app.get(MessageService).send(accountId, { to: '+33612121515', text: 'Bonjour' });
    if (!sent.ok) throw new Error(sent.refusal.detail);
    await clock.settle();
    return { accountId, id: sent.outcome.accepted[0]!.id };
  }

  async function stateOf(app: INestApplicationContext, accountId: string, id: string) {
    const answer = await app.get(MessageService).get(accountId, id);
    return answer.ok ? answer.message.state : answer.refusal.code;
  }

  it('is one import: what is sent is handed to a carrier, and its receipt comes back', async () => {
    const carrier = new Semaphore();
    const app = await boot(SmsModule.forRoot(wiring({ carriers: [carrier] })));
    const { accountId, id } = await sendOne(app);
    expect(await stateOf(app, accountId, id)).toBe('sent');
    const receipt = {
      reference: id,
      state: 'delivered',
      reason: null,
      rawCode: 'DELIVRD',
      at: MORNING,
      raw: '',
    } as const;
    await carrier.listener.receipt(receipt);
    expect(await stateOf(app, accountId, id)).toBe('delivered');
  });

  it('gives out its services, its ports and its options', async () => {
    const app = await boot(SmsModule.forRoot(wiring()));
    for (const token of [
      ...[
        AccountService,
        TokenService,
        OptOutService,
        CreditService,
        MessageService,
        Delivery,
        OutboxPublisher,
      ],
      ...[Storage, Clock, Random, Ids, Billing, SMS_OPTIONS, CARRIERS],
    ]) {
      expect(app.get(token as typeof Ids)).toBeDefined();
    }
    expect(app.get(Billing)).toBeInstanceOf(CreditLedger);
    expect(app.get(SMS_OPTIONS)).toEqual(defaultSmsOptions);
  });

  it('lets what imports it have its carriers', async () => {
    const CARRIER_NAMES = Symbol('CARRIER_NAMES');
    @Module({
      imports: [SmsModule.forRoot(wiring({ carriers: [new Semaphore('first'), new Semaphore('second')] }))],
      providers: [
        {
          provide: CARRIER_NAMES,
          inject: [CARRIERS],
          useFactory: (carriers: readonly Carrier[]) => carriers.map(({ name }) => name),
        },
      ],
    })
    class HostModule {}
    const app = await boot(HostModule);
    expect(app.get(CARRIER_NAMES)).toEqual(['first', 'second']);
  });

  it('takes options and ports from factories that need other modules, and may be slow', async () => {
    @Injectable()
    class Secrets {
      readonly attempts = 2;
    }
    @Module({ providers: [Secrets], exports: [Secrets] })
    class SecretsModule {}
    const soon = <T>(value: T) => new Promise<T>(resolve => setImmediate(() => resolve(value)));

    const app = await boot(
      SmsModule.forRootAsync({
        imports: [SecretsModule],
        inject: [Secrets],
        useFactory: (secrets: Secrets) => soon({ delivery: { attemptsMax: secrets.attempts } }),
        storage: { useFactory: () => soon(new MemoryStorage()) },
        carriers: [
          {
            imports: [SecretsModule],
            inject: [Secrets],
            useFactory: (secrets: Secrets) => soon(new Semaphore(`c${secrets.attempts}`)),
          },
          new Semaphore('second'),
        ],
        billing: { inject: [Clock], useFactory: () => new FreeBilling() },
        clock: { useFactory: () => clock },
      }),
    );
    expect(app.get(SMS_OPTIONS)).toMatchObject({ delivery: { attemptsMax: 2 } });
    expect(app.get<Carrier[]>(CARRIERS).map(({ name }) => name)).toEqual(['c2', 'second']);
    expect(app.get(Billing)).toBeInstanceOf(FreeBilling);
    const { accountId, id } = await sendOne(app);
    expect(await stateOf(app, accountId, id)).toBe('sent');
  });

  it('prices by the list of the host', async () => {
    const prices = new PriceList([{ country: 'FR', type: 'text', perPart: money(1, 'EUR') }]);
    const app = await boot(SmsModule.forRoot(wiring({ prices })));
    const { accountId, id } = await sendOne(app);
    expect(await app.get(MessageService).get(accountId, id)).toMatchObject({ message: { costMicros: 1 } });
  });

  describe('that is wired wrongly', () => {
    it('is told every port that is not filled, and every word that means nothing', () => {
      const wrong = {
        carriers: [new Semaphore(), {}],
        clock: 'system',
        random: 4,
        billing: [],
        storrage: new MemoryStorage(),
      };
      expect(() => SmsModule.forRoot(wrong as unknown as SmsWiring)).toThrow(
        [
          'SmsModule cannot start with these options:',
          '  - storrage is not an option; there are: storage, carriers, lookup, billing, prices, clock, random, isGlobal, messages, delivery.',
          '  - storage is undefined; it must be a Storage, such as mikroOrmStorage({ url }), or { useFactory } that makes one.',
          '  - carriers[1] is an object of Object; it must be a Carrier, or { useFactory } that makes one.',
          '  - billing is a list of 0; it must be a Billing, or { useFactory } that makes one.',
          '  - clock is system; it must be a Clock, or { useFactory } that makes one.',
          '  - random is 4; it must be a Random, or { useFactory } that makes one.',
          'Correct them where SmsModule.forRoot or forRootAsync is called.',
        ].join('\n'),
      );
    });

    it.each([
      ['no carrier', [], 'carriers is a list of 0'],
      ['a carrier that is in no list', new Semaphore(), 'carriers is an object of Semaphore'],
      ['no list', undefined, 'carriers is undefined'],
    ])('with %s is told so', (_, carriers, words) => {
      expect(() => SmsModule.forRoot({ ...wiring(), carriers } as unknown as SmsWiring)).toThrow(words);
    });

    it('with prices that nobody reads, or that are none, is told so', () => {
      expect(() =>
        SmsModule.forRoot(wiring({ prices: PriceList.default(), billing: new FreeBilling() })),
      ).toThrow('prices is given beside billing');
      expect(() => SmsModule.forRoot(wiring({ prices: {} as PriceList }))).toThrow('it must be a PriceList');
      const ofNetwork = { country: 'FR', network: '20801', type: 'text', perPart: money(2, 'EUR') } as const;
      const prices = new PriceList([{ ...ofNetwork, network: undefined }, ofNetwork]);
      expect(() => SmsModule.forRoot(wiring({ prices }))).toThrow(
        'there is no lookup that tells the network',
      );
    });

    it('with a factory that makes something else does not start', async () => {
      const storage = { useFactory: () => 'sqlite' as unknown as Storage };
      await expect(boot(SmsModule.forRoot(wiring({ storage })))).rejects.toThrow(
        'A useFactory for Storage made sqlite; it must make a Storage.',
      );
      running.pop();
    });

    it('with two carriers of one name does not start: receipts would be taken for one another', async () => {
      const carriers = [new Semaphore(), { useFactory: () => new Semaphore() }];
      await expect(boot(SmsModule.forRoot(wiring({ carriers })))).rejects.toThrow(
        'carriers has two named "semaphore"',
      );
    });

    it('with wrong options does not start', async () => {
      const useFactory = () => ({ delivery: { leaseMs: 1 } });
      await expect(boot(SmsModule.forRootAsync({ ...wiring(), useFactory }))).rejects.toThrow(
        'delivery.leaseMs is 1; it must be a duration in milliseconds, at least 1000.',
      );
    });
  });

  it('lives twice in one process: two hosts share nothing', async () => {
    const [first, second] = [new Semaphore(), new Semaphore()];
    const one = await boot(SmsModule.forRoot(wiring({ carriers: [first] })));
    const other = await boot(SmsModule.forRoot(wiring({ carriers: [second], random: new SeededRandom(2) })));
    const { accountId, id } = await sendOne(one);
    expect([first.submissions.length, second.submissions.length]).toEqual([1, 0]);
    expect(await stateOf(other, accountId, id)).toBe('message_not_found');
    await one.close();
    running.shift();
    expect([first.state, second.state]).toEqual(['stopped', 'started']);
    const later = await sendOne(other);
    expect(await stateOf(other, later.accountId, later.id)).toBe('sent');
  });

  it('lives twice in one host, where neither is global', async () => {
    const carriers = [new Semaphore(), new Semaphore()];
    const isGlobal = false;
    const storageOf = (provide: string) => ({
      provide,
      inject: [Storage],
      useFactory: (own: Storage) => own,
    });
    @Module({
      imports: [SmsModule.forRoot(wiring({ carriers: [carriers[0]!], isGlobal }))],
      providers: [storageOf('ALERTS')],
    })
    class Alerts {}
    @Module({
      imports: [SmsModule.forRoot(wiring({ carriers: [carriers[1]!], isGlobal }))],
      providers: [storageOf('NEWSLETTERS')],
    })
    class Newsletters {}
    const app = await boot(Alerts, Newsletters);
    expect(carriers.map(({ state }) => state)).toEqual(['started', 'started']);
    expect(app.get('ALERTS')).not.toBe(app.get('NEWSLETTERS'));
  });

  describe('tells of facts', () => {
    @Injectable()
    class Diary {
      readonly heard: string[] = [];
      @OnEvent('message.sent')
      sent(event: MessageEvent): void {
        this.heard.push(`${event.type} ${event.data.to}`);
      }
    }

    it('to @OnEvent handlers, when the host imports EventEmitterModule', async () => {
      @Module({ providers: [Diary] })
      class Host {}
      const app = await boot(EventEmitterModule.forRoot(), SmsModule.forRoot(wiring()), Host);
      await sendOne(app);
      expect(app.get(Diary).heard).toEqual(['message.sent +33612121515']);
    });

    it('to durable handlers, with or without it', async () => {
      const app = await boot(SmsModule.forRoot(wiring()));
      const heard: string[] = [];
      app.get(OutboxPublisher).register({ name: 'diary', handle: event => void heard.push(event.type) });
      await sendOne(app);
      expect(heard).toEqual(expect.arrayContaining(['message.queued', 'message.sent']));
    });
  });

  describe('keeps house', () => {
    it('by its own clock in virtual time, and leaves no alarm behind', async () => {
      const storage = new MemoryStorage();
      const app = await boot(SmsModule.forRoot(wiring({ storage })));
      const { accountId } = await sendOne(app);
      const options = { idempotencyKey: 'order-1794' };
      const send = () =>
        app.get(MessageService).send(accountId, { to: '+33612121516', text: 'Bonjour' }, options);
      const first = await send();
      await clock.advanceBy(47 * HOUR_MS);
      expect(await send()).toEqual(first);
      await clock.advanceBy(3 * HOUR_MS);
      expect(await send()).not.toEqual(first);
      await clock.advanceBy(60 * 24 * HOUR_MS);
      expect(await storage.read(tx => tx.get(AccountRepository).usedOn(accountId, '2026-03-02'))).toBe(0);
      await app.close();
      running.pop();
      expect(clock.timerCount).toBe(0);
    });

    it('by the scheduler of the host in real time, under names that two modules can share', async () => {
      const real = () => wiring({ clock: new SystemClock() });
      const app = await boot(
        ScheduleModule.forRoot(),
        SmsModule.forRoot({ ...real(), isGlobal: false }),
        SmsModule.forRoot({ ...real(), isGlobal: false, carriers: [new Semaphore('other')] }),
      );
      const registry = app.get(SchedulerRegistry);
      expect(registry.getIntervals().sort()).toEqual([
        'sms.daily-use',
        'sms.daily-use.2',
        'sms.idempotency-records',
        'sms.idempotency-records.2',
        'sms.orphan-receipts',
        'sms.orphan-receipts.2',
        'sms.unknown-numbers',
        'sms.unknown-numbers.2',
      ]);
      await app.close();
      running.pop();
      expect(registry.getIntervals()).toEqual([]);
    });
  });

  describe('on a storage that others share', () => {
    const MINUTE_MS = 60_000;

    class DatedStorage extends MemoryStorage {
      override get isShared(): boolean {
        return true;
      }
      override now = () => Promise.resolve(Date.now() - 60 * MINUTE_MS);
    }
    const skewOf = (app: INestApplicationContext) => app.get(Delivery).status().clockSkewMs;

    it('dates by the storage, whatever the machine says', async () => {
      const { clock: _, ...others } = wiring({ storage: new DatedStorage() });
      const app = await boot(SmsModule.forRoot(others));
      expect(Math.round(skewOf(app)! / MINUTE_MS)).toBe(60);
      expect(Math.round((Date.now() - app.get(Clock).now()) / MINUTE_MS)).toBe(60);
    });

    it('dates by the clock of the host where it has bound one', async () => {
      const app = await boot(SmsModule.forRoot(wiring({ storage: new DatedStorage() })));
      expect(skewOf(app)).toBeNull();
      expect(app.get(Clock).now()).toBe(MORNING);
    });
  });

  it('opens the storage first and closes it last, after what is under way has ended', async () => {
    const storage = new WatchedStorage();
    const carrier = new Semaphore();
    const app = await boot(SmsModule.forRoot(wiring({ storage, carriers: [carrier] })));
    expect(storage.log).toEqual(['open']);
    carrier.holds = true;
    const { accountId, id } = await sendOne(app);
    let closed = false;
    const closing = app.close().then(() => (closed = true));
    running.pop();
    await clock.settle();
    expect([closed, carrier.state, await stateOf(app, accountId, id)]).toEqual([
      false,
      'started',
      'submitting',
    ]);
    for (const answer of carrier.held) answer();
    await closing;
    expect(await stateOf(app, accountId, id)).toBe('sent');
    expect(carrier.state).toBe('stopped');
    expect(storage.log).toEqual(['open', 'close']);
  });
});
