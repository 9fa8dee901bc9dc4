/** The binds of a carrier: opened, watched, opened again, and closed in order. Effects live here. */
export { jittered, reconnectDelayMs } from './backoff.js';
export type { BackoffLimits } from './backoff.js';
export { clockTimers } from './clock-timers.js';
export type { Link, QueryAnswer, SubmitOutcome } from './link.js';
export { Links } from './links.js';
export type { BindRefusal, LinksListener } from './links.js';
export { Pace } from './pace.js';
export type { Departures } from './pace.js';
export { Slots } from './slots.js';
