import { Session, type Parameter, type Row, type Table, type Value } from '../kernel/index.js';
import type { PgClient, PgStatements } from './client.js';
/**
 * A session on PostgreSQL. Whatever the size of a batch, it is one statement: the cells travel as one array per column.
 * Statements that do not wait for each other go out together (pipelined).
 */
export declare class PgSession extends Session {
    private readonly client;
    private readonly statements;
    protected readonly lockClause = "for update";
    protected readonly skipClause = "for update skip locked";
    private broken;
    constructor(client: PgClient, statements: PgStatements, readOnly: boolean);
    /** Whether the connection went away during a statement. */
    get connectionLost(): boolean;
    among(column: string): string;
    using(): string;
    reserve(key: string): Promise<void>;
    protected query(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]>;
    protected execute(sql: string, parameters: readonly Parameter[]): Promise<number>;
    protected insertAll<T extends object>(table: Table<T>, things: readonly T[], conflict: string): Promise<void>;
    protected insertMissing<T extends object>(table: Table<T>, things: readonly T[], key: keyof T & string): Promise<readonly Value[]>;
    protected updateAll<T extends object>(table: Table<T>, things: readonly T[], changed: readonly (keyof T & string)[], keys: readonly (keyof T & string)[]): Promise<number>;
    private ask;
}
//# sourceMappingURL=postgresql.session.d.ts.map