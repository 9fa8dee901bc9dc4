/**
 * Time and chance: a clock that stands still until it is told to go on, and draws that depend on nothing but the seed
 * and what they are for. Everything else in this library gets its dates and its luck from here.
 */
export { Chance } from './chance.js';
export { durationOf, mistakesInDistribution, MAX_DRAWN_MS, type Distribution } from './distribution.js';
export { EventQueue, Scheduled } from './event-queue.js';
export type { Participant } from './participant.js';
export { TimeError } from './time.errors.js';
export { VirtualTime, type VirtualTimeOptions } from './virtual-time.js';
