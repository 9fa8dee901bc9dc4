/** Receipts that came before, or without, the message they speak of. */
export { orphanReceiptEntity } from './receipt.table.js';
export { SqlReceiptRepository } from './receipt.repository.js';
//# sourceMappingURL=index.d.ts.map