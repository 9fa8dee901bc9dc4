import { Transaction, type RepositoryPort } from '@chappe/sms';
import type { Session } from './session.js';
/** How to make what fills each repository port, for one transaction. */
export type Repositories = ReadonlyMap<RepositoryPort<unknown>, (session: Session) => unknown>;
/** A {@link Transaction} over a {@link Session}: makes each repository when it is first asked for. */
export declare class SessionTransaction extends Transaction {
    private readonly session;
    private readonly repositories;
    /** What was announced, to be told after the commit. */
    readonly topics: Set<string>;
    private readonly made;
    constructor(session: Session, repositories: Repositories);
    get<R>(port: RepositoryPort<R>): R;
    announce(topic: string): void;
    /** The function has returned: from now on every use is an error. */
    end(): void;
}
//# sourceMappingURL=session-transaction.d.ts.map