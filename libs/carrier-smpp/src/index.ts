/**
 * The Carrier port over SMPP 3.4: any real operator. Begin with {@link smppCarrier}; everything that may be set, with its
 * default, is {@link SMPP_CARRIER_DEFAULTS}.
 */
export { ERROR_MAP_MAX } from './answers/index.js';
export type {
  ErrorMap,
  ReasonTable,
  ReceiptErrorMap,
  ReceiptMeaning,
  StatusReaction,
} from './answers/index.js';
export { SmppCarrier, smppCarrier } from './carrier.js';
export type { Oddity, OddityKind, SmppCarrierEvents, SmppCarrierStats } from './carrier.events.js';
export type { BindRefusal } from './links/index.js';
export { DIALECTS, parseSmppUrl, SMPP_CARRIER_DEFAULTS } from './options/index.js';
export type {
  AddressRules,
  DialectName,
  DialectSettings,
  ForeignReceiptText,
  MessageIdForm,
  MessageIdForms,
  SmppCarrierOptions,
  SmppCarrierSettings,
  SmppUrl,
  TonNpi,
  VendorTlv,
} from './options/index.js';
