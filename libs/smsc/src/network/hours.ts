/**
 * Hours of the day, local to some place. `from` after `to` goes over midnight: 20:00 to 08:00 is the night. `days` are
 * those on which the hours begin, Monday being 1 and Sunday 7; left out, all of them.
 */
export interface DailyHours {
  /** `HH:MM`, included. */
  from: string;
  /** `HH:MM`, not included. `24:00` is allowed. */
  to: string;
  days?: readonly number[];
  /** The place's offset from UTC, in minutes (120 for summer in Paris). Default 0. */
  utcOffsetMinutes?: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether a date (milliseconds of the epoch) lies within the hours. */
export function isWithin(hours: DailyHours, at: number): boolean {
  const local = at + (hours.utcOffsetMinutes ?? 0) * MINUTE_MS;
  const sinceMidnight = ((local % DAY_MS) + DAY_MS) % DAY_MS;
  const from = millisOf(hours.from);
  const to = millisOf(hours.to);
  if (from <= to) return sinceMidnight >= from && sinceMidnight < to && isOnDay(hours, local);
  if (sinceMidnight >= from) return isOnDay(hours, local);
  return sinceMidnight < to && isOnDay(hours, local - DAY_MS);
}

/** What is wrong with some hours, in sentences; empty when nothing is. */
export function mistakesInHours(hours: unknown): string[] {
  if (typeof hours !== 'object' || hours === null) return ['must be { from: "HH:MM", to: "HH:MM" }'];
  const { from, to, days, utcOffsetMinutes } = hours as Record<string, unknown>;
  const wrong: string[] = [];
  if (!isTime(from)) wrong.push('from must be a time such as 08:00');
  if (!isTime(to)) wrong.push('to must be a time such as 20:00');
  if (days !== undefined && !(Array.isArray(days) && days.every(isDay))) {
    wrong.push('days must be a list of 1 (Monday) to 7 (Sunday)');
  }
  if (
    utcOffsetMinutes !== undefined &&
    !(Number.isInteger(utcOffsetMinutes) && Math.abs(Number(utcOffsetMinutes)) <= 840)
  ) {
    wrong.push('utcOffsetMinutes must be -840 to 840');
  }
  return wrong;
}

function isOnDay(hours: DailyHours, local: number): boolean {
  if (hours.days === undefined) return true;
  // 1 January 1970 was a Thursday.
  const weekday = ((((Math.floor(local / DAY_MS) + 3) % 7) + 7) % 7) + 1;
  return hours.days.includes(weekday);
}

function millisOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE_MS;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(value);
}

function isDay(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 7;
}
