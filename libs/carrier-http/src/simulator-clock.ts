import { ManualClock, SmsError, type Instant, type Timer } from '@chappe/sms';
import { ClockStream, type ClockEvent } from './clock-stream.js';
import { invalidOptions, isHttpUrl } from './http-carrier.options.js';

/** How a {@link SimulatorClock} is made. */
export interface SimulatorClockOptions {
  /** Where the simulator is: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** How this host is called at the simulator; different for each host that follows. Default `host`. */
  readonly name?: string;
  /** Clients of the simulator's doors that are this host's although their requests do not name it (SMPP system ids). */
  readonly clients?: readonly string[];
  /** How long {@link SimulatorClock.connect} tries before it gives up, in real milliseconds. Default 10,000. */
  readonly connectWithinMs?: number;
}

/** Node's timers hold at most 2^31 - 1 ms. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;
/** Well within the simulator's patience (10 s). */
const BUSY_EVERY_MS = 2_000;
const LAST_DATE = 8.64e15;

interface Waiting {
  readonly dueAt: Instant;
  readonly run: () => void | Promise<void>;
  disarm: () => void;
}

/**
 * A clock that follows the carrier simulator's, so that the host and the message centre live on one time. While the
 * simulator's time stands still this one does too; each step of an advance it does what is due and answers once it is idle; in
 * real mode it runs on its own, at the simulator's speed.
 *
 * Call {@link SimulatorClock.connect} before use. On shutdown {@link SimulatorClock.detach} lets it go on as real time, so
 * that draining comes to an end (in a Nest application that happens by itself).
 */
export class SimulatorClock extends ManualClock {
  readonly name: string;
  private readonly url: string;
  private readonly connectWithinMs: number;
  private readonly stream: ClockStream;
  private readonly pending = new Set<Waiting>();
  /** How it runs on by itself; undefined while it stands still. */
  private pace: { readonly from: Instant; readonly since: number; readonly speed: number } | undefined;
  private line: Promise<void> = Promise.resolve();
  private catchingUp = false;
  private detached = false;

  constructor({ url, name = 'host', clients = [], connectWithinMs = 10_000 }: SimulatorClockOptions) {
    super(0);
    const mistakes: string[] = [];
    const isName = (word: string): boolean => /^[\w.-]{1,64}$/.test(word);
    if (!isHttpUrl(url))
      mistakes.push(`url is ${JSON.stringify(url)}; it must be an http:// or https:// URL.`);
    if (!isName(name))
      mistakes.push(`name is ${JSON.stringify(name)}; it must be 1 to 64 letters, digits, dots or dashes.`);
    if (!clients.every(isName))
      mistakes.push('clients must be names of 1 to 64 letters, digits, dots or dashes.');
    if (!(connectWithinMs >= 0))
      mistakes.push(`connectWithinMs is ${String(connectWithinMs)}; it must be milliseconds.`);
    if (mistakes.length > 0) throw invalidOptions('SimulatorClock', mistakes);
    this.name = name;
    this.url = url.replace(/\/+$/, '');
    this.connectWithinMs = connectWithinMs;
    this.stream = new ClockStream(this.url, name, clients);
  }

  /**
   * Begins to follow; resolves once the present date is known. Afterwards the clock finds the simulator again by itself when
   * the connection is lost. Throws when the simulator does not answer within `connectWithinMs`.
   */
  connect(): Promise<void> {
    return new Promise((connected, failed) => {
      let lastCause: unknown;
      const limit = setTimeout(() => {
        this.stream.close();
        failed(
          new SmsError(
            'simulator_unreachable',
            `The clock of the simulator at ${this.url} did not answer within ${String(this.connectWithinMs)} ms ` +
              `(${lastCause instanceof Error ? lastCause.message : 'no answer'}). Start the simulator, or correct the URL.`,
            { cause: lastCause },
          ),
        );
      }, this.connectWithinMs);
      void this.stream.follow(
        () => this.now(),
        event => {
          clearTimeout(limit);
          void this.hear(event).then(connected);
        },
        cause => {
          lastCause = cause;
        },
      );
    });
  }

  /** Follows no more, and goes on as real time from where it is. */
  detach(): void {
    if (this.detached) return;
    this.detached = true;
    this.stream.close();
    this.run(this.now(), 1);
  }

  /** Called by Nest when the application ends, before anything drains. */
  onModuleDestroy(): void {
    this.detach();
  }

  override now(): Instant {
    const { pace } = this;
    if (pace === undefined) return super.now();
    return Math.max(super.now(), pace.from + Math.floor((performance.now() - pace.since) * pace.speed));
  }

  override at(dueAt: Instant, run: () => void | Promise<void>): Timer {
    const entry: Waiting = { dueAt, run, disarm: () => undefined };
    this.pending.add(entry);
    this.arm(entry);
    return {
      cancel: () => {
        this.pending.delete(entry);
        entry.disarm();
      },
    };
  }

  private hear(event: ClockEvent): Promise<void> {
    const { step, now, mode, speed } = event;
    const busy =
      step === undefined
        ? undefined
        : setInterval(() => void this.stream.answer({ step, busy: true }), BUSY_EVERY_MS);
    return this.inLine(async () => {
      if (!this.detached) {
        if (step !== undefined) await this.doStep(now);
        else if (mode === 'real') this.run(now, speed);
        else {
          this.stand();
          await this.moveTo(now);
        }
      }
      clearInterval(busy);
      if (step === undefined || this.detached) return;
      await this.stream.answer({ step, nextDueAt: isoDate(this.nextDueAt()), outside: this.outsideCount });
    });
  }

  /** Does all that is due at a date, and all that follows from it without time passing. */
  private async doStep(now: Instant): Promise<void> {
    this.stand();
    let outside: number;
    do {
      outside = this.outsideCount;
      await this.moveTo(now);
    } while (outside !== this.outsideCount || (this.nextDueAt() ?? Infinity) <= this.now());
  }

  /** From now on it moves only when told. */
  private stand(): void {
    if (this.pace === undefined || this.detached) return;
    const present = this.now();
    this.pace = undefined;
    for (const entry of this.pending) entry.disarm();
    // Sets the date; what is due there is done by the caller's move.
    void super.moveTo(present);
    for (const entry of this.pending) this.arm(entry);
  }

  /** From now on it runs by itself. */
  private run(now: Instant, speed: number): void {
    this.pace = { from: Math.max(now, this.now()), since: performance.now(), speed };
    for (const entry of this.pending) {
      entry.disarm();
      this.arm(entry);
    }
  }

  private arm(entry: Waiting): void {
    const { pace } = this;
    if (pace === undefined) {
      const timer = super.at(entry.dueAt, () => this.fire(entry));
      entry.disarm = () => timer.cancel();
      if (entry.dueAt <= this.now()) this.catchUp();
      return;
    }
    const delayMs = Math.max(0, Math.ceil((entry.dueAt - this.now()) / pace.speed));
    const timeout = setTimeout(
      () => {
        // Timers count whole milliseconds, and not more than 24 days of them.
        if (this.now() < entry.dueAt) return this.arm(entry);
        const work = this.fire(entry);
        // An advance may begin while it is under way.
        if (work) void this.track(work);
      },
      Math.min(delayMs, LONGEST_TIMEOUT_MS),
    ).unref();
    entry.disarm = () => clearTimeout(timeout);
  }

  private fire(entry: Waiting): void | Promise<void> {
    this.pending.delete(entry);
    try {
      return entry.run();
    } catch (cause) {
      // As with any timer, nobody is there to catch it; the clock itself goes on.
      queueMicrotask(() => {
        throw cause;
      });
    }
  }

  /** What is due at the present date needs no time to pass: it is done soon, as with any clock. */
  private catchUp(): void {
    if (this.catchingUp) return;
    this.catchingUp = true;
    setImmediate(() => {
      this.catchingUp = false;
      void this.inLine(async () => {
        if (this.pace === undefined) await this.moveTo(this.now());
      });
    });
  }

  private inLine(work: () => Promise<void> | void): Promise<void> {
    this.line = this.line.then(work);
    return this.line;
  }
}

function isoDate(at: Instant | undefined): string | null {
  return at === undefined || at > LAST_DATE ? null : new Date(at).toISOString();
}
