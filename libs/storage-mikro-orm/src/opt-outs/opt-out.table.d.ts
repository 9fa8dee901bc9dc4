import type { OptOut } from '@chappe/sms';
import { Table } from '../kernel/index.js';
export declare const optOutTable: Table<OptOut>;
export declare const optOutEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=opt-out.table.d.ts.map