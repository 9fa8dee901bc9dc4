import { Account, ApiToken } from '@chappe/sms';
import { Table } from '../kernel/index.js';
export declare const accountTable: Table<Account>;
export declare const accountEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
export declare const apiTokenTable: Table<ApiToken>;
export declare const apiTokenEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
/** How many messages an account has had accepted on one day (UTC). */
export interface DailyUse {
    readonly accountId: string;
    /** `YYYY-MM-DD`. */
    readonly day: string;
    readonly messages: number;
}
export declare const dailyUseTable: Table<DailyUse>;
export declare const dailyUseEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=account.tables.d.ts.map