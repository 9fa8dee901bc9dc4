import { HEADER_OCTETS, MAX_PDU_OCTETS } from '../codec/index.js';
import { systemTimers } from '../time/index.js';
import type { Timers } from '../time/index.js';

/** Limits and times of a session, both sides alike. All have defaults: {@link SESSION_DEFAULTS}. */
export interface SessionLimits {
  /** Requests of ours that may be unanswered at once; more of them wait. */
  readonly window: number;
  /** From the moment a request has left until its answer; also the longest it waits to leave. */
  readonly requestTimeoutMs: number;
  /** Silence after which we ask whether the peer is still there; 0 never asks. */
  readonly enquireLinkIntervalMs: number;
  /** The same while requests of ours wait for their answers, where that is shorter. */
  readonly awaitingEnquireLinkIntervalMs: number;
  /** Unanswered enquire_link in a row after which the link is dead. */
  readonly missedEnquireLinks: number;
  /** Idle time after which TCP itself asks whether the other machine is there (ten probes, a second apart); 0 never asks. */
  readonly tcpKeepAliveMs: number;
  /** From the first octet of a PDU to its last. */
  readonly unfinishedPduTimeoutMs: number;
  /** How long an unbind waits for what is under way. */
  readonly drainTimeoutMs: number;
  /** From our FIN until the socket is destroyed when the peer does not close. */
  readonly closeTimeoutMs: number;
  /** Requests of the peer that may be unanswered at once; at that point we stop reading. */
  readonly maxUnanswered: number;
  /** Octets that may wait to be sent: a request beyond is refused, an answer beyond twice as many ends the session. */
  readonly maxQueuedOctets: number;
  /** The longest frame taken from a bound peer. */
  readonly maxFrameOctets: number;
  /** The longest frame taken before the bind: whoever is there is not known yet. */
  readonly maxUnboundFrameOctets: number;
  /** See `EncodeOptions`: how much longer than the standard our strings may be. */
  readonly overlengthOctets: number;
}

/** The defaults of every session (values of the field: Kannel's, Jasmin's and cloudhopper's are near them). */
export const SESSION_DEFAULTS: SessionLimits = {
  window: 10,
  requestTimeoutMs: 30_000,
  enquireLinkIntervalMs: 30_000,
  awaitingEnquireLinkIntervalMs: 4_000,
  missedEnquireLinks: 2,
  tcpKeepAliveMs: 15_000,
  unfinishedPduTimeoutMs: 10_000,
  drainTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  maxUnanswered: 1_000,
  maxQueuedOctets: 1_048_576,
  maxFrameOctets: MAX_PDU_OCTETS,
  maxUnboundFrameOctets: 4_096,
  overlengthOctets: 0,
};

/** The smallest value each limit may have. */
const MINIMA: SessionLimits = {
  window: 1,
  requestTimeoutMs: 1,
  enquireLinkIntervalMs: 0,
  awaitingEnquireLinkIntervalMs: 1,
  missedEnquireLinks: 1,
  tcpKeepAliveMs: 0,
  unfinishedPduTimeoutMs: 1,
  drainTimeoutMs: 0,
  closeTimeoutMs: 0,
  maxUnanswered: 1,
  maxQueuedOctets: 1,
  maxFrameOctets: HEADER_OCTETS,
  maxUnboundFrameOctets: HEADER_OCTETS,
  overlengthOctets: 0,
};

/** Sees every frame that comes in (malformed ones too) and every PDU that is queued to go out, as octets. */
export type Trace<S> = (direction: 'in' | 'out', octets: Buffer, session: S) => void;

/** What a session is made with. */
export interface SessionOptions<S> extends Partial<SessionLimits> {
  /** Where time comes from; the system's clock by default. */
  readonly timers?: Timers;
  readonly trace?: Trace<S>;
}

/** Options with every default filled in. */
export interface ResolvedOptions<S> extends SessionLimits {
  readonly timers: Timers;
  readonly trace: Trace<S> | undefined;
}

/** An option that makes no sense. Thrown when a session or a server is made. */
export class SmppOptionError extends Error {
  override readonly name = 'SmppOptionError';

  static tooSmall(option: string, found: unknown, minimum: number): SmppOptionError {
    return new SmppOptionError(
      `The option ${option} is ${String(found)}; give a whole number of at least ${minimum}.`,
    );
  }
}

/** Fills the defaults in. @throws SmppOptionError for a limit that is no whole number or too small. */
export function resolveOptions<S>(options: SessionOptions<S>): ResolvedOptions<S> {
  const limits = { ...SESSION_DEFAULTS };
  for (const name of Object.keys(SESSION_DEFAULTS) as (keyof SessionLimits)[]) {
    const value = options[name] ?? SESSION_DEFAULTS[name];
    checkWhole(name, value, MINIMA[name]);
    (limits as { -readonly [K in keyof SessionLimits]: number })[name] = value;
  }
  return { ...limits, timers: options.timers ?? systemTimers, trace: options.trace };
}

export function checkWhole(option: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum) throw SmppOptionError.tooSmall(option, value, minimum);
}
