import type { Clock } from '../kernel/index.js';
import type { ReasonKey } from '../messages/index.js';
import type { SubmissionResult } from './carrier.js';
import type { DeliveryOptions } from './delivery.options.js';

/**
 * - `closed`: the carrier is well, and is given messages.
 * - `open`: it failed too often in a row, and is given nothing for a while.
 * - `half_open`: it is given one message, whose answer decides.
 */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** What an answer says about the carrier; a refusal of the message alone says that the carrier is well. */
export type Verdict = 'well' | 'failed' | 'none';

/** Temporary refusals that are the carrier's own fault, whatever the message. */
const CARRIER_FAULTS: ReadonlySet<ReasonKey> = new Set([
  'carrier_unavailable',
  'carrier_error',
  'network_error',
  'no_answer',
]);

/** Judges a carrier by one answer. Too fast is no failure: the lane slows down by itself. */
export function verdictOf(result: SubmissionResult): Verdict {
  switch (result.kind) {
    case 'accepted':
      return 'well';
    case 'throttled':
      return result.scope === 'message' ? 'well' : 'none';
    case 'unknown':
      return 'failed';
    case 'rejected':
      return !result.permanent && CARRIER_FAULTS.has(result.reason) ? 'failed' : 'well';
  }
}

/**
 * Takes a carrier out of service that fails, so that its messages go elsewhere instead of waiting for time-outs: after
 * `breakerFailures` failures in a row it opens for `breakerMinMs`, then lets one message through; when that fails as well it
 * opens for twice as long, up to `breakerMaxMs`. One good answer closes it.
 */
export class Breaker {
  private failures = 0;
  private openedUntil: number | undefined;
  private openForMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: Pick<DeliveryOptions, 'breakerFailures' | 'breakerMinMs' | 'breakerMaxMs'>,
  ) {
    this.openForMs = options.breakerMinMs;
  }

  get state(): BreakerState {
    if (this.openedUntil === undefined) return 'closed';
    return this.clock.elapsed() < this.openedUntil ? 'open' : 'half_open';
  }

  /** When it lets the next message through, by {@link Clock.elapsed}; undefined when it does now. */
  get openUntil(): number | undefined {
    return this.state === 'open' ? this.openedUntil : undefined;
  }

  /** Failures in a row. */
  get failuresInARow(): number {
    return this.failures;
  }

  /** Hears of an answer. Answers whether the carrier went down or came up with it. */
  hear(verdict: Verdict): 'down' | 'up' | undefined {
    if (verdict === 'none') return undefined;
    if (verdict === 'well') {
      const wasDown = this.openedUntil !== undefined;
      this.failures = 0;
      this.openedUntil = undefined;
      this.openForMs = this.options.breakerMinMs;
      return wasDown ? 'up' : undefined;
    }
    this.failures += 1;
    // Answers to what had left before it opened say nothing new.
    if (this.state === 'open' || this.failures < this.options.breakerFailures) return undefined;
    const wasUp = this.openedUntil === undefined;
    this.openedUntil = this.clock.elapsed() + this.openForMs;
    this.openForMs = Math.min(this.openForMs * 2, this.options.breakerMaxMs);
    return wasUp ? 'down' : undefined;
  }
}
