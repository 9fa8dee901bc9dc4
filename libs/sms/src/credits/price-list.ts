import { parseMicros, SmsError, type Asset, type Money, money } from '../kernel/index.js';
import { isCountry } from '../phone-numbers/index.js';
import type { QuoteLine } from './billing.js';
import { defaultPrices, type PriceRow } from './price-list.data.js';

/** The price of one part of a message to a country, in one asset. */
export interface Price {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly type: QuoteLine['type'];
  readonly perPart: Money;
}

/**
 * What a part costs, by the country of the number, the type and the asset. Prices of credits may be fractional (1.1
 * credits for a text to Great Britain). What is not on the list is not served.
 *
 * @example
 * PriceList.default().perPart('MQ', 'text', 'EUR'); // { micros: 71_500, asset: 'EUR' }
 */
export class PriceList {
  private readonly micros = new Map<string, number>();

  /** Throws a `price_list_invalid` for a price that is negative or given twice, and for a code that is no country's. */
  constructor(readonly prices: readonly Price[]) {
    for (const { country, type, perPart } of prices) {
      const key = keyOf(country, type, perPart.asset);
      if (!isCountry(country)) throw invalidPrice(`"${country}" is no country of ISO 3166-1`);
      if (perPart.micros < 0) throw invalidPrice(`${key} costs less than nothing`);
      if (this.micros.has(key)) throw invalidPrice(`${key} is there twice`);
      this.micros.set(key, perPart.micros);
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

  /** What one part costs; undefined when the country is not served so. */
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

function pricesOf([country, ...amounts]: PriceRow): readonly Price[] {
  return COLUMNS.map(([type, asset], column) => {
    const micros = parseMicros(amounts[column] ?? '');
    if (micros === undefined)
      throw invalidPrice(`${keyOf(country, type, asset)} is "${amounts[column]}", no decimal`);
    return { country, type, perPart: money(micros, asset) };
  });
}

function keyOf(country: string, type: string, asset: string): string {
  return `${country} ${type} ${asset}`;
}

function invalidPrice(what: string): SmsError {
  return new SmsError(
    'price_list_invalid',
    `The price list is not usable: ${what}. Correct it and start again.`,
  );
}
