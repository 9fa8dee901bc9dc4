import type { IdempotencyRecord } from '@chappe/sms';
import { Table } from './table.js';
export declare const idempotencyTable: Table<IdempotencyRecord>;
export declare const idempotencyEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=idempotency.table.d.ts.map