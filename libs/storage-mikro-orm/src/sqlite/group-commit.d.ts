import type { SqliteConnection } from './handle.js';
/** How large a group may become, so that the first of it does not wait too long and the program stays responsive. */
export interface GroupLimits {
    /** How many transactions share one commit at most. */
    readonly groupSizeMax: number;
    /** After how long no further transaction joins a group that is running. */
    readonly groupMs: number;
}
/**
 * Many small transactions, one commit: what makes SQLite fast, since a commit waits for the disk. Transactions that wait
 * at the same time run one after the other between one BEGIN IMMEDIATE and one COMMIT, each in a savepoint of its own, so
 * that what fails is undone alone. None is told of its success before the commit is on disk. A lone one commits at once.
 */
export declare class GroupCommit {
    private readonly connection;
    private readonly limits;
    /** Told after each commit what its transactions announced, each topic once. */
    private readonly tell;
    private readonly waiting;
    private running;
    constructor(connection: SqliteConnection, limits: GroupLimits, 
    /** Told after each commit what its transactions announced, each topic once. */
    tell: (topics: ReadonlySet<string>) => void);
    /** Runs `work`, which answers also what it announces, in the next group. */
    add<T>(work: () => Promise<{
        readonly answer: T;
        readonly topics: ReadonlySet<string>;
    }>): Promise<T>;
    /** Resolves when nothing waits any more. */
    idle(): Promise<void>;
    private runAll;
    private runGroup;
    /** Answers what went wrong, if anything did, and whether it could be undone alone. */
    private runInSavepoint;
    private undoSavepoint;
    /** Rolls back; if even that fails, the next group tries again before it begins. */
    private tryRollBack;
    private rollBack;
}
//# sourceMappingURL=group-commit.d.ts.map