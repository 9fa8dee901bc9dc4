import type { OrphanReceipt } from '@chappe/sms';
import { Table } from '../kernel/index.js';
/** A receipt that waits: its place in the order of arrival, and what it speaks of. */
export interface OrphanReceiptRow extends OrphanReceipt {
    readonly seq: number;
    readonly reference: string;
}
export declare const orphanReceiptTable: Table<OrphanReceiptRow>;
export declare const orphanReceiptEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=receipt.table.d.ts.map