/** What may be set for one carrier, its defaults on one page, and the check of all of it at once. */
export { DIALECTS } from './dialects.js';
export type { DialectName, DialectSettings } from './dialects.js';
export { SMPP_CARRIER_DEFAULTS } from './options.js';
export type {
  AddressRules,
  ForeignReceiptText,
  MessageIdForm,
  MessageIdForms,
  SmppCarrierOptions,
  SmppCarrierSettings,
  TonNpi,
  VendorTlv,
} from './options.js';
export { invalidOptions, resolveOptions } from './resolve.js';
export type { ResolvedOptions } from './resolve.js';
export { parseSmppUrl } from './smpp-url.js';
export type { SmppUrl } from './smpp-url.js';
