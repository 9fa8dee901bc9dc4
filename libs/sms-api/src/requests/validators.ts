import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import { parseIsoDate } from './iso-date.js';
import { parseIsoDuration } from './iso-duration.js';

/** The longest address that is called back. */
export const URL_LENGTH_MAX = 2048;

/** The longest cursor that is read. */
export const CURSOR_LENGTH_MAX = 512;

/** Control characters, NUL among them: no label needs them, and not every database takes them. */
const CONTROL_CHARACTER = /\p{Cc}/u;

const E164 = /^\+[1-9]\d{6,14}$/;
const CURSOR = new RegExp(`^[\\x21-\\x7e]{1,${CURSOR_LENGTH_MAX}}$`);

function check(name: string, says: string, holds: (value: unknown) => boolean, options?: ValidationOptions) {
  return ValidateBy(
    { name, validator: { validate: holds, defaultMessage: () => `$property ${says}` } },
    options,
  );
}

/** Left out, it is not looked at; null is a value like any other, and wrong unless allowed. */
export function Optional({ nullable = false } = {}): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && !(nullable && value === null));
}

/** A date with its zone. */
export function IsDate(): PropertyDecorator {
  return check(
    'isDate',
    'must be an ISO 8601 date with its zone, such as 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00.',
    value => typeof value === 'string' && parseIsoDate(value) !== undefined,
  );
}

/** A duration. */
export function IsDuration(): PropertyDecorator {
  return check(
    'isDuration',
    'must be an ISO 8601 duration in weeks, days, hours, minutes or seconds, such as PT48H or P2D; years and months have no fixed length.',
    value => typeof value === 'string' && parseIsoDuration(value) !== undefined,
  );
}

/** One number or a list of them, as texts; what the texts say is for the library to judge. */
export function IsRecipients(): PropertyDecorator {
  return check(
    'isRecipients',
    'must be a phone number as a text, such as "+33612121515", or a list of such texts.',
    value =>
      typeof value === 'string' || (Array.isArray(value) && value.every(one => typeof one === 'string')),
  );
}

/** A short text of the user's own: a tag, a name, a reference. Its length is for the library to judge. */
export function IsLabel(): PropertyDecorator {
  return check(
    'isLabel',
    'must be a text without control characters.',
    value => typeof value === 'string' && value.isWellFormed() && !CONTROL_CHARACTER.test(value),
  );
}

/** A web address to call. Whether it may be called is decided when it is. */
export function IsWebAddress(): PropertyDecorator {
  return check(
    'isWebAddress',
    `must be an http or https address of at most ${URL_LENGTH_MAX} characters, without user and password.`,
    value => {
      if (typeof value !== 'string' || value.length > URL_LENGTH_MAX || CONTROL_CHARACTER.test(value))
        return false;
      const url = URL.parse(value);
      return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    },
  );
}

/** A phone number in the one form that needs no country. */
export function IsE164(): PropertyDecorator {
  return check(
    'isE164',
    'must be a phone number in international form, such as +33612121515 (%2B33612121515 in an address).',
    value => typeof value === 'string' && E164.test(value),
  );
}

/** The `next` of a page before. */
export function IsCursor(): PropertyDecorator {
  return check(
    'isCursor',
    'must be the "next" of the page before, unchanged.',
    value => typeof value === 'string' && CURSOR.test(value),
  );
}

/** A whole number, as the digits of a query. */
export function IsWholeText(min: number, max: number): PropertyDecorator {
  return check(
    'isWholeText',
    `must be a whole number from ${min} to ${max}.`,
    value =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
  );
}
