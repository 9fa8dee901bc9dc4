import { ParseError, parsePhoneNumberWithError, validatePhoneNumberLength } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumber, PhoneNumberType } from 'libphonenumber-js/max';
import { cleanInput } from './cleaning.js';
import { knownOverseasPrefix, OVERSEAS_COUNTRIES } from './overseas.js';

export type { CountryCode, PhoneNumberType };

/** What was guessed to make a number of an input: to be shown in import reports, since a guess can be wrong. */
export type PhoneNumberRepair =
  /** A French overseas number without its own code, 0696… or +33 696…, taken to the territory it belongs to. */
  | 'overseas'
  /** A country code without `+` or `00` before it. */
  | 'plus';

/** Why an input is no number to send a text to; {@link explainRefusal} puts it in words. */
export type PhoneNumberRefusalReason =
  | 'EMPTY'
  | 'NOT_A_NUMBER'
  | 'SHORT_CODE'
  | 'INVALID_COUNTRY'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'INVALID_LENGTH'
  | 'NOT_VALID'
  | 'GLOBAL_NETWORK'
  | 'NOT_MOBILE';

/** A number that takes texts. */
export interface ParsedPhoneNumber {
  readonly ok: true;
  /** `+` and at most 15 digits (ITU-T E.164). */
  readonly e164: string;
  /** ISO 3166-1 alpha-2, of the number and not of the default: Martinique is MQ and has another price than FR. */
  readonly country: CountryCode;
  /** `FIXED_LINE_OR_MOBILE` where the numbering plan does not tell, as in North America. */
  readonly type: 'MOBILE' | 'FIXED_LINE_OR_MOBILE';
  readonly repair?: PhoneNumberRepair;
}

/** An input that is refused as a recipient. */
export interface PhoneNumberRefusal {
  readonly ok: false;
  readonly reason: PhoneNumberRefusalReason;
  /** Present where the input is a real number that takes no text: NOT_MOBILE, GLOBAL_NETWORK. */
  readonly e164?: string;
  /** `null` for a number of no country: satellite, international freephone. */
  readonly country?: CountryCode | null;
  readonly type?: PhoneNumberType;
  readonly repair?: PhoneNumberRepair;
}

/** How {@link parsePhoneNumber} reads. */
export interface PhoneNumberOptions {
  /** The country whose national form is accepted; `null` to insist on the international one. Default `FR`. */
  readonly defaultCountry?: CountryCode | null;
  /**
   * Takes a block of numbers that the metadata does not know yet on its prefix alone, for the mobile prefixes of the
   * French overseas territories, where the metadata lags behind the regulator. Default `false`.
   */
  readonly lenient?: boolean;
}

/** Digits up to which an input that is no number of the default country is taken for a short code. */
const SHORT_CODE_DIGITS = 6;

/** Digits from which an input without `+` may hold a country code. */
const INTERNATIONAL_DIGITS = 10;

/** A number whose range exists: with the full metadata, having a type is being valid. */
interface Found {
  readonly number: PhoneNumber;
  readonly type: PhoneNumberType;
  readonly repair?: PhoneNumberRepair;
}

/** What the library made of the digits: nothing where they could not be taken apart, no type where no range has them. */
interface Reading {
  readonly number?: PhoneNumber;
  readonly type?: PhoneNumberType;
  readonly fault?: PhoneNumberRefusalReason;
}

/**
 * Reads a phone number as people and spreadsheets write it: national, international with `+` or `00`, with or without
 * blanks, dots, dashes, slashes and brackets, in the digits of any script.
 *
 * @example
 * parsePhoneNumber('06 12 12 15 15')   // { ok: true, e164: '+33612121515', country: 'FR', type: 'MOBILE' }
 * parsePhoneNumber('0696 12 34 56')    // { ok: true, e164: '+596696123456', country: 'MQ', …, repair: 'overseas' }
 * parsePhoneNumber('01 45 67 89 01')   // { ok: false, reason: 'NOT_MOBILE', e164: '+33145678901', … }
 */
export function parsePhoneNumber(
  input: string,
  { defaultCountry = 'FR', lenient = false }: PhoneNumberOptions = {},
): ParsedPhoneNumber | PhoneNumberRefusal {
  const cleaned = cleanInput(input, defaultCountry);
  if (!cleaned.ok) return cleaned;
  const { digits } = cleaned;

  const reading = read(digits, defaultCountry);
  if (found(reading)) return admit(reading);
  const overseas = repairOverseas(reading);
  if (overseas) return admit(overseas);

  const plus = mayLackPlus(digits) ? read(`+${digits}`, null) : {};
  if (found(plus)) return admit({ ...plus, repair: 'plus' });
  if (!digits.startsWith('+') && digits.length <= SHORT_CODE_DIGITS)
    return { ok: false, reason: 'SHORT_CODE' };
  const onPrefix = lenient ? (byPrefix(reading) ?? byPrefix(plus, 'plus')) : undefined;
  return onPrefix ?? { ok: false, reason: faultOf(reading, digits, defaultCountry) };
}

function read(digits: string, defaultCountry: CountryCode | null): Reading {
  try {
    const number = parsePhoneNumberWithError(digits, {
      extract: false,
      ...(defaultCountry && { defaultCountry }),
    });
    const type = number.getType();
    return { number, ...(type && { type }) };
  } catch (error) {
    if (error instanceof ParseError) return { fault: faultNamed(error.message) };
    throw error;
  }
}

function found(reading: Reading): reading is Found {
  return reading.type !== undefined;
}

function admit({ number, type, repair }: Found): ParsedPhoneNumber | PhoneNumberRefusal {
  const e164 = number.number;
  const { country } = number;
  const guess = repair && { repair };
  if (!country) return { ok: false, reason: 'GLOBAL_NETWORK', e164, country: null, type, ...guess };
  if (type !== 'MOBILE' && type !== 'FIXED_LINE_OR_MOBILE') {
    return { ok: false, reason: 'NOT_MOBILE', e164, country, type, ...guess };
  }
  return { ok: true, e164, country, type, ...guess };
}

/** Numbers dialled 06… all over France belong to five numbering plans; the parser knows only that of the mainland. */
function repairOverseas({ number }: Reading): Found | undefined {
  if (number?.countryCallingCode !== '33' || number.nationalNumber.length !== 9) return undefined;
  for (const country of OVERSEAS_COUNTRIES) {
    const reading = read(number.nationalNumber, country);
    if (found(reading)) return { ...reading, repair: 'overseas' };
  }
  return undefined;
}

function mayLackPlus(digits: string): boolean {
  return !digits.startsWith('+') && !digits.startsWith('00') && digits.length >= INTERNATIONAL_DIGITS;
}

function byPrefix({ number }: Reading, repair?: PhoneNumberRepair): ParsedPhoneNumber | undefined {
  const prefix = number && knownOverseasPrefix(number.countryCallingCode, number.nationalNumber);
  if (!prefix) return undefined;
  const guess = number.countryCallingCode === '33' ? 'overseas' : repair;
  return {
    ok: true,
    e164: `+${prefix.callingCode}${number.nationalNumber}`,
    country: prefix.country,
    type: 'MOBILE',
    ...(guess && { repair: guess }),
  };
}

function faultOf(
  { fault }: Reading,
  digits: string,
  defaultCountry: CountryCode | null,
): PhoneNumberRefusalReason {
  if (fault) return fault;
  const length = validatePhoneNumberLength(digits, defaultCountry ?? undefined);
  return length ? faultNamed(length) : 'NOT_VALID';
}

function faultNamed(name: string): PhoneNumberRefusalReason {
  switch (name) {
    case 'INVALID_COUNTRY':
    case 'TOO_SHORT':
    case 'TOO_LONG':
    case 'INVALID_LENGTH':
      return name;
    default:
      return 'NOT_A_NUMBER';
  }
}
