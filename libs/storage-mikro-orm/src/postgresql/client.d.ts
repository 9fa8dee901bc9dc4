/** What we use of `pg`, whose pool MikroORM opens for us. */
export interface PgPool {
    connect(): Promise<PgClient>;
}
export interface PgClient {
    query(query: string | PgQuery): Promise<PgResult>;
    /** Gives the connection back; a broken one is thrown away. */
    release(broken?: boolean): void;
    on(event: 'notification', listener: (message: {
        readonly payload?: string;
    }) => void): void;
    once(event: 'end', listener: () => void): void;
}
export interface PgQuery {
    readonly name: string;
    readonly text: string;
    readonly values: unknown[];
    readonly rowMode: 'array';
}
export interface PgResult {
    readonly command: string;
    readonly rowCount: number | null;
    readonly rows: unknown[][];
}
/**
 * Statements as PostgreSQL wants them: `$1` for `?`, and a name under which each connection keeps it prepared. There are as
 * many as there are places in our code that make one.
 */
export declare class PgStatements {
    private readonly known;
    query(sql: string, values: readonly unknown[]): PgQuery;
}
//# sourceMappingURL=client.d.ts.map