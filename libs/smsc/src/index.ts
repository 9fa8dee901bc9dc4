/**
 * A message centre (SMSC) in memory: a discrete-event simulation without any I/O. Time stands still until it is advanced,
 * chance comes from a seed, and the same seed and script leave the same journal, octet for octet.
 *
 * @packageDocumentation
 */
export {
  decodeUserData,
  encodeText,
  measureText,
  readHeader,
  type Concatenation,
  type EncodedPart,
  type UserData,
} from './alphabet/index.js';
export {
  CentreError,
  DEFAULT_LIMITS,
  MAX_FLOOD,
  MessageCentre,
  NO_LATENCY,
  REALISTIC_LATENCY,
  RecordingLink,
  receiptId,
  receiptText,
  receiptTlvs,
  type CarrierLink,
  type CentreInbound,
  type CentreLimits,
  type CentreMessageView,
  type CentreReceipt,
  type CentreReplacement,
  type CentreSubmission,
  type ChangeAnswer,
  type Connection,
  type Latency,
  type Malformation,
  type MessageCentreOptions,
  type MessageFilter,
  type PhoneSubmission,
  type RunSummary,
  type SubmitAnswer,
  type WorldOptions,
} from './centre/index.js';
export {
  Faults,
  FaultsError,
  type FaultOptions,
  type FieldMistake,
  type LinkDecision,
  type LinkOccasion,
} from './faults/index.js';
export { Journal, matches, type JournalEntry, type JournalFilter } from './journal/index.js';
export {
  DEFAULT_OPERATORS,
  msisdnOf,
  Network,
  NetworkError,
  RECEIPT_DIALECTS,
  REASONS,
  MESSAGE_STATE_VALUES,
  SUBMIT_ERRORS,
  type DailyHours,
  type HlrAnswer,
  type MessageState,
  type NetworkName,
  type Operator,
  type PortedRange,
  type Reason,
  type ReceiptDialect,
  type SubmitError,
  type SubmitErrorCode,
} from './network/index.js';
export {
  SubscriberError,
  Subscribers,
  type AutoReply,
  type Fate,
  type MessageClass,
  type PhoneMessage,
  type PhoneMessagePart,
  type PhoneState,
  type SubscriberSettings,
  type SubscriberView,
} from './subscribers/index.js';
export {
  TimeError,
  VirtualTime,
  type Distribution,
  type Participant,
  type Scheduled,
  type VirtualTimeOptions,
} from './time/index.js';
