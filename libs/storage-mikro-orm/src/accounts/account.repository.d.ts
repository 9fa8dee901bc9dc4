import { AccountRepository, type Account, type ApiToken } from '@chappe/sms';
import { type Session } from '../kernel/index.js';
/** Accounts, their tokens, and what they used of each day. */
export declare class SqlAccountRepository extends AccountRepository {
    private readonly session;
    constructor(session: Session);
    add(account: Account): Promise<void>;
    save(account: Account): Promise<void>;
    get(id: string): Promise<Account | undefined>;
    count(): Promise<number>;
    addToken(token: ApiToken): Promise<void>;
    saveToken(token: ApiToken): Promise<void>;
    activeTokens(accountId: string): Promise<readonly ApiToken[]>;
    findByTokenHash(hash: string): Promise<{
        readonly account: Account;
        readonly token: ApiToken;
    } | undefined>;
    useDailyLimit(accountId: string, day: string, messages: number, limit: number | null): Promise<boolean>;
    usedOn(accountId: string, day: string): Promise<number>;
    pruneDailyUse(day: string): Promise<number>;
    private replace;
}
//# sourceMappingURL=account.repository.d.ts.map