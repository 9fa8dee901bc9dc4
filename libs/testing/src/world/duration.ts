/** Durations in milliseconds, so that a test reads like a story: `world.advance(5 * HOUR)`. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
