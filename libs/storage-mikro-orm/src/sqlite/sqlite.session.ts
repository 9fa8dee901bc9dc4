import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Session,
  swallowedFailure,
  type Parameter,
  type Row,
  type Table,
  type Value,
} from '../kernel/index.js';
import { translated } from './failures.js';
import type { SqliteConnection } from './handle.js';

/** A session on SQLite. Nobody else writes meanwhile, so there is nothing to lock, and every statement answers at once. */
export class SqliteSession extends Session {
  protected readonly lockClause = '';
  protected readonly skipClause = '';

  constructor(
    private readonly connection: SqliteConnection,
    readOnly: boolean,
  ) {
    super(readOnly);
  }

  among(column: string): string {
    return `${column} in (select value from json_each(?))`;
  }

  amongAnswered(column: string, select: string): string {
    return `${column} in (${select})`;
  }

  using(index: string): string {
    return `indexed by ${index}`;
  }

  async ofEach(
    keys: readonly string[],
    select: (key: string) => string,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]> {
    // SQLite knows no lateral joins, and answers as fast without.
    const key = '(select key from given)';
    const sql = `with given(key) as (select ?) select ${key}, found.* from (${select(key)}) as found`;
    const found = await Promise.all(keys.map(one => this.rows(sql, [one, ...parameters])));
    return found.flat();
  }

  async reserve(): Promise<void> {}

  breathe(): Promise<void> {
    return nextTurn();
  }

  async scan(): Promise<void> {}

  protected async query(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]> {
    // The driver makes arrays of the context that loaded it first, which is not ours in a test runner or a vm.
    return this.guard(() => Array.from(this.connection.prepare(sql).all(...parameters.map(cellOf))));
  }

  protected async execute(sql: string, parameters: readonly Parameter[]): Promise<number> {
    return this.guard(() => this.connection.prepare(sql).run(...parameters.map(cellOf)).changes);
  }

  protected async insertAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    conflict: string,
  ): Promise<void> {
    const statement = this.connection.prepare(`${insertInto(table)} ${conflict}`);
    this.guard(() => {
      for (const thing of things) statement.run(...table.write(thing));
    });
  }

  protected async insertMissing<T extends object>(
    table: Table<T>,
    things: readonly T[],
    key: keyof T & string,
  ): Promise<readonly Value[]> {
    const statement = this.connection.prepare(`${insertInto(table)} on conflict do nothing`);
    const added = this.guard(() =>
      things.filter(thing => statement.run(...table.write(thing)).changes === 1),
    );
    return added.map(thing => table.columns[key].write(thing[key]));
  }

  protected async updateAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    changed: readonly (keyof T & string)[],
    keys: readonly (keyof T & string)[],
  ): Promise<number> {
    const set = changed.map(property => `${table.column(property)} = ?`).join(', ');
    const where = keys.map(property => `${table.column(property)} = ?`).join(' and ');
    const statement = this.connection.prepare(`update ${table.name} set ${set} where ${where}`);
    const properties = [...changed, ...keys];
    return this.guard(() =>
      things.reduce((found, thing) => found + statement.run(...table.write(thing, properties)).changes, 0),
    );
  }

  private guard<R>(statement: () => R): R {
    // A full disk and the like make SQLite give up the whole transaction by itself. What came after it, from work that does
    // not wait for one statement before the next, would be committed at once and alone.
    if (!this.connection.handle.inTransaction) throw swallowedFailure();
    try {
      return statement();
    } catch (cause) {
      throw translated(cause);
    }
  }
}

function insertInto<T extends object>(table: Table<T>): string {
  const marks = table.inserted.map(() => '?').join(', ');
  return `insert into ${table.name} (${table.list(table.inserted)}) values (${marks})`;
}

function cellOf(parameter: Parameter): Value {
  return typeof parameter === 'object' && parameter !== null
    ? JSON.stringify(parameter)
    : (parameter as Value);
}
