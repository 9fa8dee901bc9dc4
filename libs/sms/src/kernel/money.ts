/** What a wallet may hold: three currencies (ISO 4217), or credits. */
export const ASSETS = ['EUR', 'USD', 'GBP', 'CREDIT'] as const;

/** One of {@link ASSETS}: what amounts are of. */
export type Asset = (typeof ASSETS)[number];

/** An amount in integer micro-units (1e-6) of an asset. Never a float: 0.0450 EUR is `{ micros: 45_000, asset: 'EUR' }`. */
export interface Money {
  readonly micros: number;
  readonly asset: Asset;
}

const MICROS_PER_UNIT = 1_000_000;
const DECIMALS_MAX = 6;
/** The least number of decimals shown: prices of an SMS are quoted to the hundredth of a cent. */
const DECIMALS_SHOWN_MIN = 4;

/** An amount; throws a RangeError when it is not an integer within 2^53, because such an amount could not be stored faithfully. */
export function money(micros: number, asset: Asset): Money {
  if (!Number.isSafeInteger(micros)) {
    throw new RangeError(`An amount must be an integer of micro-units within 2^53, not ${micros}.`);
  }
  return { micros, asset };
}

/** Adds two amounts of one asset; throws when the assets differ, because there is no exchange rate here. */
export function addMoney(a: Money, b: Money): Money {
  if (a.asset !== b.asset) throw new TypeError(`Cannot add ${b.asset} to ${a.asset}.`);
  return money(a.micros + b.micros, a.asset);
}

/**
 * The decimal string of an amount, with at least four decimals and never an exponent.
 *
 * @example formatMicros(71_500) // '0.0715'
 */
export function formatMicros(micros: number): string {
  const sign = micros < 0 ? '-' : '';
  const digits = String(Math.abs(micros)).padStart(DECIMALS_MAX + 1, '0');
  const units = digits.slice(0, -DECIMALS_MAX);
  const decimals = digits.slice(-DECIMALS_MAX).replace(/0+$/, '').padEnd(DECIMALS_SHOWN_MIN, '0');
  return `${sign}${units}.${decimals}`;
}

/**
 * Reads a decimal string into micro-units; `undefined` when it is not one, has more than six decimals, or is too large.
 *
 * @example parseMicros('0.0715') // 71_500
 */
export function parseMicros(decimal: string): number | undefined {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,6}))?$/.exec(decimal);
  if (!match) return undefined;
  const micros = Number(match[2]) * MICROS_PER_UNIT + Number((match[3] ?? '').padEnd(DECIMALS_MAX, '0'));
  if (!Number.isSafeInteger(micros)) return undefined;
  return match[1] && micros !== 0 ? -micros : micros;
}
