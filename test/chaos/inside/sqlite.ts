import { commitsOf, currentOperation, writeOf, type Boundaries } from './boundaries.ts';
import { loadedBy } from './product.ts';

interface Statement {
  run(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown;
}
interface Handle {
  readonly readonly: boolean;
  prepare(sql: string): Statement;
  pragma(source: string): unknown;
}

/** What can be done to the database of the process from outside. */
export interface SqliteUnderTest {
  /** Lets the file grow to this many pages beyond what it has; null for as many as it likes. */
  limitPages(more: number | null): void;
}

/** Makes every write of better-sqlite3 a boundary, where there is something to count them: each statement, and each commit. */
export function watchSqlite(boundaries: Boundaries | undefined): SqliteUnderTest {
  const Database = loadedBy('@mikro-orm/sqlite', 'better-sqlite3') as { prototype: Handle };
  const { prepare } = Database.prototype;
  const writers = new Set<Handle>();
  let operations = new Set<string>();

  Database.prototype.prepare = function (this: Handle, sql: string) {
    const statement = prepare.call(this, sql);
    if (!this.readonly) writers.add(this);
    const write = writeOf(sql);
    const isCommit = /^\s*commit/i.test(sql);
    if (!boundaries || (write === undefined && !isCommit)) return statement;
    const around = <T>(work: () => T): T => {
      if (!isCommit) operations.add(currentOperation());
      const names = isCommit ? commitsOf(operations) : [`${currentOperation()}: ${write}`];
      for (const name of names) boundaries.reach(`${name}, before`);
      const result = work();
      for (const name of names) boundaries.reach(`${name}, after`);
      if (isCommit) operations = new Set();
      return result;
    };
    const run = statement.run.bind(statement);
    const all = statement.all.bind(statement);
    return Object.assign(statement, {
      run: (...parameters: unknown[]) => around(() => run(...parameters)),
      all: (...parameters: unknown[]) => around(() => all(...parameters)),
    });
  };

  return {
    limitPages: more => {
      for (const handle of writers) {
        const [row] = handle.pragma('page_count') as [{ readonly page_count: number }];
        handle.pragma(`max_page_count = ${more === null ? 1_000_000_000 : row.page_count + more}`);
      }
    },
  };
}
