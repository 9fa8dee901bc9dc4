import type { SmsEvent } from '@chappe/sms';
import { Table } from '../kernel/index.js';
/** A fact in the outbox: its place in the order, and who is publishing it until when. */
export interface OutboxRow extends SmsEvent {
    readonly seq: number;
    readonly leaseOwner: string | null;
    /** 0 while nobody has it. */
    readonly leaseUntil: number;
}
export declare const outboxTable: Table<OutboxRow>;
export declare const outboxEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=event.table.d.ts.map