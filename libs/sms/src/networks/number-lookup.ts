import type { Instant } from '../kernel/index.js';

/** A mobile network that serves a number. */
export interface ServingNetwork {
  /** Mobile country code: three digits. */
  readonly mcc: string;
  /** Mobile network code: two or three digits, and a string, because 01 is not 001. */
  readonly mnc: string;
  /** Whether it is another network than the one that gave the number out. */
  readonly ported: boolean;
}

/** The network in which a number is at present, as a lookup tells it. */
export interface NumberNetwork extends ServingNetwork {
  /** Whether the phone can be reached now; absent where only the portability database was asked. */
  readonly live?: boolean | undefined;
  /** When it was so. */
  readonly at: Instant;
}

/**
 * Who tells in which network a number is: a portability database (MNP) or a home location register (HLR). The prefix gives
 * the original network only, which drops, forwards or bills wrongly what is for a number that has left it.
 *
 * Who calls it, always outside any transaction: acceptance and estimates, only for countries in which prices differ by network
 * ({@link Billing.asksForNetwork}); and the dispatcher, before a message is handed over, only for messages for which a route
 * asks for networks ({@link Route.networks}). Answers are kept for `lookupKeptMs`, failures for `lookupRetryMs`, so each process
 * asks once per number and day or so; up to `lookupsAtOnceMax` numbers may be asked about at once.
 *
 * - An answer decides the price and which routes fit, and stays on the message.
 * - `undefined` says that nobody knows: the country's price holds, and routes with `networks` come after all the others.
 * - Throwing, a network that is none, or taking longer than `lookupMaxMs`, says the same and is reported. Nothing stops a
 *   message from being sent.
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

/** MCC and MNC written together, as routes and price lists name a network: `20801`. The MCC has three digits, so none is another's. */
export function networkCode({ mcc, mnc }: Pick<ServingNetwork, 'mcc' | 'mnc'>): string {
  return mcc + mnc;
}

/** Whether something reads like MCC and MNC written together: five or six digits. */
export function isNetworkCode(code: unknown): code is string {
  return typeof code === 'string' && /^\d{5,6}$/.test(code);
}
