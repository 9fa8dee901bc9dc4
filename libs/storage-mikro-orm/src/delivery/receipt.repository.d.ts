import { ReceiptRepository, type OrphanReceipt } from '@chappe/sms';
import type { Session } from '../kernel/index.js';
/** Receipts that cannot be matched yet, in the order in which they came. */
export declare class SqlReceiptRepository extends ReceiptRepository {
    private readonly session;
    constructor(session: Session);
    keep(orphans: readonly OrphanReceipt[]): Promise<void>;
    take(keys: readonly {
        readonly carrier: string;
        readonly reference: string;
    }[]): Promise<readonly OrphanReceipt[]>;
    count(): Promise<number>;
    prune(before: number, limit: number): Promise<number>;
}
//# sourceMappingURL=receipt.repository.d.ts.map