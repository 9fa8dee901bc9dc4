import { IdempotencyRepository, type IdempotencyRecord } from '@chappe/sms';
import type { Session } from './session.js';
/** Answers to repeatable requests, by account and key. */
export declare class SqlIdempotencyRepository extends IdempotencyRepository {
    private readonly session;
    constructor(session: Session);
    find(accountId: string, key: string): Promise<IdempotencyRecord | undefined>;
    add(record: IdempotencyRecord): Promise<boolean>;
    prune(before: number, limit: number): Promise<number>;
}
//# sourceMappingURL=idempotency.repository.d.ts.map