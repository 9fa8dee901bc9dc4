const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `09:05:07`, in UTC as all dates of the simulator. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** `09:05:07.250`. */
export function exactTime(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

/** `Mon, 2 Mar 2026`. */
export function dayOf(at: number): string {
  return DAY.format(at);
}

/** The time of day, with the day where it is not today's. */
export function whenSeenFrom(now: number, at: number): string {
  const time = timeOfDay(at);
  return Math.floor(at / DAY_MS) === Math.floor(now / DAY_MS) ? time : `${SHORT_DAY.format(at)}, ${time}`;
}

/** `59 s`, `5 min`, `1 h 30 min`, `2 days`: two figures at most. */
export function durationWords(ms: number): string {
  const abs = Math.abs(ms);
  if (abs < SECOND_MS) return `${String(Math.round(abs))} ms`;
  if (abs < MINUTE_MS) return `${String(Math.round(abs / SECOND_MS))} s`;
  if (abs < HOUR_MS) return twoFigures(abs, MINUTE_MS, 'min', SECOND_MS, 's');
  if (abs < 2 * DAY_MS) return twoFigures(abs, HOUR_MS, 'h', MINUTE_MS, 'min');
  return twoFigures(abs, DAY_MS, 'days', HOUR_MS, 'h');
}

/** `in 59 s`, `now`, `5 min ago`. */
export function distanceWords(now: number, at: number): string {
  if (Math.abs(at - now) < 1) return 'now';
  return at > now ? `in ${durationWords(at - now)}` : `${durationWords(now - at)} ago`;
}

function twoFigures(ms: number, big: number, bigWord: string, small: number, smallWord: string): string {
  const count = Math.floor(ms / big);
  const rest = Math.floor((ms - count * big) / small);
  const first = `${String(count)} ${count === 1 && bigWord === 'days' ? 'day' : bigWord}`;
  return rest === 0 ? first : `${first} ${String(rest)} ${smallWord}`;
}
