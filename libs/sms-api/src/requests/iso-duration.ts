const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** `P2W`, or days and a time part of which something is there; whole numbers, but for seconds. */
const DURATION =
  /^P(?:(\d{1,6})W|(?=\d|T\d)(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,3})?)S)?)?)$/;

/**
 * Reads an ISO 8601 duration into milliseconds; undefined when it is not one. Years and months are refused, because their
 * length depends on when they begin; a day is 24 hours.
 *
 * @example parseIsoDuration('PT48H') // 172_800_000
 */
export function parseIsoDuration(duration: string): number | undefined {
  const match = DURATION.exec(duration);
  if (!match) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map(digits => Number(digits ?? 0));
  return Math.round(
    weeks! * WEEK_MS + days! * DAY_MS + hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * SECOND_MS,
  );
}
