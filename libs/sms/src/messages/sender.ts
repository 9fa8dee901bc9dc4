/** 1 to 11 characters of the GSM alphabet's letters, digits and a few signs, one letter at least (3GPP TS 23.040 9.1.2.5). */
const ALPHANUMERIC = /^(?=.*[A-Za-z])[A-Za-z0-9 ._&'-]{1,11}$/;
/** A short code, or an international number with or without its plus (ITU-T E.164: 15 digits at most). */
const NUMERIC = /^\+?\d{3,15}$/;

/** Whether a sender can be written into a short message at all. The right to use it is another matter. */
export function isPossibleSender(from: string): boolean {
  return ALPHANUMERIC.test(from) || NUMERIC.test(from);
}
