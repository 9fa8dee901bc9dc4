import type { Instant } from '@chappe/sms';

const DATE = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an ISO 8601 date with its zone; undefined when it is not one. The zone is required: without it the same text is
 * another date on another machine. Days that the calendar does not have (30 February) are refused, not carried over.
 *
 * @example parseIsoDate('2026-03-02T09:00:00+01:00')
 */
export function parseIsoDate(date: string): Instant | undefined {
  const match = DATE.exec(date);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number);
  const at = Date.parse(date);
  if (Number.isNaN(at) || day! > daysIn(year!, month!)) return undefined;
  return at;
}

/** A date as it goes out: ISO 8601 in UTC. */
export function isoDate(at: Instant): string {
  return new Date(at).toISOString();
}

/** The same, where there may be none. */
export function isoDateOrNull(at: Instant | null): string | null {
  return at === null ? null : isoDate(at);
}

/** The day before the first of the next month is the last of this one. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
