/** The values inside the fields: times, flag octets, user data headers, states. Pure functions, no session needed. */
export { buildEsmClass, EsmMode, EsmType, parseEsmClass } from './esm-class.js';
export type { EsmClass } from './esm-class.js';
export { MessageState, messageStateName, messageStateOfWord, receiptWordOf } from './message-state.js';
export type { MessageStateName } from './message-state.js';
export { buildNetworkErrorCode, parseNetworkErrorCode } from './network-error-code.js';
export type { NetworkErrorCode } from './network-error-code.js';
export { buildRegisteredDelivery, parseRegisteredDelivery } from './registered-delivery.js';
export type { RegisteredDelivery } from './registered-delivery.js';
export {
  formatAbsoluteTime,
  formatRelativeTime,
  MAX_RELATIVE_MS,
  parseSmppTime,
  resolveSmppTime,
  SmppTimeError,
} from './smpp-time.js';
export type { SmppTime } from './smpp-time.js';
export {
  buildUserDataHeader,
  concatenationElement,
  concatenationOf,
  MAX_HEADER_OCTETS,
  parseUserData,
  UserDataHeaderError,
} from './user-data-header.js';
export type { Concatenation, InformationElement, UserData } from './user-data-header.js';
