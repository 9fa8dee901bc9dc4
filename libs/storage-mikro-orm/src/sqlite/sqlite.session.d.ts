import { Session, type Parameter, type Row, type Table, type Value } from '../kernel/index.js';
import type { SqliteConnection } from './handle.js';
/** A session on SQLite. Nobody else writes meanwhile, so there is nothing to lock, and every statement answers at once. */
export declare class SqliteSession extends Session {
    private readonly connection;
    protected readonly lockClause = "";
    protected readonly skipClause = "";
    constructor(connection: SqliteConnection, readOnly: boolean);
    among(column: string): string;
    using(index: string): string;
    reserve(): Promise<void>;
    protected query(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]>;
    protected execute(sql: string, parameters: readonly Parameter[]): Promise<number>;
    protected insertAll<T extends object>(table: Table<T>, things: readonly T[], conflict: string): Promise<void>;
    protected insertMissing<T extends object>(table: Table<T>, things: readonly T[], key: keyof T & string): Promise<readonly Value[]>;
    protected updateAll<T extends object>(table: Table<T>, things: readonly T[], changed: readonly (keyof T & string)[], keys: readonly (keyof T & string)[]): Promise<number>;
    private guard;
}
//# sourceMappingURL=sqlite.session.d.ts.map