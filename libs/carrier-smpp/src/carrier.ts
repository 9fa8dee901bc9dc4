import {
  Carrier,
  Clock,
  Random,
  type Allotment,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type DeliveryReceipt,
  type PortBinding,
  type Submission,
  type SubmissionResult,
} from '@chappe/sms';
import type { Pdu } from '@chappe/smpp';
import { EventEmitter } from 'node:events';
import {
  compileErrorMap,
  compileReceiptErrorMap,
  KnownParts,
  mistakesInErrorMap,
  mistakesInReceiptErrorMap,
  type ErrorMap,
  type ReceiptErrorMap,
} from './answers/index.js';
import type { OddityKind, SmppCarrierEvents, SmppCarrierStats } from './carrier.events.js';
import { Counters } from './counters.js';
import { Inquirer } from './inquirer.js';
import { Links, type BindRefusal } from './links/index.js';
import {
  DIALECTS,
  invalidOptions,
  resolveOptions,
  type DialectSettings,
  type ResolvedOptions,
  type SmppCarrierOptions,
} from './options/index.js';
import { Receiver } from './receiver.js';
import type { RestEnd } from './rests.js';
import { Submitter, type Handed } from './submitter.js';

/**
 * The Carrier port over SMPP 3.4: any operator or aggregator, and the simulator. It holds its binds by itself, hands parts
 * over within window and rate, and tells receipts and replies.
 *
 * It does not deduplicate, as SMPP carriers do not. What certainly never left is `throttled`; what left without an answer is
 * `unknown`. An answer that comes after its time is told as a receipt, so that a message in doubt is settled by it.
 *
 * @example
 * const carrier = new SmppCarrier({ name: 'orange', url: 'smpp://id:secret@smsc.example:2775' }, clock, random);
 * carrier.events.on('misconfigured', ({ name, meaning }) => page(`orange: ${name} ${meaning}`));
 */
export class SmppCarrier extends Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities;
  /** By query_sm (SMPP 3.4 §4.8), one for each part; not there when the option `queries` says that the carrier offers none. */
  override readonly query?: NonNullable<Carrier['query']>;
  /** What happens, for logs, alarms and metrics. */
  readonly events = new EventEmitter<SmppCarrierEvents>();

  private readonly options: ResolvedOptions;
  private readonly counters = new Counters();
  private readonly known: KnownParts;
  private readonly links: Links<Handed>;
  private readonly submitter: Submitter;
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly tellings = new Set<Promise<void>>();
  private errorMap: ReturnType<typeof compileErrorMap>;
  private meanings: ReturnType<typeof compileReceiptErrorMap>;
  private listener: CarrierListener | undefined;
  private receiver: Receiver | undefined;
  private stopping = false;
  private isMisconfigured = false;

  /** @throws SmsError `invalid_options` that lists every mistake */
  constructor(
    options: SmppCarrierOptions,
    private readonly clock: Clock,
    random: Random,
  ) {
    super();
    this.options = resolveOptions(options);
    const { name, window, binds, ratePerSecond, submitMaxMs, rememberedParts } = this.options;
    this.name = name;
    const { totalBinds, totalRatePerSecond } = this.options;
    const limits = { binds: totalBinds, ratePerSecond: totalRatePerSecond };
    const isShared = totalBinds !== null || totalRatePerSecond !== null;
    this.capabilities = {
      ...{ ratePerSecond, windowSize: window * binds, submitMaxMs, deduplicates: false },
      ...(isShared && { limits }),
    };
    this.known = new KnownParts(rememberedParts);
    this.errorMap = compileErrorMap(this.options.errorMap);
    this.meanings = compileReceiptErrorMap(this.options.receiptErrorMap);
    const odd = (kind: OddityKind, raw: string) => this.odd(kind, raw);
    this.links = new Links<Handed>(
      {
        options: this.options,
        clock,
        random,
        deliver: pdu => this.deliver(pdu),
        late: (handed, pdu) => this.late(handed, pdu),
        nonsense: what => odd('nonsense', what),
      },
      {
        bound: mode => this.tell('bound', mode),
        unbound: (mode, why) => this.tell('unbound', mode, why),
        up: () => {
          this.isMisconfigured = false;
          this.tell('up');
        },
        down: why => this.tell('down', why),
        misconfigured: refusal => this.misconfigured(refusal),
      },
    );
    this.submitter = new Submitter({
      options: this.options,
      clock,
      random,
      known: this.known,
      counters: this.counters,
      choose: () => this.links.choose(),
      errorMap: () => this.errorMap,
      odd,
      tell: (submission, partNumber, end) => this.tellOfRest(submission, partNumber, end),
    });
    const inquirer = new Inquirer({
      options: this.options,
      clock,
      known: this.known,
      counters: this.counters,
      choose: () => this.links.choose(),
      meanings: () => this.meanings,
      odd,
    });
    if (this.options.queries) this.query = (parts, { signal }) => this.finish(inquirer.ask(parts, signal));
  }

  /** What has happened so far. */
  get stats(): SmppCarrierStats {
    return this.counters.stats(this.links.boundCount);
  }

  /**
   * Takes other error maps into use, from the next answer on; one that is left out stays, and so does what the dialect means.
   * They are plain data: keep them in a file or a table and call this when they change.
   *
   * @throws SmsError `invalid_options` that lists every mistake; the maps in use then stay
   */
  useErrorMaps({
    errorMap,
    receiptErrorMap,
  }: {
    errorMap?: ErrorMap;
    receiptErrorMap?: ReceiptErrorMap;
  }): void {
    const mistakes = [
      ...(errorMap ? mistakesInErrorMap(errorMap, 'errorMap') : []),
      ...(receiptErrorMap ? mistakesInReceiptErrorMap(receiptErrorMap, 'receiptErrorMap') : []),
    ];
    if (mistakes.length > 0) throw invalidOptions(mistakes);
    if (errorMap) this.errorMap = compileErrorMap(errorMap);
    const { receiptErrorMap: ofDialect }: DialectSettings = DIALECTS[this.options.dialect];
    if (receiptErrorMap) this.meanings = compileReceiptErrorMap({ ...ofDialect, ...receiptErrorMap });
  }

  async start(listener: CarrierListener): Promise<void> {
    this.listener = listener;
    this.receiver = new Receiver({
      options: this.options,
      clock: this.clock,
      listener,
      known: this.known,
      counters: this.counters,
      meanings: () => this.meanings,
      odd: (kind, raw) => this.odd(kind, raw),
      notStored: cause => this.notStored(cause),
    });
    await this.links.start();
  }

  async submit(
    submission: Submission,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<SubmissionResult> {
    if (this.stopping) return { kind: 'throttled', retryAfterMs: null, rawCode: 'stopping' };
    if (!this.links.choose()) return { kind: 'throttled', retryAfterMs: null, rawCode: 'not_bound' };
    return this.finish(this.submitter.submit(submission, signal));
  }

  override async allot(
    { binds, ratePerSecond }: Allotment,
    { withinMs }: { readonly withinMs: number | null },
  ): Promise<void> {
    const promisedMs = ratePerSecond === null ? 0 : this.submitter.allot(ratePerSecond);
    await this.links.allow(binds ?? this.options.binds, withinMs);
    // Without binds nothing of it leaves any more.
    if (promisedMs > 0 && binds !== 0 && withinMs === null)
      await new Promise<void>(resolve => void this.clock.after(promisedMs, resolve));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    await this.submitter.stop();
    await Promise.allSettled(this.tellings);
    await this.receiver?.close();
    await this.links.stop();
  }

  health(): CarrierHealth {
    return this.links.health();
  }

  /** Keeps the binds until work is done, should the carrier be stopped meanwhile. */
  private async finish<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  private async deliver(pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>): Promise<number> {
    if (!this.receiver)
      throw new Error('A carrier delivers before it was started; binds are made by start alone.');
    return this.receiver.take(pdu);
  }

  /** The carrier has the parts after all: told like a receipt, which settles a message in doubt. */
  private late(handed: Handed, pdu: Pdu<'submit_sm_resp'>): void {
    const accepted = this.submitter.late(handed, pdu);
    const { command, messageId, sequence } = pdu;
    const raw = JSON.stringify({ command, messageId, sequence });
    this.tellOf(
      [...accepted].map(([partNumber, reference]) => ({
        reference,
        ours: { messageId: handed.messageId, partNumber },
        state: 'sent',
        reason: null,
        rawCode: 'late submit_sm_resp',
        at: this.clock.now(),
        raw,
      })),
    );
  }

  /** What became of a part that was left out of the answer to its submission. */
  private tellOfRest({ messageId }: Submission, partNumber: number, end: RestEnd): void {
    const ours = { messageId, partNumber };
    const at = this.clock.now();
    const raw = JSON.stringify({ command: 'submit_sm_resp', ...end });
    const { state } = end;
    this.tellOf([
      state === 'sent'
        ? { reference: end.reference, ours, state, reason: null, rawCode: 'submit_sm_resp', at, raw }
        : { reference: '', ours, state, reason: end.reason, rawCode: end.rawCode, at, raw },
    ]);
  }

  /** Tells the library like receipts what it has not asked for. */
  private tellOf(receipts: readonly DeliveryReceipt[]): void {
    if (!this.listener) return;
    const { listener } = this;
    const telling = this.clock
      .track(Promise.all(receipts.map(receipt => listener.receipt(receipt))))
      .then(
        () => undefined,
        (cause: unknown) => this.notStored(cause),
      )
      .finally(() => this.tellings.delete(telling));
    this.tellings.add(telling);
  }

  /** Each refusal is an event; the library is told of the first. */
  private misconfigured(refusal: BindRefusal): void {
    this.tell('misconfigured', refusal);
    const why = this.links.misconfiguration;
    if (this.isMisconfigured || why === undefined) return;
    this.isMisconfigured = true;
    this.listener?.misconfigured?.(why);
  }

  private odd(kind: OddityKind, raw: string): void {
    this.counters.countOddity(kind);
    this.tell('oddity', { kind, raw });
  }

  private notStored(cause: unknown): void {
    this.counters.count('notStored');
    this.tell('notStored', cause);
  }

  /** A listener that throws must not cost a bind or a message. */
  private tell<E extends keyof SmppCarrierEvents>(event: E, ...values: SmppCarrierEvents[E]): void {
    try {
      (this.events as EventEmitter).emit(event, ...values);
    } catch (cause) {
      process.emitWarning(`A listener of "${event}" of the carrier ${this.name} threw: ${String(cause)}`);
    }
  }
}

/**
 * An SMPP carrier for `SmsModule.forRoot({ carriers: [smppCarrier({ … })] })`; it gets the module's clock and chance.
 *
 * @throws SmsError `invalid_options` that lists every mistake
 * @example
 * smppCarrier({ name: 'orange', url: 'smpps://chappe:secret@smsc.example', binds: 2, window: 50, ratePerSecond: 100 })
 */
export function smppCarrier(options: SmppCarrierOptions): PortBinding<SmppCarrier> {
  // At once, so that mistakes show where they were made.
  resolveOptions(options);
  return {
    inject: [Clock, Random],
    useFactory: (clock: Clock, random: Random) => new SmppCarrier(options, clock, random),
  };
}
