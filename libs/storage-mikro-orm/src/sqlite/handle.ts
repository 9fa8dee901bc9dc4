/** What we use of better-sqlite3, whose handle MikroORM opens for us. */
export interface SqliteHandle {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): void;
  pragma(source: string): unknown;
  close(): void;
}

export interface SqliteStatement {
  run(...parameters: unknown[]): { readonly changes: number };
  all(...parameters: unknown[]): unknown[][];
  /** Rows as arrays of cells, from now on. */
  raw(): SqliteStatement;
  readonly reader: boolean;
}

/** A connection, and the statements that were prepared on it: each is prepared once. */
export class SqliteConnection {
  private readonly statements = new Map<string, SqliteStatement>();

  constructor(readonly handle: SqliteHandle) {}

  prepare(sql: string): SqliteStatement {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.handle.prepare(sql);
      if (statement.reader) statement.raw();
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement that has no values and no answer. */
  do(sql: string): void {
    this.prepare(sql).run();
  }

  close(): void {
    this.statements.clear();
    this.handle.close();
  }
}
