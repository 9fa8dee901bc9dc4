import type { Asset, Money, Transaction } from '../kernel/index.js';
import type { ServingNetwork } from '../networks/index.js';

/** What is to be priced: the parts of one message, to one country. */
export interface QuoteLine {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly type: 'text' | 'voice';
  /** How many short messages the text takes. */
  readonly parts: number;
  /** Where the recipient is at present; absent where nobody knows, or {@link Billing.asksForNetwork} had said no. */
  readonly network?: ServingNetwork | undefined;
}

/** Whoever pays, as far as billing needs to know. */
export interface Payer {
  readonly accountId: string;
  readonly asset: Asset;
}

/** The price of one message; `undefined` from {@link Billing.quote} means that the country is not served. */
export interface Quote {
  readonly perPart: Money;
  readonly total: Money;
  /** The network whose price it is, MCC and MNC together (`20801`); absent where it is the country's. */
  readonly network?: string | undefined;
}

/** Credit that a message needs. */
export interface Hold {
  /** The message's id. Used once for ever. */
  readonly holdId: string;
  readonly amount: Money;
}

/** How a hold ends: `captured` is spent, the rest of it goes back. */
export interface HoldEnd {
  readonly holdId: string;
  readonly captured: Money;
}

/**
 * How messages are paid for. The default is the prepaid ledger of this library; {@link FreeBilling} charges nothing; a host
 * with books of its own binds its own adapter.
 *
 * Who calls it, and when: `messages` quotes at every send and estimate, and holds in the transaction that stores the
 * messages; `delivery` captures in the transaction that stores the carrier's yes, and releases (captures 0) in the one that
 * stores the end of a message that never left. All but `quote` run inside the given transaction: what they write
 * is stored together with the message, or not at all. They must not call the outside world; an adapter for remote
 * books writes an order through the transaction and carries it out afterwards.
 */
export abstract class Billing {
  /** The price of each line, in order; `undefined` where the country is not served. Pure: stores nothing. */
  abstract quote(payer: Payer, lines: readonly QuoteLine[]): readonly (Quote | undefined)[];

  /**
   * Whether prices in this country differ by network. Only then is the network of a recipient asked for before it is priced,
   * which takes up to `lookupMaxMs`. Pure. No by default.
   */
  asksForNetwork(_payer: Payer, _line: Pick<QuoteLine, 'country' | 'type'>): boolean {
    return false;
  }

  /** Sets aside the credit for all of `holds`, or for none. A refusal says what was needed and what there is. */
  abstract hold(tx: Transaction, payer: Payer, holds: readonly Hold[]): Promise<HoldOutcome>;

  /** Ends holds. One that has ended already is passed over: repeating a call moves no money. */
  abstract end(tx: Transaction, ends: readonly HoldEnd[]): Promise<void>;
}

/** Whether the credit was set aside. */
export type HoldOutcome =
  { readonly held: true } | { readonly held: false; readonly needed: Money; readonly available: Money };
