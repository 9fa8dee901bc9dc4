import { msisdnOf } from '@chappe/smsc';
import { Problem } from '../problem/problem.js';

/** The number in a path, as `+` and digits; throws a {@link Problem} for what is no international number. */
export function requireMsisdn(given: string): string {
  const msisdn = msisdnOf(given);
  if (msisdn === undefined) throw Problem.notANumber(given);
  return msisdn;
}
