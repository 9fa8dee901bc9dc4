const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration in ISO 8601 without years and months, which have no fixed length: weeks, days, hours, minutes, seconds. */
export const DURATION_PATTERN =
  '^P(?=\\d|T\\d)(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(?:T(?=\\d)(?:(\\d{1,6})H)?(?:(\\d{1,7})M)?(?:(\\d{1,9}(?:\\.\\d{1,3})?)S)?)?$';

/** A date in ISO 8601, with an offset or in UTC. */
export const DATE_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2}))?$';

const DURATION = new RegExp(DURATION_PATTERN);
const DATE = new RegExp(DATE_PATTERN);
const UNITS_MS = [7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS];

/** A duration in milliseconds, from ISO 8601 or from milliseconds. The form has been checked before. */
export function millisOf(duration: string | number): number {
  if (typeof duration === 'number') return duration;
  const parts = DURATION.exec(duration)?.slice(1) ?? [];
  return Math.round(parts.reduce((sum, part, index) => sum + Number(part ?? 0) * UNITS_MS[index]!, 0));
}

/** A date in milliseconds of the epoch; undefined for what only looks like one. */
export function epochOf(date: string): number | undefined {
  const at = Date.parse(date);
  return Number.isFinite(at) ? at : undefined;
}

/** Whether a word is written as a date. */
export function isDate(word: string | number): word is string {
  return typeof word === 'string' && DATE.test(word);
}

/** A duration as ISO 8601: `PT1H30M`, with days but without weeks. */
export function isoDuration(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const time = [
    hours > 0 ? `${String(hours)}H` : '',
    minutes > 0 ? `${String(minutes)}M` : '',
    seconds > 0 ? `${String(seconds)}S` : '',
  ].join('');
  const date = days > 0 ? `${String(days)}D` : '';
  return date === '' && time === '' ? 'PT0S' : `P${date}${time === '' ? '' : `T${time}`}`;
}

/** A date as ISO 8601 in UTC. */
export function isoDate(at: number): string {
  return new Date(at).toISOString();
}
