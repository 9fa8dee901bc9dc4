import type { CountryCode } from 'libphonenumber-js/max';

/** Characters beyond which an input is not looked at: formatted numbers take some 30. */
export const MAX_INPUT_LENGTH = 100;

/** Digits, formatting, and one plus before the first digit. */
const FORMATTED_NUMBER = /^\(?\+?[\d ().\/-]*$/;

type Cleaned =
  | { readonly ok: true; readonly digits: string }
  | { readonly ok: false; readonly reason: 'EMPTY' | 'NOT_A_NUMBER' };

/**
 * The digits of an input, behind a `+` where it is international. Letters, extensions, formulas, line breaks between
 * digits and anything else that is no formatting make it no number: nothing is picked out of a longer text.
 */
export function cleanInput(input: string, defaultCountry: CountryCode | null): Cleaned {
  if (input.length > MAX_INPUT_LENGTH) return { ok: false, reason: 'NOT_A_NUMBER' };
  const text = FORMATTED_NUMBER.test(input) ? input.trim() : toPlainSigns(input);
  if (text === '') return { ok: false, reason: 'EMPTY' };
  if (!FORMATTED_NUMBER.test(text) || !/\d/.test(text)) return { ok: false, reason: 'NOT_A_NUMBER' };
  const digits = text.replace(/[ ().\/-]/g, '');
  // In North America the way out is 011, which the parser knows, and 00 leads nowhere.
  const exits = digits.startsWith('00') && defaultCountry !== 'US' && defaultCountry !== 'CA';
  return { ok: true, digits: exits ? `+${digits.slice(2)}` : digits };
}

/** Spreadsheets and web pages bring invisible marks, odd blanks and dashes, full-width signs, digits of other scripts. */
function toPlainSigns(input: string): string {
  return input
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^tel:/i, '')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\p{Nd}/gu, toAsciiDigit)
    .trim();
}

/** Unicode keeps the ten digits of a script side by side from zero to nine, so that the distance to the zero is the value. */
function toAsciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
