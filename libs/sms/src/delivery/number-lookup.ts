import type { Instant } from '../kernel/index.js';

/** The network in which a number is at present. */
export interface NumberNetwork {
  /** Mobile country code: three digits. */
  readonly mcc: string;
  /** Mobile network code: two or three digits, and a string, because 01 is not 001. */
  readonly mnc: string;
  /** Whether it is another network than the one that gave the number out. */
  readonly ported: boolean;
  /** Whether the phone can be reached now; absent where only the portability database was asked. */
  readonly live?: boolean | undefined;
  /** When it was so. */
  readonly at: Instant;
}

/**
 * Who tells in which network a number is: a portability database (MNP) or a home location register (HLR). The prefix gives
 * the original network only, which drops, forwards or bills wrongly what is for a number that has left it.
 *
 * Who calls it: the dispatcher, outside any transaction, before a message is handed over, and only for messages for which
 * a route asks for networks ({@link Route.networks}). Answers are kept for `lookupKeptMs`, failures for `lookupRetryMs`, so
 * it is asked once per number and day or so; up to `claimMax` numbers may be asked about at once.
 *
 * - An answer decides which routes fit.
 * - `undefined` says that nobody knows: routes with `networks` come after all the others.
 * - Throwing, or taking longer than `lookupMaxMs`, says the same and is reported. Nothing stops a message from being sent.
 *
 * An adapter that asks somebody over a wire declares it to the clock ({@link Clock.track}), so that virtual time waits.
 *
 * @example
 * class MyLookup extends NumberLookup {
 *   async lookup(msisdn: string) {
 *     const { mcc, mnc, ported } = await mnp.query(msisdn);
 *     return { mcc, mnc, ported, at: this.clock.now() };
 *   }
 * }
 */
export abstract class NumberLookup {
  /** The present network of a number, E.164 with `+`; undefined when it is not known. */
  abstract lookup(msisdn: string): Promise<NumberNetwork | undefined>;
}
