/**
 * The network: operators with their rules and dialects, numbers and where they have moved, and the words in which a
 * network says why it did not deliver.
 */
export { DEFAULT_OPERATORS } from './default-operators.js';
export { errorCodeOf, RECEIPT_DIALECTS, type ReceiptDialect } from './dialect.js';
export { mistakesInHours, isWithin, type DailyHours } from './hours.js';
export { digitsOf, msisdnOf } from './msisdn.js';
export { NetworkError } from './network.errors.js';
export { nameOf, Network } from './network.js';
export type { Disturbance, HlrAnswer, NetworkName, Operator, PortedRange } from './operator.js';
export {
  isReason,
  MESSAGE_STATE_VALUES,
  REASONS,
  type MessageState,
  type Reason,
  type ReasonFacts,
} from './reasons.js';
export {
  isSubmitErrorCode,
  SUBMIT_ERRORS,
  submitError,
  type SubmitError,
  type SubmitErrorCode,
  type SubmitErrorFacts,
} from './submit-error.js';
