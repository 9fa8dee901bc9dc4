/** Receipts that came before, or without, the message they speak of; carriers that are held up by hand, and who shares them. */
export { pausedCarrierEntity } from './carrier.table.js';
export { SqlCarrierRepository } from './carrier.repository.js';
export { slotEntity } from './slot.table.js';
export { SqlSlotRepository } from './slot.repository.js';
export { orphanReceiptEntity } from './receipt.table.js';
export { SqlReceiptRepository } from './receipt.repository.js';
