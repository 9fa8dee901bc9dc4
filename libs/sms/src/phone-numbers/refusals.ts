import type { PhoneNumberRefusal } from './phone-number.js';

/** An English sentence or two that say why an input is refused as a recipient, and what to do. */
export function explainRefusal(refusal: PhoneNumberRefusal): string {
  switch (refusal.reason) {
    case 'EMPTY':
      return 'No phone number was given. Write one, for example +33612121515.';
    case 'NOT_A_NUMBER':
      return (
        'This is not one phone number: only digits, blanks, dots, dashes, slashes, brackets and a + in front may stand ' +
        'in it. Remove letters, extensions and other numbers, and give each recipient apart.'
      );
    case 'SHORT_CODE':
      return (
        'This is too short for a phone number and reads as a short code, which takes no messages from here. ' +
        'Write the full number of a mobile phone, for example +33612121515.'
      );
    case 'INVALID_COUNTRY':
      return (
        'No country can be told from this number. ' +
        'Write it in international form, + and the country code, for example +33612121515.'
      );
    case 'TOO_SHORT':
      return 'Digits are missing from this number. Compare it with its source: a blank cell or a cut zero is the usual cause.';
    case 'TOO_LONG':
      return (
        'This number has too many digits for its country. ' +
        'Look for two numbers in one place, or a zero left behind the country code.'
      );
    case 'INVALID_LENGTH':
      return 'No number of this country has this many digits. Compare it with its source.';
    case 'NOT_VALID':
      return (
        'The length is right, but no such range of numbers exists in this country. Compare the number with its source; ' +
        'for French overseas numbers write the territory code, for example +596 for Martinique.'
      );
    case 'GLOBAL_NETWORK':
      return (
        `${refusal.e164 ?? 'This number'} belongs to a satellite or worldwide network and to no country, ` +
        'and messages are not sent there. Give the number of a mobile phone of a country.'
      );
    case 'NOT_MOBILE':
      return (
        `${refusal.e164 ?? 'This number'} is ${TYPES[refusal.type ?? ''] ?? 'not a mobile number'}, ` +
        'which takes no text messages. Give the number of a mobile phone.'
      );
  }
}

const TYPES: Readonly<Record<string, string>> = {
  FIXED_LINE: 'a fixed line',
  VOIP: 'an internet telephony number',
  PREMIUM_RATE: 'a premium rate number',
  TOLL_FREE: 'a freephone number',
  SHARED_COST: 'a shared cost number',
  PERSONAL_NUMBER: 'a personal number',
  PAGER: 'a pager',
  UAN: 'a company-wide number',
  VOICEMAIL: 'a voicemail number',
};
