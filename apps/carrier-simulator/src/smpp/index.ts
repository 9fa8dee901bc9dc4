/**
 * The carrier's SMPP door: SMPP 3.4 over plain TCP and TLS, and binds that say 5.0. A system id is a client of the message
 * centre. Submissions go in, receipts and messages from phones come out, and the faults that concern links are suffered
 * here: binds refused, lines cut in the middle of a PDU, half open, or full of garbage.
 *
 * Links live by the wall clock (enquire_link, time to bind, time to answer a delivery); messages live by virtual time. A host
 * that follows the clock is asked to count as its own every request that it has sent and that is neither answered nor lost
 * with its connection, whether or not it has stopped waiting for the answer: the door counts in the same way. It names its
 * system ids when it begins to follow (`?clients=`).
 */
export { SmppDoor, type LineView } from './smpp-door.js';
export { MAX_LOGGED_PDUS, type LoggedPdu } from './pdu-log.js';
export {
  DEFAULT_SMPP_OPTIONS,
  type OutbindTarget,
  type SmppKeyPair,
  type SmppOptions,
  type SmppTls,
  type SmppUser,
} from './smpp.options.js';
export { smppSettings } from './smpp.settings.js';
export { LinesController } from './lines.controller.js';
