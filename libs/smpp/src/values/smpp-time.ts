/**
 * A time of SMPP 3.4 §7.1.1. `absolute` is a moment; `relative` is a distance from the message centre's present, in
 * calendar units, since a month has no fixed length: {@link resolveSmppTime} makes a moment of it.
 */
export type SmppTime =
  | { readonly kind: 'absolute'; readonly at: Date; readonly utcOffsetMinutes: number }
  | {
      readonly kind: 'relative';
      readonly years: number;
      readonly months: number;
      readonly days: number;
      readonly hours: number;
      readonly minutes: number;
      readonly seconds: number;
    };

/** The longest distance that {@link formatRelativeTime} writes: DD may not pass 31, and months have no fixed length. */
export const MAX_RELATIVE_MS = 31 * 86_400_000;

const SHAPE = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([-+R])$/;

/** A time that SMPP cannot write: a fault of the caller. */
export class SmppTimeError extends Error {
  override readonly name = 'SmppTimeError';

  static outOfRange(what: string, found: unknown, rule: string): SmppTimeError {
    return new SmppTimeError(`${what} is ${String(found)}; SMPP 3.4 §7.1.1 can write ${rule}.`);
  }
}

/**
 * Reads `YYMMDDhhmmsstnnp`. Years are 2000 to 2099.
 *
 * @returns undefined for anything that is not a valid time, the empty string (no time given) included.
 * @example parseSmppTime('000002000000000R') // two days from now
 */
export function parseSmppTime(text: string): SmppTime | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [years, months, days, hours, minutes, seconds, tenths, quarters] = match.slice(1, 9).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const sign = match[9];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  if (sign === 'R') {
    if (months > 12 || days > 31 || tenths !== 0 || quarters !== 0) return undefined;
    return { kind: 'relative', years, months, days, hours, minutes, seconds };
  }
  if (quarters > 48) return undefined;
  const local = Date.UTC(2000 + years, months - 1, days, hours, minutes, seconds, tenths * 100);
  const written = new Date(local);
  if (written.getUTCMonth() !== months - 1 || written.getUTCDate() !== days) return undefined;
  const utcOffsetMinutes = (sign === '-' ? -15 : 15) * quarters || 0;
  return { kind: 'absolute', at: new Date(local - utcOffsetMinutes * 60_000), utcOffsetMinutes };
}

/** The moment that a time means when it is read at `now`. */
export function resolveSmppTime(time: SmppTime, now: Date): Date {
  if (time.kind === 'absolute') return time.at;
  const year = now.getUTCFullYear() + time.years;
  const month = now.getUTCMonth() + time.months;
  // Like the 31st of January plus one month: the last day of February, not the third of March.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const base = new Date(now);
  base.setUTCFullYear(year, month, Math.min(now.getUTCDate(), lastDay));
  const ms = (((time.days * 24 + time.hours) * 60 + time.minutes) * 60 + time.seconds) * 1000;
  return new Date(base.getTime() + ms);
}

/**
 * Writes a moment as an absolute time, to the tenth of a second, in the offset given (UTC unless told otherwise).
 *
 * @param utcOffsetMinutes a multiple of 15 from -720 to 720.
 * @throws SmppTimeError outside the years 2000 to 2099, or for an offset SMPP has no room for.
 * @example formatAbsoluteTime(new Date('2026-11-22T10:00:00Z')) // '261122100000000+'
 */
export function formatAbsoluteTime(at: Date, utcOffsetMinutes = 0): string {
  if (utcOffsetMinutes % 15 !== 0 || Math.abs(utcOffsetMinutes) > 720) {
    throw SmppTimeError.outOfRange(
      'The offset',
      `${utcOffsetMinutes} min`,
      'multiples of 15 min from -720 to 720',
    );
  }
  const local = new Date(at.getTime() + utcOffsetMinutes * 60_000);
  const year = local.getUTCFullYear();
  if (!(year >= 2000 && year <= 2099)) throw SmppTimeError.outOfRange('The year', year, '2000 to 2099');
  return (
    two(year - 2000) +
    two(local.getUTCMonth() + 1) +
    two(local.getUTCDate()) +
    two(local.getUTCHours()) +
    two(local.getUTCMinutes()) +
    two(local.getUTCSeconds()) +
    String(Math.floor(local.getUTCMilliseconds() / 100)) +
    two(Math.abs(utcOffsetMinutes) / 15) +
    (utcOffsetMinutes < 0 ? '-' : '+')
  );
}

/**
 * Writes a distance from now, rounded up to the second so that a validity never gets shorter than asked for.
 *
 * @throws SmppTimeError when negative or over {@link MAX_RELATIVE_MS}: use an absolute time then.
 * @example formatRelativeTime(48 * 3_600_000) // '000002000000000R'
 */
export function formatRelativeTime(ms: number): string {
  if (!(ms >= 0 && ms <= MAX_RELATIVE_MS)) {
    throw SmppTimeError.outOfRange(
      'The distance',
      `${ms} ms`,
      `0 to ${MAX_RELATIVE_MS} ms; use an absolute time beyond`,
    );
  }
  const seconds = Math.ceil(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  return `0000${two(days)}${two(hours)}${two(minutes)}${two(seconds % 60)}000R`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
