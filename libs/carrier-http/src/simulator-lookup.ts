import { NumberLookup, SystemClock, type Clock, type NumberNetwork } from '@chappe/sms';
import { Agent, request } from 'undici';
import { invalidOptions, isHttpUrl } from './http-carrier.options.js';

/** How a {@link SimulatorLookup} is made. */
export interface SimulatorLookupOptions {
  /** Where the simulator's HTTP door is: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The time of the host. {@link simulatorLookup} takes it from the host; the system's by default. */
  readonly clock?: Clock;
}

/** Connections at once; what comes meanwhile waits for one. */
const CONNECTIONS = 16;
/** A simulator that answers at all answers within this, in real milliseconds, wherever its clock stands. */
const ANSWER_LIMIT_MS = 2_000;
const MAX_ANSWER_OCTETS = 65_536;

/**
 * The simulator's home location register (HLR) as a {@link NumberLookup}: the network that serves a number now, whether it
 * was ported there, and whether the phone can be reached.
 *
 * @example
 * SmsModule.forRoot({ storage, carriers, lookup: simulatorLookup({ url: 'http://127.0.0.1:4000' }), delivery: { routes } })
 */
export class SimulatorLookup extends NumberLookup {
  private readonly url: string;
  private readonly clock: Clock;
  private readonly agent = new Agent({ connections: CONNECTIONS, maxResponseSize: MAX_ANSWER_OCTETS });

  constructor(options: SimulatorLookupOptions) {
    super();
    checkLookupOptions(options);
    this.url = options.url.replace(/\/+$/, '');
    this.clock = options.clock ?? new SystemClock();
  }

  /** Throws when the simulator cannot be reached or answers nonsense. */
  lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    return this.clock.track(this.ask(msisdn));
  }

  private async ask(msisdn: string): Promise<NumberNetwork | undefined> {
    const { statusCode, body } = await request(`${this.url}/control/hlr/${encodeURIComponent(msisdn)}`, {
      dispatcher: this.agent,
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const text = await body.text();
    if (statusCode !== 200)
      throw new Error(`The simulator at ${this.url} answered ${String(statusCode)} about ${msisdn}: ${text}`);
    return networkIn(JSON.parse(text), this.clock.now());
  }
}

/** Checks the options; throws one error that lists every mistake. */
export function checkLookupOptions({ url }: SimulatorLookupOptions): void {
  if (isHttpUrl(url)) return;
  throw invalidOptions('SimulatorLookup', [
    `url is ${JSON.stringify(url)}; it must be an http:// or https:// URL, such as http://127.0.0.1:4000.`,
  ]);
}

/** What the register told; undefined for a number that nobody has. */
function networkIn(answer: unknown, now: number): NumberNetwork | undefined {
  const { present, reach, ported, at } = (answer ?? {}) as Record<string, unknown>;
  const { mcc, mnc } = (present ?? {}) as Record<string, unknown>;
  if (typeof mcc !== 'string' || typeof mnc !== 'string') return undefined;
  const date = typeof at === 'string' ? Date.parse(at) : NaN;
  return {
    mcc,
    mnc,
    ported: ported === true,
    live: reach === 'present',
    at: Number.isFinite(date) ? date : now,
  };
}
