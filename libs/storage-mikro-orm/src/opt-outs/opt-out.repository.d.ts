import { OptOutRepository, type OptOut, type Page, type PageRequest } from '@chappe/sms';
import { type Session } from '../kernel/index.js';
/** The suppression list, by account and number. */
export declare class SqlOptOutRepository extends OptOutRepository {
    private readonly session;
    constructor(session: Session);
    add(optOuts: readonly OptOut[]): Promise<number>;
    remove(accountId: string, msisdn: string): Promise<boolean>;
    among(accountId: string, msisdns: readonly string[]): Promise<ReadonlySet<string>>;
    list(accountId: string, page: PageRequest): Promise<Page<OptOut>>;
}
//# sourceMappingURL=opt-out.repository.d.ts.map