import type { FaultOptions } from '../faults/index.js';
import type { Operator, PortedRange } from '../network/index.js';
import type { Fate, SubscriberSettings } from '../subscribers/index.js';
import type { Distribution } from '../time/index.js';

/** What the world is like when it begins, and again after each reset. */
export interface WorldOptions {
  /** Default: {@link DEFAULT_OPERATORS}. */
  operators?: readonly Operator[];
  portedRanges?: readonly PortedRange[];
  /** Settings by number (plus or not). */
  subscribers?: Readonly<Record<string, SubscriberSettings>>;
  faults?: FaultOptions;
  /** Which client gets what phones send to a number: short code or long number to client id. */
  inboundRoutes?: Readonly<Record<string, string>>;
  /** What numbers that were never mentioned are like. Default: all of them ordinary phones. */
  fate?: Fate;
  latency?: Partial<Latency>;
  /** The number in the first id given out, decimal. Default 1,000,000,001. */
  firstId?: number;
  /** How ids are written. Default `decimal`. */
  idForm?: 'decimal' | 'hex' | 'HEX';
}

/** How long things take where no fault says otherwise. */
export interface Latency {
  /** From the submission to its answer. Default 0. */
  acceptanceMs: Distribution;
  /** From the centre to the phone. Default lognormal, median 2.5 s. */
  networkMs: Distribution;
  /** From the news of the network to the receipt. Default lognormal, median 0.5 s. The end of a validity is no news: 0. */
  receiptMs: Distribution;
}

/** The latency of a quiet day. */
export const REALISTIC_LATENCY: Readonly<Latency> = {
  acceptanceMs: 0,
  networkMs: { kind: 'lognormal', median: 2_500, sigma: 0.6, max: 30_000 },
  receiptMs: { kind: 'lognormal', median: 500, sigma: 0.5, max: 10_000 },
};

/** No latency at all: everything happens at the date that causes it. */
export const NO_LATENCY: Readonly<Latency> = { acceptanceMs: 0, networkMs: 0, receiptMs: 0 };
