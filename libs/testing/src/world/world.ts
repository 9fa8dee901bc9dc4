import {
  AccountService,
  CreditService,
  Delivery,
  ManualClock,
  MessageService,
  OptOutService,
  SeededRandom,
  SmsModule,
  TokenService,
  money,
  type Account,
  type Carrier,
  type LedgerAudit,
  type MessageDetails,
  type MessageSnapshot,
  type MessageState,
  type NumberLookup,
  type PriceList,
  type SendCommand,
  type SendOutcome,
  type SmsModuleOptions,
  type Storage,
} from '@chappe/sms';
import { MessageCentre, NO_LATENCY, VirtualTime, type WorldOptions } from '@chappe/smsc';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

import { MemoryStorage } from '../storage/memory.storage.js';
import { CentreCarrier } from './centre-carrier.js';
import { waitFor, type WaitedMessage, type WaitForOptions } from './wait-for.js';
import { goInStep } from './world-clock.js';

/** Where stories begin, unless they say: a Monday at nine in the morning, Paris. */
const STORY_BEGINS_AT = Date.parse('2026-03-02T08:00:00Z');
const CREDIT_MICROS = 1_000_000_000;

/** What a world is made of; everything has a default. */
export interface WorldSettings {
  /** Where the host keeps what it knows. In memory by default; the world opens and closes it. */
  readonly storage?: Storage;
  /** Seeds the chance of both the host and the centre. */
  readonly seed?: number;
  /** Where time begins, in milliseconds since the epoch. */
  readonly startAt?: number;
  /** Options of the host's SmsModule. */
  readonly sms?: SmsModuleOptions;
  /** The network, its operators, subscribers and faults. No latency unless it says so. */
  readonly centre?: WorldOptions;
  /** What the account has to spend, in micro-euros: 1000 EUR by default. */
  readonly creditMicros?: number;
  /** Other carriers than the centre's. */
  readonly carriers?: (centre: MessageCentre, clock: ManualClock) => readonly Carrier[];
  /** Who tells the host in which networks numbers are; nobody by default. */
  readonly lookup?: (centre: MessageCentre, clock: ManualClock) => NumberLookup;
  /** What messages cost; the list that the library comes with by default. */
  readonly prices?: PriceList;
  /** Modules of the host beside SmsModule. */
  readonly imports?: readonly Type[];
}

/**
 * A host and a message centre in one process, on one clock that stands still until it is told to go on. Made by
 * {@link openWorld}.
 */
export interface World {
  readonly app: INestApplicationContext;
  readonly centre: MessageCentre;
  readonly time: VirtualTime;
  readonly clock: ManualClock;
  /** An account with credit, which sends. */
  readonly account: Account;
  readonly messages: MessageService;
  readonly accounts: AccountService;
  readonly tokens: TokenService;
  readonly credits: CreditService;
  readonly optOuts: OptOutService;
  readonly delivery: Delivery;

  /** Sends, and lets everything happen that needs no time. Throws when it is refused. */
  send(command: SendCommand, options?: { readonly idempotencyKey?: string }): Promise<SendOutcome>;
  /** The same, for one recipient: answers the message. */
  sendOne(command: SendCommand): Promise<MessageSnapshot>;
  /** A message as it stands now, with timeline and parts. */
  look(id: string): Promise<MessageDetails>;
  /** The states a message has been in, in order. */
  states(id: string): Promise<readonly MessageState[]>;
  /** The texts on a phone, in the order in which they came. */
  phone(msisdn: string): readonly string[];
  /**
   * Waits until a whole message is on a phone, and answers it, with the one-time code and the links in it. What is there
   * already counts. Time goes on by itself until it comes, and no further.
   *
   * @example
   * await world.send({ to: '+33612345678', text: 'Your code is 482913' });
   * const { code } = await world.waitFor({ to: '+33612345678', match: /code/, advance: true });
   *
   * @throws Error when it does not come, with what is on the phone and what happened to it last
   */
  waitFor(options: WaitForOptions): Promise<WaitedMessage>;
  /** Lets time pass, in milliseconds, and everything happen that is due in it, in the centre and in the host. */
  advance(durationMs: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** What the ledger comes to. */
  audit(): Promise<LedgerAudit>;
  close(): Promise<void>;
}

/**
 * Opens a world: SmsModule on the given storage, a message centre, and one clock for both.
 *
 * @example
 * const world = await openWorld();
 * world.centre.subscribers.set('+33612345678', { state: 'off' });
 * const { id } = await world.sendOne({ to: '+33612345678', text: 'Bonjour' });
 * await world.advance(48 * HOUR);
 * expect((await world.look(id)).message.state).toBe('expired');
 * await world.close();
 */
export async function openWorld(settings: WorldSettings = {}): Promise<World> {
  const seed = settings.seed ?? 1;
  const startAt = settings.startAt ?? STORY_BEGINS_AT;
  const time = new VirtualTime({ startAt, turn: () => eventLoopTurn() });
  const centre = new MessageCentre({ time, seed, world: { latency: NO_LATENCY, ...settings.centre } });
  const clock = new ManualClock(startAt);
  const endStep = goInStep(clock, time);
  const storage = settings.storage ?? new MemoryStorage();

  class HostModule {}
  const app = await NestFactory.createApplicationContext(
    {
      module: HostModule,
      imports: [
        ...(settings.imports ?? []),
        SmsModule.forRoot({
          ...settings.sms,
          storage,
          clock,
          random: new SeededRandom(seed),
          carriers: settings.carriers?.(centre, clock) ?? [
            new CentreCarrier({ name: 'centre', centre, clock }),
          ],
          ...(settings.prices && { prices: settings.prices }),
          ...(settings.lookup && { lookup: settings.lookup(centre, clock) }),
        }),
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const messages = app.get(MessageService);
  const credits = app.get(CreditService);
  const accounts = app.get(AccountService);

  const opened = await accounts.create({
    name: 'Story',
    asset: 'EUR',
    defaultCountry: 'FR',
    dailyLimit: null,
  });
  if (!opened.ok) throw new Error(opened.refusal.detail);
  const { account } = opened;
  const creditMicros = settings.creditMicros ?? CREDIT_MICROS;
  if (creditMicros > 0) await credits.topUp(account.id, money(creditMicros, 'EUR'));

  const send: World['send'] = async (command, options) => {
    const answer = await messages.send(account.id, command, options);
    if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.detail}`);
    await time.advanceBy(0);
    return answer.outcome;
  };
  const look: World['look'] = async id => {
    const answer = await messages.get(account.id, id);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer;
  };

  return {
    app,
    centre,
    time,
    clock,
    account,
    messages,
    accounts,
    credits,
    tokens: app.get(TokenService),
    optOuts: app.get(OptOutService),
    delivery: app.get(Delivery),
    send,
    sendOne: async command => {
      const [message] = (await send(command)).accepted;
      if (!message) throw new Error('Nothing was accepted.');
      return message;
    },
    look,
    states: async id => (await look(id)).timeline.map(move => move.to),
    phone: msisdn => centre.subscribers.messages(msisdn).map(message => message.text),
    waitFor: options => waitFor(centre, options),
    advance: durationMs => time.advanceBy(durationMs),
    settle: () => time.advanceBy(0),
    audit: () => credits.audit(),
    close: async () => {
      endStep();
      const closing = app.close();
      // What never gets an answer is given up after the drain time, which passes only if somebody lets it.
      let closed = false;
      void closing.finally(() => (closed = true));
      while (!closed) await clock.advanceBy(1000);
      await closing;
    },
  };
}
