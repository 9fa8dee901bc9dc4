/** The books: wallets, and the ledger whose rows are only ever added. */
export { ledgerEntity, walletEntity } from './ledger.tables.js';
export { SqlLedgerRepository } from './ledger.repository.js';
//# sourceMappingURL=index.d.ts.map