import { submitError, type SubmitError } from '../network/index.js';
import type { CentreLimits } from './limits.js';

/** When a message begins to be tried, and when it ends, milliseconds of the epoch. */
export interface MessageDates {
  readonly startsAt: number;
  readonly expiresAt: number;
}

/** The dates of a message submitted now, or why there are none. The validity runs from the first attempt's date. */
export function datesOf(
  { scheduledAt, validityMs }: { readonly scheduledAt?: number; readonly validityMs?: number },
  now: number,
  limits: Pick<CentreLimits, 'defaultValidityMs' | 'maxValidityMs' | 'maxScheduleMs'>,
): MessageDates | SubmitError {
  const validity = validityMs ?? limits.defaultValidityMs;
  // NaN is not above zero either.
  if (!(validity > 0)) return submitError('invalid_expiry');
  const startsAt = scheduledAt ?? now;
  if (!(startsAt >= now && startsAt <= now + limits.maxScheduleMs)) return submitError('invalid_schedule');
  return { startsAt, expiresAt: startsAt + Math.min(Math.ceil(validity), limits.maxValidityMs) };
}
