import {
  AccountRepository,
  Billing,
  Carrier,
  IdempotencyRepository,
  LedgerRepository,
  MessageRepository,
  OptOutRepository,
  OutboxRepository,
  Storage,
  money,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type MessageChange,
  type Payer,
  type Quote,
  type QuoteLine,
  type RepositoryPort,
  type Submission,
  type SubmissionResult,
  type Transaction,
} from '@chappe/sms';
import { HOUR } from '@chappe/testing';
import type { Sabotage } from './simulation.js';

/** A defect that is put in on purpose: a bench that does not find it proves nothing. */
export interface Canary {
  readonly name: string;
  /** What the checker is to say. */
  readonly finds: RegExp;
  readonly sabotage: () => Sabotage;
}

type Methods<R> = { readonly [Name in keyof R]?: R[Name] };

/** A storage of whose repositories one does some things otherwise. */
class TamperedStorage<R extends object> extends Storage {
  constructor(
    private readonly database: Storage,
    private readonly port: RepositoryPort<R>,
    private readonly otherwise: (repository: R) => Methods<R>,
  ) {
    super();
  }

  open = () => this.database.open();
  close = () => this.database.close();
  ping = () => this.database.ping();

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(tx => work(this.tampered(tx)));
  }

  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.read(tx => work(this.tampered(tx)));
  }

  onAnnounced(topic: string, listener: () => void): () => void {
    return this.database.onAnnounced(topic, listener);
  }

  private tampered(tx: Transaction): Transaction {
    const get = <P>(port: RepositoryPort<P>): P => {
      const repository = tx.get(port);
      if ((port as unknown) !== this.port) return repository;
      const own = repository as unknown as R;
      return Object.assign(Object.create(own) as object, this.otherwise(own)) as P;
    };
    return Object.assign(Object.create(tx) as Transaction, { get });
  }
}

/** A storage that now and then says that something is on disk which is not. */
class LyingStorage extends TamperedStorage<object> {
  private count = 0;

  constructor(private readonly honest: Storage) {
    super(honest, LedgerRepository, () => ({}));
  }

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if ((this.count += 1) % 20 !== 0) return this.honest.transaction(work);
    let answer: T | undefined;
    const forgotten = new Error('Forgotten.');
    await this.honest
      .transaction(async tx => {
        answer = await work(tx);
        throw forgotten;
      })
      .catch((cause: unknown) => {
        if (cause !== forgotten) throw cause;
      });
    return answer as T;
  }
}

class TamperedBilling extends Billing {
  constructor(
    private readonly ledger: Billing,
    private readonly holds: (holds: readonly Hold[]) => readonly Hold[],
    private readonly ends: (ends: readonly HoldEnd[]) => readonly HoldEnd[],
  ) {
    super();
  }

  quote(payer: Payer, lines: readonly QuoteLine[]): readonly (Quote | undefined)[] {
    return this.ledger.quote(payer, lines);
  }

  hold(tx: Transaction, payer: Payer, holds: readonly Hold[]): Promise<HoldOutcome> {
    return this.ledger.hold(tx, payer, this.holds(holds));
  }

  end(tx: Transaction, ends: readonly HoldEnd[]): Promise<void> {
    return this.ledger.end(tx, this.ends(ends));
  }
}

class TamperedCarrier extends Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities;

  constructor(
    private readonly carrier: Carrier,
    private readonly otherwise: {
      readonly listener?: (listener: CarrierListener) => CarrierListener;
      readonly submission?: (submission: Submission) => Submission;
      readonly result?: (result: SubmissionResult) => SubmissionResult;
    },
  ) {
    super();
    this.name = carrier.name;
    this.capabilities = carrier.capabilities;
  }

  start(listener: CarrierListener): Promise<void> {
    return this.carrier.start(this.otherwise.listener?.(listener) ?? listener);
  }

  async submit(submission: Submission, options: { readonly signal: AbortSignal }): Promise<SubmissionResult> {
    const result = await this.carrier.submit(this.otherwise.submission?.(submission) ?? submission, options);
    return this.otherwise.result?.(result) ?? result;
  }

  stop(): Promise<void> {
    return this.carrier.stop();
  }

  health(): CarrierHealth {
    return this.carrier.health();
  }
}

const same = <T>(things: T): T => things;

function inRepository<R extends object>(
  port: RepositoryPort<R>,
  otherwise: (repository: R) => Methods<R>,
): () => Sabotage {
  return () => ({ storage: database => new TamperedStorage(database, port, otherwise) });
}

function changed(
  how: (change: MessageChange) => MessageChange,
): (messages: MessageRepository) => Methods<MessageRepository> {
  return messages => ({ save: changes => messages.save(changes.map(how)) });
}

/** The defects, each in a port of its own kind. */
export const CANARIES: readonly Canary[] = [
  {
    name: 'credit that is not given back',
    finds: /holds never ended/,
    sabotage: () => ({
      billing: ledger =>
        new TamperedBilling(ledger, same, ends => ends.filter(end => end.captured.micros > 0)),
    }),
  },
  {
    name: 'messages that go for nothing',
    finds: /parts were paid/,
    sabotage: () => ({
      billing: ledger =>
        new TamperedBilling(ledger, same, ends =>
          ends.map(end => ({ ...end, captured: money(0, end.captured.asset) })),
        ),
    }),
  },
  {
    name: 'credit that is held twice',
    finds: /Credit was held for .* which is not there|holds never ended/,
    sabotage: () => ({
      billing: ledger =>
        new TamperedBilling(
          ledger,
          holds => [...holds, ...holds.map(hold => ({ ...hold, holdId: `${hold.holdId}-again` }))],
          same,
        ),
    }),
  },
  {
    name: 'holds that are never made',
    finds: /0 holds were made/,
    sabotage: inRepository(LedgerRepository, () => ({ hold: () => Promise.resolve(true) })),
  },
  {
    name: 'facts that are not written down',
    finds: /listeners heard/,
    sabotage: inRepository(OutboxRepository, outbox => ({
      append: events => outbox.append(events.filter(({ type }) => type !== 'message.buffered')),
    })),
  },
  {
    name: 'facts in the wrong order',
    finds: /listeners heard/,
    sabotage: inRepository(OutboxRepository, outbox => ({
      claim: async request => (await outbox.claim(request)).toReversed(),
    })),
  },
  {
    name: 'facts that are forgotten when a listener fails',
    finds: /listeners heard/,
    sabotage: () => ({
      hear: (event, hear) => {
        if (event.type !== 'message.in_doubt') hear(event);
      },
    }),
  },
  {
    name: 'a timeline with holes',
    finds: /it counts \d+ moves|its move \d+ has the number/,
    sabotage: inRepository(
      MessageRepository,
      changed(change => ({ ...change, moves: change.moves.filter(({ to }) => to !== 'buffered') })),
    ),
  },
  {
    name: 'an end that is not kept',
    finds: /and its moves say/,
    sabotage: inRepository(
      MessageRepository,
      changed(change => {
        if (change.message.state !== 'undelivered') return change;
        const message = Object.assign(
          Object.create(Object.getPrototypeOf(change.message) as object),
          change.message,
        );
        return { ...change, message: Object.assign(message, { state: 'sent' }) };
      }),
    ),
  },
  {
    name: 'a dispatcher that sleeps on',
    finds: /never came to an end|too late/,
    sabotage: inRepository(MessageRepository, () => ({ nextWakeAt: () => Promise.resolve(undefined) })),
  },
  {
    name: 'scheduled messages that leave early',
    finds: /before its date/,
    sabotage: inRepository(MessageRepository, messages => ({
      claimDue: async request => {
        const due = await messages.claimDue(request);
        const early = await messages.claimDue({ ...request, states: ['scheduled'], now: request.now + HOUR });
        const ids = new Set(due.map(({ id }) => id));
        return [...due, ...early.filter(({ id }) => !ids.has(id))];
      },
    })),
  },
  {
    name: 'answers that are not remembered under their key',
    finds: /under its key|under one key|under the key/,
    sabotage: inRepository(IdempotencyRepository, () => ({ add: () => Promise.resolve(true) })),
  },
  {
    name: 'a list of opt-outs that nobody reads',
    finds: /who had said STOP/,
    sabotage: inRepository(OptOutRepository, () => ({ among: () => Promise.resolve(new Set<string>()) })),
  },
  {
    name: 'a daily limit that does not count',
    finds: /of its day/,
    sabotage: inRepository(AccountRepository, () => ({ useDailyLimit: () => Promise.resolve(true) })),
  },
  {
    name: 'a counter that is one too high',
    finds: /messages and a list of|counts \d+/,
    sabotage: inRepository(MessageRepository, messages => ({
      count: async filter => (await messages.count(filter)) + 1,
    })),
  },
  {
    name: 'commits that were only promised',
    finds: /./,
    sabotage: () => ({ storage: database => new LyingStorage(database) }),
  },
  {
    name: 'a carrier that is thanked too early',
    finds: /nobody knows|never came to an end/,
    sabotage: () => ({
      carrier: carrier =>
        new TamperedCarrier(carrier, {
          listener: listener => ({
            inbound: message => listener.inbound(message),
            receipt: receipt => {
              listener.receipt(receipt).catch(() => undefined);
              return Promise.resolve();
            },
          }),
        }),
    }),
  },
  {
    name: 'a silence that is taken for "too fast"',
    finds: /the centre took part \d+ \d+ times/,
    sabotage: () => ({
      carrier: carrier =>
        new TamperedCarrier(carrier, {
          result: result =>
            result.kind === 'unknown'
              ? { kind: 'throttled', retryAfterMs: 1000, rawCode: 'silence' }
              : result,
        }),
    }),
  },
  {
    name: 'a text that changes on its way',
    finds: /something else left/,
    sabotage: () => ({
      carrier: carrier =>
        new TamperedCarrier(carrier, {
          submission: submission => ({ ...submission, text: submission.text.replace('Bonjour', 'Bonsoir') }),
        }),
    }),
  },
  {
    name: 'a process that trusts the clock of its machine',
    finds:
      /expired too early|before its date|after its validity|not in the order of time|too late|never came to an end|refused for no reason/,
    sabotage: () => ({ trustsOwnClock: true }),
  },
];
