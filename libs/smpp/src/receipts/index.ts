/** Delivery receipts: the text of SMPP 3.4 appendix B and the TLVs beside it, in every way that carriers write them. */
export {
  decimalToHex,
  foldMessageId,
  hexToDecimal,
  MAX_NUMERIC_ID_CHARACTERS,
  messageIdForms,
} from './message-id.js';
export type { MessageIdForms } from './message-id.js';
export { messageOctets, parseReceipt } from './receipt.js';
export type { Receipt, ReceiptOptions } from './receipt.js';
export { formatReceiptDate, parseReceiptDate } from './receipt-date.js';
export {
  buildReceiptText,
  MAX_QUOTED_CHARACTERS,
  MAX_RECEIPT_CHARACTERS,
  parseReceiptText,
} from './receipt-text.js';
export type { ReceiptText, ReceiptTextInput } from './receipt-text.js';
