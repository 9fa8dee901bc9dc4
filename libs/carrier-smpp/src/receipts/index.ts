/** What carriers report of messages they took, in the library's words. Pure. */
export { idOfReceipt, normaliseId, spellingsOf } from './message-ids.js';
export { queryReport } from './query-report.js';
export { RAW_RECEIPT_MAX, rawReceipt } from './raw-receipt.js';
export { reportOf } from './receipt-report.js';
export type { ReceiptContext, ReceiptReport } from './receipt-report.js';
export { receiptsOf } from './receipts-of.js';
export type { MatchedReceipts } from './receipts-of.js';
