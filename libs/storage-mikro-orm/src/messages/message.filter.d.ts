import type { MessageFilter } from '@chappe/sms';
import type { Parameter, Session } from '../kernel/index.js';
/** The condition that a filter stands for, and the values in it. Hidden messages never fit. */
export declare function conditionOf(session: Session, filter: MessageFilter): {
    readonly sql: string;
    readonly parameters: readonly Parameter[];
};
//# sourceMappingURL=message.filter.d.ts.map