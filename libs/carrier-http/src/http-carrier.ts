import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  Carrier,
  SystemClock,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type Clock,
  type DeliveryReceipt,
  type PartQuery,
  type Submission,
  type SubmissionResult,
  type Timer,
} from '@chappe/sms';
import { judge, type Handed, type ItemAnswer } from './answers.js';
import { readEvent } from './carrier-events.js';
import { Door } from './door.js';
import { EventServer, type EventsAnswer } from './event-server.js';
import { HandOver } from './hand-over.js';
import { checkOptions, defaultHttpCarrierOptions, type HttpCarrierOptions } from './http-carrier.options.js';
import { itemsOf, type WireItem } from './items.js';
import { askAbout } from './queries.js';
import { SimulatorClock } from './simulator-clock.js';

/** No more events are taken in one request. */
export const MAX_EVENTS_PER_REQUEST = 1_000;

/** How often the rest of a message is handed over that was taken in part, before it is left in doubt. */
const ROUNDS_MAX = 5;
const RECONNECT_MIN_MS = 1_000;
const RECONNECT_MAX_MS = 30_000;
/** How long a question may take, in real milliseconds. */
const QUERY_LIMIT_MS = 10_000;
/** How long taking leave may take, in real milliseconds: the process is ending. */
const LEAVE_MS = 2_000;

/**
 * Carries messages over the HTTP door of the carrier simulator.
 *
 * Receipts and messages from phones come to a small server of its own, or, where the host gives a `receiptUrl`, to a route of the
 * host that calls {@link HttpCarrier.receive}. They are acknowledged once the library has stored them.
 *
 * @example
 * SmsModule.forRoot({ storage, carriers: [httpCarrier({ name: 'simulator', url: 'http://127.0.0.1:4000' })] })
 */
export class HttpCarrier extends Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities;
  private readonly options: HttpCarrierOptions & typeof defaultHttpCarrierOptions;
  private readonly clock: Clock;
  private readonly token: string;
  private readonly door: Door;
  private readonly handOver: HandOver;
  private readonly pending = new Set<Promise<SubmissionResult>>();
  private listener: CarrierListener | undefined;
  private server: EventServer | undefined;
  private connecting: Promise<Handed | undefined> | undefined;
  private reconnect: Timer | undefined;
  private reconnectMs = RECONNECT_MIN_MS;
  private stopped = false;
  private trouble: string | undefined = 'It has not been started.';

  constructor(options: HttpCarrierOptions) {
    super();
    checkOptions(options);
    this.options = { ...defaultHttpCarrierOptions, ...given(options) } as typeof this.options;
    this.name = options.name;
    const { ratePerSecond, windowSize, requestsAtOnce, answerLimitMs } = this.options;
    this.capabilities = { ratePerSecond, windowSize, submitMaxMs: answerLimitMs, deduplicates: true };
    this.clock = options.clock ?? new SystemClock();
    this.token = options.token ?? randomBytes(24).toString('base64url');
    const follower = this.clock instanceof SimulatorClock ? this.clock.name : undefined;
    // Room for taking leave and connecting anew while all submissions are held.
    this.door = new Door(options.url.replace(/\/+$/, ''), this.name, follower, requestsAtOnce + 2);
    this.handOver = new HandOver({
      clock: this.clock,
      requestsAtOnce,
      answerLimitMs,
      send: (items, signal) => this.send(items, signal),
    });
  }

  async start(listener: CarrierListener): Promise<void> {
    this.listener = listener;
    if (this.options.receiptUrl === undefined) {
      this.server = await EventServer.open(this.options.listen, (body, authorization) =>
        this.receive(body, authorization),
      );
    }
    await this.connect();
  }

  submit(submission: Submission, { signal }: { readonly signal: AbortSignal }): Promise<SubmissionResult> {
    const result = this.handAll(submission, signal);
    this.pending.add(result);
    const done = (): void => void this.pending.delete(result);
    result.then(done, done);
    return result;
  }

  /** Asks the simulator about what it has accepted. It answers at once, wherever its clock stands. */
  override query(
    parts: readonly PartQuery[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<readonly DeliveryReceipt[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(QUERY_LIMIT_MS)]);
    const asked = askAbout(
      parts,
      id => this.door.message(id, limit),
      () => this.clock.now(),
    );
    return this.clock.track(asked);
  }

  async stop(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
    this.stopped = true;
    this.reconnect?.cancel();
    this.trouble = 'It has been stopped.';
    await this.door.disconnect(AbortSignal.timeout(LEAVE_MS));
    await this.server?.close();
    await this.door.close();
    this.listener = undefined;
  }

  health(): CarrierHealth {
    return this.trouble === undefined ? { up: true } : { up: false, why: this.trouble };
  }

  /**
   * Takes a request of the simulator: the parsed body and the `Authorization` header of a POST to `receiptUrl`. Resolves once
   * all that it tells is stored; answer the request with what this resolves to.
   *
   * @example
   * app.post('/carrier/simulator/events', express.json({ limit: '8mb' }), async (req, res) => {
   *   const { status, body } = await carrier.receive(req.body, req.get('authorization'));
   *   res.status(status).json(body);
   * });
   */
  receive(body: unknown, authorization: string | undefined): Promise<EventsAnswer> {
    return this.clock.track(this.take(body, authorization));
  }

  private async take(body: unknown, authorization: string | undefined): Promise<EventsAnswer> {
    if (!isSame(authorization ?? '', `Bearer ${this.token}`)) {
      return refusal(401, 'The token is not the one that this carrier gave when it connected.');
    }
    const events = (body as { events?: unknown } | null | undefined)?.events;
    if (!Array.isArray(events) || events.length > MAX_EVENTS_PER_REQUEST) {
      return refusal(
        422,
        `Send { "events": [...] } with at most ${String(MAX_EVENTS_PER_REQUEST)} events, as JSON.`,
      );
    }
    const { listener } = this;
    if (listener === undefined) return refusal(503, 'The carrier is not started. Send again later.');
    const outcomes = await Promise.all(events.map(event => this.tell(event, listener)));
    const notStored = outcomes.flatMap((stored, place) => (stored ? [] : [place]));
    if (notStored.length > 0 && notStored.length === events.length) {
      return refusal(503, 'Nothing could be stored. Send again later.');
    }
    return { status: 200, body: { notStored } };
  }

  /** Answers whether the carrier may forget the event: it is stored, or nobody will ever be able to read it. */
  private async tell(event: unknown, listener: CarrierListener): Promise<boolean> {
    const read = readEvent(event, this.clock.now());
    if (read === undefined) {
      this.options.report?.(
        new Error(`${this.name} sent an event that cannot be read: ${JSON.stringify(event).slice(0, 500)}`),
      );
      return true;
    }
    try {
      await (read.kind === 'receipt' ? listener.receipt(read.receipt) : listener.inbound(read.message));
      return true;
    } catch (cause) {
      this.options.report?.(cause);
      return false;
    }
  }

  /** Hands all parts over; those that a busy carrier left out follow, since a text without them shows on no phone. */
  private async handAll(submission: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    const items = itemsOf(submission, this.options.defaultSender);
    const answers = new Array<ItemAnswer | undefined>(items.length);
    for (let round = 1; ; round += 1) {
      const missing = items.filter((_, place) => answers[place]?.ok !== true);
      const handed = await this.handOver.hand(missing, signal);
      if (handed.kind !== 'answered') {
        return round === 1 ? withoutAnswer(handed) : { kind: 'unknown', cause: takenInPart(answers) };
      }
      missing.forEach((item, place) => (answers[items.indexOf(item)] = handed.answers[place]));
      const verdict = judge(answers as ItemAnswer[]);
      if (verdict.done) return verdict.result;
      if (round === ROUNDS_MAX || signal.aborted) return { kind: 'unknown', cause: takenInPart(answers) };
      await new Promise<void>(resolve => this.clock.after(verdict.waitMs, resolve));
    }
  }

  private async send(items: readonly WireItem[], signal: AbortSignal): Promise<Handed> {
    if (!this.door.isConnected) {
      const failed = await this.connect();
      if (failed !== undefined) return failed;
    }
    let handed = await this.door.submit(items, signal);
    if (handed.kind === 'not_taken' && !this.door.isConnected) {
      // It was started anew, and does not know where our receipts go.
      const failed = await this.connect();
      if (failed !== undefined) return failed;
      handed = await this.door.submit(items, signal);
    }
    this.note(handed);
    return handed;
  }

  private connect(): Promise<Handed | undefined> {
    this.connecting ??= this.clock.outside(this.tryToConnect()).finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async tryToConnect(): Promise<Handed | undefined> {
    this.reconnect?.cancel();
    const receiptUrl = this.options.receiptUrl ?? this.server?.url;
    if (receiptUrl === undefined) return { kind: 'not_taken', retryAfterMs: null, cause: 'not started' };
    const abort = new AbortController();
    const limit = this.clock.after(this.options.answerLimitMs, () => abort.abort());
    const failed = await this.door.connect({ receiptUrl, token: this.token }, abort.signal);
    limit.cancel();
    if (failed === undefined) {
      this.trouble = undefined;
      this.reconnectMs = RECONNECT_MIN_MS;
      return undefined;
    }
    this.note(failed);
    // Whether or not it was heard, no message has left yet.
    return failed.kind === 'no_answer'
      ? { kind: 'not_taken', retryAfterMs: null, cause: failed.cause }
      : failed;
  }

  /** Keeps what the last exchange says about the carrier's health; while it is away, looks for it now and then. */
  private note(handed: Handed): void {
    if (handed.kind === 'answered') {
      this.trouble = undefined;
      return;
    }
    // An answer that was lost says nothing about whether the next one comes.
    if (handed.kind === 'no_answer' && this.door.isConnected) return;
    const why = handed.kind === 'refused' ? handed.rawCode : handed.cause;
    this.trouble = `${this.options.url} takes nothing at present: ${why}.`;
    this.reconnect?.cancel();
    if (this.stopped) return;
    this.reconnect = this.clock.after(this.reconnectMs, async () => {
      await this.connect();
    });
    this.reconnectMs = Math.min(this.reconnectMs * 2, RECONNECT_MAX_MS);
  }
}

function withoutAnswer(handed: Exclude<Handed, { kind: 'answered' }>): SubmissionResult {
  switch (handed.kind) {
    case 'not_taken':
      return { kind: 'throttled', retryAfterMs: handed.retryAfterMs, rawCode: handed.cause };
    case 'refused':
      return { kind: 'rejected', reason: 'carrier_unavailable', rawCode: handed.rawCode, permanent: false };
    case 'no_answer':
      return { kind: 'unknown', cause: handed.cause };
  }
}

function takenInPart(answers: readonly (ItemAnswer | undefined)[]): string {
  const taken = answers.filter(answer => answer?.ok === true).length;
  return `${String(taken)} of ${String(answers.length)} parts were taken; the others may be handed over again.`;
}

function refusal(status: number, detail: string): EventsAnswer {
  return { status, body: { status, detail } };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The options that were given; one that is undefined takes its default. */
function given(options: HttpCarrierOptions): Partial<HttpCarrierOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
