/** The books over HTTP: the account's own rows, and the proof that none of them was touched since. */
export { LedgerController } from './ledger.controller.js';
