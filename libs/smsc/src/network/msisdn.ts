/** An international number: a country code that does not begin with 0, 5 to 15 digits in all (E.164), plus or not. */
const INTERNATIONAL = /^\+?[1-9]\d{4,14}$/;

/** The digits of an international number, plus or not; undefined for anything else. */
export function digitsOf(number: string): string | undefined {
  if (!INTERNATIONAL.test(number)) return undefined;
  return number.charCodeAt(0) === 0x2b ? number.slice(1) : number;
}

/** The one way this library writes the number of a phone: `+` and digits. Undefined for what is no number. */
export function msisdnOf(number: string): string | undefined {
  const digits = digitsOf(number.trim());
  return digits === undefined ? undefined : `+${digits}`;
}
