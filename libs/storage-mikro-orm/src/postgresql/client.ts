/** What we use of `pg`, whose pool MikroORM opens for us. */
export interface PgPool {
  connect(): Promise<PgClient>;
}

export interface PgClient {
  query(query: string | PgQuery): Promise<PgResult>;
  /** Gives the connection back; a broken one is thrown away. */
  release(broken?: boolean): void;
  on(event: 'notification', listener: (message: { readonly payload?: string }) => void): void;
  once(event: 'end', listener: () => void): void;
}

export interface PgQuery {
  /** The name under which the connection keeps it prepared. */
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
  readonly rowMode?: 'array';
  /** How long to wait for the answer before the connection counts as lost, where not as long as usual. */
  readonly query_timeout?: number;
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
export class PgStatements {
  private readonly known = new Map<string, { readonly name: string; readonly text: string }>();

  query(sql: string, values: readonly unknown[]): PgQuery {
    let statement = this.known.get(sql);
    if (!statement) {
      let count = 0;
      statement = { name: `sms_${this.known.size + 1}`, text: sql.replaceAll('?', () => `$${++count}`) };
      this.known.set(sql, statement);
    }
    return { ...statement, values: [...values], rowMode: 'array' };
  }
}
