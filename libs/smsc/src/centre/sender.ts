import { septetsOf } from '../alphabet/index.js';

const NUMERIC = /^\+?\d{3,15}$/;
const MAX_LETTERS = 11;

/** Whether it may stand as a sender: a number, a short code, or letters that fit TP-OA (TS 23.040 9.1.2.5). */
export function isSender(from: string): boolean {
  return NUMERIC.test(from) || isAlphanumeric(from);
}

/** Whether a sender is of letters: nobody can answer it. */
export function isAlphanumeric(from: string): boolean {
  if (NUMERIC.test(from)) return false;
  // Line breaks are in the GSM alphabet too, and no phone shows a name over two lines.
  if (/\p{Cc}/u.test(from)) return false;
  const septets = septetsOf(from);
  return septets !== undefined && septets > 0 && septets <= MAX_LETTERS && /\p{L}/u.test(from);
}
