import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';

/** Countries and territories with a numbering plan, ISO 3166-1 alpha-2, in alphabetical order of their codes. */
export const COUNTRIES: readonly CountryCode[] = [...getCountries()].sort();

const ENGLISH_NAMES = new Intl.DisplayNames('en', { type: 'region' });

/** Whether a code is one of {@link COUNTRIES}: what a price list or a setting may name. Codes are in capitals. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code);
}

/**
 * The name of a country in a language (BCP 47), English unless said otherwise.
 *
 * @example countryName('MQ', 'fr') // 'Martinique'
 * @throws RangeError where the language tag is malformed.
 */
export function countryName(country: CountryCode, language = 'en'): string {
  const names = language === 'en' ? ENGLISH_NAMES : new Intl.DisplayNames(language, { type: 'region' });
  return names.of(country) ?? country;
}

/**
 * The calling code of a country, without `+`. Countries share them (1, 44, 262, 590): a code does not tell a country.
 *
 * @example callingCode('MQ') // '596'
 */
export function callingCode(country: CountryCode): string {
  return getCountryCallingCode(country);
}
