import type { ApiRequest } from '../exchange/index.js';
import { knownProblem, type KnownProblem } from '../problems/index.js';
import type { ResolvedSmsApiOptions } from '../sms-api.options.js';

/** When to come again, in seconds: by then most of what is under way is done. */
const RETRY_AFTER_S = 1;

/** A body up to this size is read to its end though it is not wanted. */
const BODY_READ_OCTETS = 65_536;

/**
 * Lets in as many requests as are served soon and fit into memory, and sends the rest away before their bodies are read. So
 * that too many requests cost those who come last a moment, instead of costing everybody minutes and the process its life.
 */
export class Admission {
  private requests = 0;
  private octets = 0;

  constructor(
    private readonly limits: Pick<
      ResolvedSmsApiOptions,
      'requestsMax' | 'requestOctetsMax' | 'bodyLimitOctets'
    >,
  ) {}

  /**
   * Lets a request in and answers what to call when it is over; calling that again does nothing. Undefined when there is no
   * room for it.
   */
  enter(request: ApiRequest): (() => void) | undefined {
    const { requestsMax, requestOctetsMax, bodyLimitOctets } = this.limits;
    const octets = octetsOf(request, bodyLimitOctets);
    const fits = this.requests < requestsMax && this.octets + octets <= requestOctetsMax;
    // A single one is let in whatever its size: its body has a limit of its own.
    if (!fits && this.requests > 0) return undefined;
    this.requests += 1;
    this.octets += octets;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.requests -= 1;
      this.octets -= octets;
    };
  }
}

/** What a request is told that was not let in. */
export function overloaded(request: ApiRequest): KnownProblem {
  // What is left of a large body is not read, so its connection cannot be used again; new ones cost more than a small body.
  const isLarge = octetsOf(request, Infinity) > BODY_READ_OCTETS;
  return knownProblem(
    'overloaded',
    'There are more requests under way than can be served in time, so this one was not begun. Repeat it with the same Idempotency-Key after Retry-After, and send fewer at once or several recipients in one.',
    { headers: { 'retry-after': String(RETRY_AFTER_S), ...(isLarge && { connection: 'close' }) } },
  );
}

/** What the body of a request may take in memory; as much as is allowed where it does not say, or is compressed. */
function octetsOf({ headers }: ApiRequest, bodyLimitOctets: number): number {
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined)
    return bodyLimitOctets;
  return Math.min(Number(headers['content-length'] ?? 0) || 0, bodyLimitOctets);
}
