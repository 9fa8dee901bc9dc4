/**
 * Reads a date of a receipt: `YYMMDDhhmm` as appendix B has it, or with seconds, or with a four-digit year (12 or 14
 * digits). Carriers write their local time and do not say which, so the offset is a setting of the carrier.
 *
 * @param utcOffsetMinutes what the carrier's clock is ahead of UTC; 0 when it writes UTC.
 * @returns undefined for zeros and for anything that is no date.
 */
export function parseReceiptDate(digits: string, utcOffsetMinutes = 0): Date | undefined {
  const shapes: Readonly<Record<number, readonly RegExp[]>> = { 10: [SHORT], 12: [SHORT, LONG], 14: [LONG] };
  for (const shape of shapes[digits.length] ?? []) {
    const match = shape.exec(digits);
    if (!match) continue;
    const [year, month, day, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const local = new Date(
      Date.UTC(year < 100 ? 2000 + year : year, month - 1, day, hours, minutes, seconds),
    );
    const real = local.getUTCMonth() === month - 1 && local.getUTCDate() === day;
    if (real && hours < 24 && minutes < 60 && seconds < 60) {
      return new Date(local.getTime() - utcOffsetMinutes * 60_000);
    }
  }
  return undefined;
}

/** `YYMMDDhhmm`, or with seconds when asked. @param utcOffsetMinutes what the carrier's clock is ahead of UTC. */
export function formatReceiptDate(at: Date, utcOffsetMinutes = 0, withSeconds = false): string {
  const local = new Date(at.getTime() + utcOffsetMinutes * 60_000).toISOString();
  const digits = local.slice(2, 19).replace(/\D/g, '');
  return withSeconds ? digits : digits.slice(0, 10);
}

const SHORT = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/;
const LONG = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/;
