/** Framing: a stream of octets cut into frames, with a cap, before anything is decoded. */
export { Framer, FramingError } from './framer.js';
