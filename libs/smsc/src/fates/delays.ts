const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What the digit of the delay stands for, and how one says it. */
export const DELAYS = [
  { ms: 0, text: 'at once' },
  { ms: SECOND_MS, text: '1 second' },
  { ms: 5 * SECOND_MS, text: '5 seconds' },
  { ms: 30 * SECOND_MS, text: '30 seconds' },
  { ms: MINUTE_MS, text: '1 minute' },
  { ms: 5 * MINUTE_MS, text: '5 minutes' },
  { ms: HOUR_MS, text: '1 hour' },
  { ms: 6 * HOUR_MS, text: '6 hours' },
  { ms: 24 * HOUR_MS, text: '24 hours' },
  { ms: 36 * HOUR_MS, text: '36 hours' },
] as const;
