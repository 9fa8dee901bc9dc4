import { Storage, type Transaction } from '@chappe/sms';
import { type MigratePolicy } from '../kernel/schema.js';
/** How a database on a server is used. */
export interface PostgresqlOptions {
    readonly url: string;
    readonly migrate: MigratePolicy;
    /** How many transactions may run at once; one connection more listens for announcements. */
    readonly poolMax: number;
    /** How long one statement may take before the server gives it up. */
    readonly statementTimeoutMs: number;
    /** How long a transaction may do nothing before the server ends it, and with it its locks. */
    readonly idleInTransactionTimeoutMs: number;
    /** How long to wait for a connection: for the server to answer, or for one of the pool to become free. */
    readonly connectTimeoutMs: number;
    /** How often a transaction is run at most, when others are in its way or its connection breaks. */
    readonly attemptsMax: number;
}
/** The storage on a PostgreSQL server, for any number of processes. */
export declare class PostgresqlStorage extends Storage {
    private readonly options;
    private readonly repositories;
    private readonly statements;
    private readonly listeners;
    private readonly nesting;
    private opened;
    constructor(options: PostgresqlOptions);
    open(): Promise<void>;
    close(): Promise<void>;
    transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
    read<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
    onAnnounced(topic: string, listener: () => void): () => void;
    ping(): Promise<void>;
    private migrate;
    /** Runs one attempt after the other on connections of the pool, while it makes sense. */
    private retrying;
    private write;
    private inSession;
    private commit;
    /** Asks the server, on another connection, what became of a transaction whose commit it did not confirm. */
    private wasCommitted;
    /** What the server says of a transaction; undefined while it says nothing. */
    private statusOf;
    private assertOpen;
}
//# sourceMappingURL=postgresql.storage.d.ts.map