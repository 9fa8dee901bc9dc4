import { parseMicros, SmsError, type Asset, type Money, money } from '../kernel/index.js';
import { isNetworkCode } from '../networks/index.js';
import { isCountry } from '../phone-numbers/index.js';
import type { QuoteLine } from './billing.js';
import { defaultPrices, type PriceRow } from './price-list.data.js';

/** The price of one part of a message to a country, or to one network of it, in one asset. */
export interface Price {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** MCC and MNC written together, as they are in {@link NumberNetwork} (`20801`); absent for all the others of the country. */
  readonly network?: string | undefined;
  readonly type: QuoteLine['type'];
  readonly perPart: Money;
}

/**
 * What a part costs, by the country of the number, its network where the list names it, the type and the asset. Prices of
 * credits may be fractional (1.1 credits for a text to Great Britain). What is not on the list is not served.
 *
 * @example
 * PriceList.default().perPart('MQ', 'text', 'EUR'); // { micros: 71_500, asset: 'EUR' }
 */
export class PriceList {
  private readonly micros = new Map<string, number>();
  /** Which countries, types and assets have prices of networks. */
  private readonly differing = new Set<string>();

  /**
   * Throws a `price_list_invalid` for a price that is negative or given twice, for a code that is no country's or no
   * network's, and for a network whose country has no price: what is sent while nobody knows the network has to cost something.
   */
  constructor(readonly prices: readonly Price[]) {
    for (const { country, network, type, perPart } of prices) {
      const key = keyOf(country, type, perPart.asset, network);
      if (!isCountry(country)) throw invalidPrice(`"${country}" is no country of ISO 3166-1`);
      if (network !== undefined && !isNetworkCode(network))
        throw invalidPrice(`"${network}" of ${country} is no network (MCC and MNC together, such as 20801)`);
      if (perPart.micros < 0) throw invalidPrice(`${key} costs less than nothing`);
      if (this.micros.has(key)) throw invalidPrice(`${key} is there twice`);
      this.micros.set(key, perPart.micros);
      if (network !== undefined) this.differing.add(keyOf(country, type, perPart.asset));
    }
    for (const key of this.differing) {
      if (!this.micros.has(key)) throw invalidPrice(`${key} has prices of networks and none of the country`);
    }
  }

  /** The list that the library comes with. */
  static default(): PriceList {
    return PriceList.of(defaultPrices);
  }

  /** Reads rows of decimal strings, as in the list that the library comes with. Throws a `price_list_invalid`. */
  static of(rows: readonly PriceRow[]): PriceList {
    return new PriceList(rows.flatMap(pricesOf));
  }

  /** Whether any price depends on the network of the number. */
  get hasNetworks(): boolean {
    return this.differing.size > 0;
  }

  /** Whether prices in a country differ by network. */
  differsByNetwork(country: string, type: QuoteLine['type'], asset: Asset): boolean {
    return this.differing.size > 0 && this.differing.has(keyOf(country, type, asset));
  }

  /** What one part costs in a network, MCC and MNC together; undefined where the country's price holds. */
  inNetwork(country: string, network: string, type: QuoteLine['type'], asset: Asset): Money | undefined {
    if (!this.differsByNetwork(country, type, asset)) return undefined;
    const micros = this.micros.get(keyOf(country, type, asset, network));
    return micros === undefined ? undefined : money(micros, asset);
  }

  /** What one part costs where no network is known or named; undefined when the country is not served so. */
  perPart(country: string, type: QuoteLine['type'], asset: Asset): Money | undefined {
    const micros = this.micros.get(keyOf(country, type, asset));
    return micros === undefined ? undefined : money(micros, asset);
  }

  /** The countries that messages may go to, in alphabetical order of their codes. */
  countries(): readonly string[] {
    return [...new Set(this.prices.map(price => price.country))].sort();
  }
}

const COLUMNS: readonly (readonly [QuoteLine['type'], Asset])[] = [
  ['text', 'EUR'],
  ['text', 'USD'],
  ['text', 'GBP'],
  ['text', 'CREDIT'],
  ['voice', 'EUR'],
  ['voice', 'USD'],
  ['voice', 'GBP'],
  ['voice', 'CREDIT'],
];

function pricesOf([country, ...cells]: PriceRow): readonly Price[] {
  const network = cells[COLUMNS.length];
  return COLUMNS.map(([type, asset], column) => {
    const micros = parseMicros(cells[column] ?? '');
    if (micros === undefined)
      throw invalidPrice(`${keyOf(country, type, asset, network)} is "${cells[column]}", no decimal`);
    return { country, type, perPart: money(micros, asset), ...(network !== undefined && { network }) };
  });
}

function keyOf(country: string, type: string, asset: string, network?: string): string {
  return network === undefined ? `${country} ${type} ${asset}` : `${country} ${network} ${type} ${asset}`;
}

function invalidPrice(what: string): SmsError {
  return new SmsError(
    'price_list_invalid',
    `The price list is not usable: ${what}. Correct it and start again.`,
  );
}
