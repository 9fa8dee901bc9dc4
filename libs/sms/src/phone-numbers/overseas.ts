import type { CountryCode } from 'libphonenumber-js/max';

/** Territories whose numbers are dialled 0X… from all over France, in the order they are tried. */
export const OVERSEAS_COUNTRIES: readonly CountryCode[] = ['GP', 'GF', 'MQ', 'RE', 'YT'];

/** A mobile prefix of an overseas territory. */
export interface OverseasPrefix {
  readonly callingCode: string;
  readonly country: CountryCode;
}

/** Mobile prefixes that the regulator gave to the overseas territories (ARCEP, national numbering plan). */
const MOBILE_PREFIXES: Readonly<Record<string, OverseasPrefix>> = {
  690: { callingCode: '590', country: 'GP' },
  691: { callingCode: '590', country: 'GP' },
  694: { callingCode: '594', country: 'GF' },
  696: { callingCode: '596', country: 'MQ' },
  697: { callingCode: '596', country: 'MQ' },
  692: { callingCode: '262', country: 'RE' },
  693: { callingCode: '262', country: 'RE' },
  639: { callingCode: '262', country: 'YT' },
};

/** Digits of a national number in France and its overseas territories. */
const NATIONAL_DIGITS = 9;

/**
 * The territory a national number belongs to by its prefix alone, whether it came under the code of the mainland or
 * under the territory's own; `undefined` where the prefix is none of theirs.
 */
export function knownOverseasPrefix(callingCode: string, nationalNumber: string): OverseasPrefix | undefined {
  if (nationalNumber.length !== NATIONAL_DIGITS) return undefined;
  const prefix = MOBILE_PREFIXES[nationalNumber.slice(0, 3)];
  return prefix && (callingCode === '33' || callingCode === prefix.callingCode) ? prefix : undefined;
}
