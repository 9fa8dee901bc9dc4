import { DELAYS } from './delays.js';
import { FateError } from './fate.errors.js';
import { MARKER, TAIL_LENGTH } from './fate.js';
import { OUTCOMES, type OutcomeKey } from './outcomes.js';
import { FATE_PREFIXES } from './prefixes.js';
import { TWISTS, type TwistKey } from './twists.js';

/** What a number is to be like. */
export interface FateWish {
  /** Default `delivered`. */
  readonly outcome?: OutcomeKey;
  /** One of {@link DELAYS}, milliseconds. Default 0. */
  readonly delayMs?: number;
  /** Default `none`. */
  readonly twist?: TwistKey;
  /** ISO 3166-1 alpha-2. Default `FR`. */
  readonly country?: string;
  /** The first digits, country code included, instead of a country: all but the last six. */
  readonly prefix?: string;
}

/**
 * A number with this fate, `+` and digits. Numbers made from a country are valid mobile numbers of its numbering plan.
 * Throws {@link FateError} for a wish that no number can carry.
 *
 * @example composeFate({ outcome: 'unknown_subscriber', country: 'FR' }) // +33612992000
 */
export function composeFate(wish: FateWish = {}): string {
  const { outcome = 'delivered', delayMs = 0, twist = 'none' } = wish;
  const found = OUTCOMES.find(({ key }) => key === outcome);
  if (found === undefined) throw FateError.unknown('outcome', outcome, keysOf(OUTCOMES));
  const delay = DELAYS.findIndex(({ ms }) => ms === delayMs);
  if (delay < 0)
    throw FateError.delay(
      delayMs,
      DELAYS.map(({ ms }) => ms),
    );
  const twisted = TWISTS.find(({ key }) => key === twist);
  if (twisted === undefined) throw FateError.unknown('twist', twist, keysOf(TWISTS));
  return `+${prefixOf(wish)}${MARKER}${found.code}${String(delay)}${twisted.code}`;
}

function prefixOf({ prefix, country = 'FR' }: FateWish): string {
  if (prefix !== undefined) {
    const found = /^\+?([1-9]\d{2,8})$/.exec(prefix.trim())?.[1];
    if (found === undefined || found.length + TAIL_LENGTH > 15) throw FateError.prefix(prefix);
    return found;
  }
  const known = FATE_PREFIXES[country.toUpperCase()];
  if (known === undefined || !Object.hasOwn(FATE_PREFIXES, country.toUpperCase())) {
    throw FateError.unknown('country', country, Object.keys(FATE_PREFIXES));
  }
  return known;
}

function keysOf(entries: readonly { readonly key: string }[]): string[] {
  return entries.map(({ key }) => key);
}
