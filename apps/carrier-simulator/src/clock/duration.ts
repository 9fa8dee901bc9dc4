const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** No duration that is given to the simulator is longer: ten years. */
export const MAX_DURATION_MS = 3_660 * DAY_MS;

const ISO_8601 =
  /^P(?=\d|T\d)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,3})?)S)?)?$/;

/** What {@link durationMs} takes, for error messages. */
export const DURATION_FORM =
  'an ISO 8601 duration such as PT48H or P2D, or a number of milliseconds, ten years (P3660D) at most';

/**
 * A duration in milliseconds: from ISO 8601 (weeks, days, hours, minutes, seconds; years and months are of no fixed length
 * and are refused), or from a number of milliseconds. Undefined for anything else.
 *
 * @example durationMs('PT1.5S') // 1500
 */
export function durationMs(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? fromIso8601(value) : value;
  return typeof ms === 'number' && ms >= 0 && ms <= MAX_DURATION_MS ? Math.round(ms) : undefined;
}

/** A date in milliseconds of the epoch, from ISO 8601; undefined for anything else. */
export function dateMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isFinite(at) ? at : undefined;
}

/** A date as it goes out: ISO 8601 in UTC. */
export function isoDate(at: number): string {
  return new Date(at).toISOString();
}

function fromIso8601(text: string): number | undefined {
  const found = ISO_8601.exec(text);
  if (found === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map(digits => Number(digits ?? 0));
  return weeks! * WEEK_MS + days! * DAY_MS + hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * SECOND_MS;
}
