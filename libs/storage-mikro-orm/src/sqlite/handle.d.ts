/** What we use of better-sqlite3, whose handle MikroORM opens for us. */
export interface SqliteHandle {
    readonly inTransaction: boolean;
    prepare(sql: string): SqliteStatement;
    exec(sql: string): void;
    pragma(source: string): unknown;
    close(): void;
}
export interface SqliteStatement {
    run(...parameters: unknown[]): {
        readonly changes: number;
    };
    all(...parameters: unknown[]): unknown[][];
    /** Rows as arrays of cells, from now on. */
    raw(): SqliteStatement;
    readonly reader: boolean;
}
/** A connection, and the statements that were prepared on it: each is prepared once. */
export declare class SqliteConnection {
    readonly handle: SqliteHandle;
    private readonly statements;
    constructor(handle: SqliteHandle);
    prepare(sql: string): SqliteStatement;
    /** Runs a statement that has no values and no answer. */
    do(sql: string): void;
    close(): void;
}
//# sourceMappingURL=handle.d.ts.map