import type { Value } from './column.js';
import { endedTransaction, writeInRead } from './storage.errors.js';
import type { Row, Table } from './table.js';

/** What stands for a `?` in a statement; a list is for {@link Session.among}. */
export type Parameter = Value | readonly Value[];

/**
 * One transaction, as the repositories see it: statements in the SQL that both databases understand, with `?` for
 * values, each prepared once per connection. Where the two differ, the difference has a name here.
 */
export abstract class Session {
  private ended = false;

  constructor(private readonly readOnly: boolean) {}

  /** The condition that a column is in a list, which is then given as one parameter. */
  abstract among(column: string): string;

  /**
   * The condition that a column is among what a `select` answers, which is asked once. Not `in (select …)`: a planner that takes
   * the table for empty asks it again for every row, and a `limit` with locks in it then holds for each time, not for all.
   */
  abstract amongAnswered(column: string, select: string): string;

  /** Names the index to use, for a database that would choose by itself and not well. */
  abstract using(index: string): string;

  /**
   * The rows that a `select` answers for each of some keys, each beginning with its key; one round trip where there are any.
   *
   * @param select makes the statement, given the expression that stands for the key in it
   */
  abstract ofEach(
    keys: readonly string[],
    select: (key: string) => string,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]>;

  /** What to add to a `select` that must not miss a row: waits for whoever has it, then keeps it until the end. */
  get forUpdate(): string {
    this.assertWritable();
    return this.lockClause;
  }

  /** What to add to a `select` that takes work: keeps the rows, and passes over those that somebody else keeps. */
  get skipLocked(): string {
    this.assertWritable();
    return this.skipClause;
  }

  /** {@link Session.forUpdate}, or nothing where only reading is allowed. */
  get forUpdateIfWriting(): string {
    return this.readOnly ? '' : this.lockClause;
  }

  /** Whether this session may only read. */
  get onlyReads(): boolean {
    return this.readOnly;
  }

  /** The rows that a statement answers, in its order. */
  rows(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    this.assertActive();
    return this.query(sql, parameters);
  }

  /** How many rows a statement changed. */
  run(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    this.assertWritable();
    return this.execute(sql, parameters);
  }

  /** What a statement that changes rows answers about them (`returning`). */
  returning(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]> {
    this.assertWritable();
    return this.query(sql, parameters);
  }

  /** Adds things. `conflict` is the clause that says what to do with those that are there; without it they are an error. */
  async insert<T extends object>(table: Table<T>, things: readonly T[], conflict = ''): Promise<void> {
    this.assertWritable();
    if (things.length > 0) await this.insertAll(table, things, conflict);
  }

  /** Adds the things that no constraint forbids, and answers the `key` of each that was added. */
  async insertNew<T extends object>(
    table: Table<T>,
    things: readonly T[],
    key: keyof T & string,
  ): Promise<readonly Value[]> {
    this.assertWritable();
    return things.length === 0 ? [] : this.insertMissing(table, things, key);
  }

  /** Writes `changed` properties of the things whose `keys` are those of a row. Answers how many rows there were. */
  async update<T extends object>(
    table: Table<T>,
    things: readonly T[],
    changed: readonly (keyof T & string)[],
    keys: readonly (keyof T & string)[],
  ): Promise<number> {
    this.assertWritable();
    return things.length === 0 ? 0 : this.updateAll(table, things, changed, keys);
  }

  /** Makes a key the business of this transaction alone until it ends, whether or not a row has it. */
  abstract reserve(key: string): Promise<void>;

  /** Lets others have their turn, in the middle of long work on a database that never keeps its caller waiting. */
  abstract breathe(): Promise<void>;

  /** What follows in this transaction reads whole tables, and may be done without an index. */
  abstract scan(): Promise<void>;

  /** From now on every use is an error: what outlives the transaction would write into somebody else's. */
  end(): void {
    this.ended = true;
  }

  protected abstract readonly lockClause: string;
  protected abstract readonly skipClause: string;
  protected abstract query(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]>;
  protected abstract execute(sql: string, parameters: readonly Parameter[]): Promise<number>;
  protected abstract insertAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    conflict: string,
  ): Promise<void>;
  protected abstract insertMissing<T extends object>(
    table: Table<T>,
    things: readonly T[],
    key: keyof T & string,
  ): Promise<readonly Value[]>;
  protected abstract updateAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    changed: readonly (keyof T & string)[],
    keys: readonly (keyof T & string)[],
  ): Promise<number>;

  private assertActive(): void {
    if (this.ended) throw endedTransaction();
  }

  private assertWritable(): void {
    this.assertActive();
    if (this.readOnly) throw writeInRead();
  }
}
