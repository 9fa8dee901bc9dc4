import { Storage, type Transaction } from '@chappe/sms';
import { type MigratePolicy } from '../kernel/schema.js';
import { type GroupLimits } from './group-commit.js';
/** How a database in a file is used. */
export interface SqliteOptions extends GroupLimits {
    /** The file, or `:memory:` for one that is gone after `close()`. */
    readonly path: string;
    readonly migrate: MigratePolicy;
    /** How long to wait for another process that writes, before a transaction fails. */
    readonly busyTimeoutMs: number;
    /** How many readers may be at it at once. */
    readonly readersMax: number;
}
/** The storage in one file, for one process. */
export declare class SqliteStorage extends Storage {
    private readonly options;
    private readonly repositories;
    private readonly listeners;
    private readonly nesting;
    private opened;
    constructor(options: SqliteOptions);
    open(): Promise<void>;
    close(): Promise<void>;
    transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
    read<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
    onAnnounced(topic: string, listener: () => void): () => void;
    ping(): Promise<void>;
    /** MikroORM opens one connection; the readers are others of the same make. */
    private connectReader;
    private assertOpen;
}
//# sourceMappingURL=sqlite.storage.d.ts.map