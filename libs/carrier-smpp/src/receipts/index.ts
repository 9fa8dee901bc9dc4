/** What carriers report of messages they took, in the library's words. Pure. */
export { idOfReceipt, normaliseId } from './message-ids.js';
export { RAW_RECEIPT_MAX } from './raw-receipt.js';
export { reportOf } from './receipt-report.js';
export type { ReceiptContext, ReceiptReport } from './receipt-report.js';
export { receiptsOf } from './receipts-of.js';
export type { MatchedReceipts } from './receipts-of.js';
