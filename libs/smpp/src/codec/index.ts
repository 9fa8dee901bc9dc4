/**
 * The codec: octets to PDUs and back, SMPP 3.4 §4 and §5, driven by two tables (`commands.ts`, `tlvs.ts`) from which the
 * types are made too. It knows no text: `shortMessage` and `messagePayload` are octets, `dataCoding` is a number.
 */
export { PduDecodeError, PduEncodeError } from './codec.errors.js';
export type { DecodeFault } from './codec.errors.js';
export { CommandStatus, commandStatus, commandStatuses } from './command-status.js';
export type { CommandStatusClass, CommandStatusInfo, CommandStatusName } from './command-status.js';
export { commandById, commandByName, COMMANDS, isResponseId, responseNameOf } from './commands.js';
export type {
  AnswerableName,
  BindName,
  CommandEntry,
  CommandName,
  FieldValues,
  RequestName,
  ResponseName,
} from './commands.js';
export { MAX_DESTINATIONS, MAX_SHORT_MESSAGE_OCTETS } from './fields.js';
export type { Destination, Field, UnsuccessfulDestination } from './fields.js';
export { C_STRING_SLACK_OCTETS } from './octet-reader.js';
export { decodeHeader, decodePdu, encodePdu, HEADER_OCTETS, MAX_PDU_OCTETS } from './pdu.js';
export type {
  AnyPdu,
  AnyRequest,
  EncodeOptions,
  Pdu,
  PduBody,
  PduFrame,
  PduHeader,
  PduInput,
} from './pdu.js';
export { segmentationOf, segmentationTlvs } from './segmentation-tlvs.js';
export { tlvNameOf, TLVS } from './tlvs.js';
export type { RawTlv, TlvName, Tlvs } from './tlvs.js';
