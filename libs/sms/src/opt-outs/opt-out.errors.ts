import { refuse, type FieldError } from '../kernel/index.js';

type Refused = ReturnType<typeof refuse>;

/** More numbers were given than one call takes. */
export function tooManyNumbers(given: number, max: number): Refused {
  return refuse({
    code: 'too_many_numbers',
    detail: `${given} numbers were given, and one call takes ${max}. Split the list, and call once for each part.`,
    figures: { given, max },
  });
}

/** Some inputs are no phone numbers; nothing was stored. */
export function invalidNumbers(errors: readonly FieldError[]): Refused {
  return refuse({
    code: 'invalid_number',
    detail: `${errors.length} of the numbers cannot be read, so none was taken. Correct them, or leave them out.`,
    errors,
  });
}
