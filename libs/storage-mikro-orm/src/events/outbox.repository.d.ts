import { OutboxRepository, type SmsEvent } from '@chappe/sms';
import type { Session } from '../kernel/index.js';
/** Facts that wait to be published, in the order of `seq`. */
export declare class SqlOutboxRepository extends OutboxRepository {
    private readonly session;
    constructor(session: Session);
    append(events: readonly SmsEvent[]): Promise<void>;
    claim(request: {
        readonly owner: string;
        readonly now: number;
        readonly leaseUntil: number;
        readonly limit: number;
    }): Promise<readonly SmsEvent[]>;
    remove(ids: readonly string[]): Promise<void>;
    size(): Promise<number>;
}
//# sourceMappingURL=outbox.repository.d.ts.map