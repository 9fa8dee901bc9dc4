/** Messages from phones: read, and put together where they came in parts. */
export { readInbound } from './inbound-part.js';
export type { InboundPart } from './inbound-part.js';
export { GAP, Joining } from './joining.js';
export type { JoiningParts } from './joining.js';
