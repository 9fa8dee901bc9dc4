import type { LedgerRow, Wallet } from '@chappe/sms';
import { Table } from '../kernel/index.js';
export declare const walletTable: Table<Wallet>;
export declare const walletEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
/** A row of the books, with its place in the order of writing. */
export interface LedgerEntry extends LedgerRow {
    readonly seq: number;
}
export declare const ledgerTable: Table<LedgerEntry>;
/**
 * The migrations add two triggers that refuse to change or remove a row. A hold's row has the hold's id, so that the
 * unique id is also what allows a hold once only.
 */
export declare const ledgerEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=ledger.tables.d.ts.map