/**
 * Phone numbers as people write them, brought to E.164 with the country that decides their price.
 *
 * `parsePhoneNumber` accepts what a French platform meets (06…, 0033…, 33…, overseas numbers, spreadsheets' oddities)
 * and refuses what takes no text, with a reason that `explainRefusal` puts in words. Pure functions over the metadata
 * of libphonenumber: which ranges are valid moves with its releases.
 */
export { MAX_INPUT_LENGTH } from './cleaning.js';
export { callingCode, COUNTRIES, countryName, isCountry } from './countries.js';
export { parsePhoneNumber } from './phone-number.js';
export type {
  CountryCode,
  ParsedPhoneNumber,
  PhoneNumberOptions,
  PhoneNumberRefusal,
  PhoneNumberRefusalReason,
  PhoneNumberRepair,
  PhoneNumberType,
} from './phone-number.js';
export { MAX_RECIPIENTS, splitRecipients } from './recipients.js';
export type { RecipientList, RecipientListRefusal } from './recipients.js';
export { explainRefusal } from './refusals.js';
