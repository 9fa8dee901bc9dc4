/**
 * The simulator's clock: it stands still until told or follows the wall clock, and hosts in other processes go in step
 * with it.
 */
export { ClockController } from './clock.controller.js';
export { DURATION_FORM, MAX_DURATION_MS, dateMs, durationMs, isoDate } from './duration.js';
export { EventStream } from './event-stream.js';
export { Follower, type StepAnswer } from './follower.js';
export { Followers, MAX_FOLLOWERS, type FollowerEvent, type FollowerStream, type Pace } from './followers.js';
export { FollowersController } from './followers.controller.js';
export { IsDuration } from './is-duration.js';
export { ObservedTime } from './observed-time.js';
export { Wire } from './wire.js';
export { MAX_SPEED, WorldClock, type ClockChange, type ClockReading } from './world-clock.js';
