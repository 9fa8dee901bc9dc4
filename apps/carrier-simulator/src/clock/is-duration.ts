import { ValidateBy } from 'class-validator';
import { DURATION_FORM, durationMs } from './duration.js';

/** Checks that a field is a duration; see {@link durationMs}. */
export function IsDuration(): PropertyDecorator {
  return ValidateBy({
    name: 'isDuration',
    validator: {
      validate: value => durationMs(value) !== undefined,
      defaultMessage: () => `$property must be ${DURATION_FORM}`,
    },
  });
}
