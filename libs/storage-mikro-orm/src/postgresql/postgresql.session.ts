import { Session, type Parameter, type Row, type Table, type Value } from '../kernel/index.js';
import type { PgClient, PgQuery, PgResult, PgStatements } from './client.js';
import { connectionLost, translated } from './failures.js';
import { PLAN_SCANS, SCAN_ANSWER_MAX_MS } from './planning.js';

/** Distinguishes our advisory locks from those of a host in the same database. */
const LOCK_SALT = 1794;

/**
 * A session on PostgreSQL. Whatever the size of a batch, it is one statement: the cells travel as one array per column.
 * Statements that do not wait for each other go out together (pipelined).
 */
export class PgSession extends Session {
  protected readonly lockClause = 'for update';
  protected readonly skipClause = 'for update skip locked';
  private broken = false;
  private patience: Pick<PgQuery, 'query_timeout'> = {};

  constructor(
    private readonly client: PgClient,
    private readonly statements: PgStatements,
    readOnly: boolean,
  ) {
    super(readOnly);
  }

  /** Whether the connection went away during a statement. */
  get connectionLost(): boolean {
    return this.broken;
  }

  among(column: string): string {
    return `${column} = any(?::text[])`;
  }

  amongAnswered(column: string, select: string): string {
    return `${column} = any(array(${select}))`;
  }

  using(): string {
    return '';
  }

  ofEach(
    keys: readonly string[],
    select: (key: string) => string,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]> {
    const sql = `select given.key, found.* from unnest(?::text[]) as given(key), lateral (${select('given.key')}) as found`;
    return this.rows(sql, [keys, ...parameters]);
  }

  async reserve(key: string): Promise<void> {
    if (!this.onlyReads)
      await this.rows(`select pg_advisory_xact_lock(hashtextextended(?, ${LOCK_SALT}))`, [key]);
  }

  async breathe(): Promise<void> {}

  async scan(): Promise<void> {
    await this.ask(PLAN_SCANS, []);
    this.patience = { query_timeout: SCAN_ANSWER_MAX_MS };
  }

  protected async query(sql: string, parameters: readonly Parameter[]): Promise<readonly Row[]> {
    return (await this.ask(sql, parameters)).rows;
  }

  protected async execute(sql: string, parameters: readonly Parameter[]): Promise<number> {
    return (await this.ask(sql, parameters)).rowCount ?? 0;
  }

  protected async insertAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    conflict: string,
  ): Promise<void> {
    const { inserted } = table;
    await this.ask(`${insertInto(table)} ${conflict}`, columnsOf(table, things, inserted));
  }

  protected async insertMissing<T extends object>(
    table: Table<T>,
    things: readonly T[],
    key: keyof T & string,
  ): Promise<readonly Value[]> {
    const sql = `${insertInto(table)} on conflict do nothing returning ${table.column(key)}`;
    // Always in the same order, so that two that add the same rows wait for each other and not in a circle.
    const sorted = [...things].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
    const { rows } = await this.ask(sql, columnsOf(table, sorted, table.inserted));
    return rows.map(([value]) => value as Value);
  }

  protected async updateAll<T extends object>(
    table: Table<T>,
    things: readonly T[],
    changed: readonly (keyof T & string)[],
    keys: readonly (keyof T & string)[],
  ): Promise<number> {
    const set = changed
      .map(property => `${table.column(property)} = given.${table.column(property)}`)
      .join(', ');
    const where = keys
      .map(property => `t.${table.column(property)} = given.${table.column(property)}`)
      .join(' and ');
    const given = [...changed, ...keys];
    return this.execute(
      `update ${table.name} t set ${set} from unnest(${arrays(table, given)}) as given(${table.list(given)}) where ${where}`,
      columnsOf(table, things, given),
    );
  }

  private async ask(sql: string, parameters: readonly Parameter[]): Promise<PgResult> {
    try {
      const values = parameters.map(value => (Array.isArray(value) ? arrayOf(value as Value[]) : value));
      return await this.client.query({ ...this.statements.query(sql, values), ...this.patience });
    } catch (cause) {
      this.broken ||= connectionLost(cause);
      throw translated(cause);
    }
  }
}

function insertInto<T extends object>(table: Table<T>): string {
  const { inserted } = table;
  return `insert into ${table.name} (${table.list(inserted)}) select * from unnest(${arrays(table, inserted)})`;
}

/** One parameter per column, each a list of cells. */
function arrays<T extends object>(table: Table<T>, properties: readonly (keyof T & string)[]): string {
  return properties.map(property => `?::${table.columns[property].type}[]`).join(', ');
}

/** Rows of cells, turned into columns of cells, each written as PostgreSQL writes an array (section 8.15.2 of its manual). */
function columnsOf<T extends object>(
  table: Table<T>,
  things: readonly T[],
  properties: readonly (keyof T & string)[],
): string[] {
  return properties.map(property => {
    const column = table.columns[property];
    return arrayOf(things.map(thing => column.write(thing[property])));
  });
}

/** The driver would look at each cell's type anew, and escape what needs no escaping. */
function arrayOf(cells: readonly Value[]): string {
  return `{${cells.map(cell => (typeof cell === 'string' ? quoted(cell) : String(cell))).join(',')}}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
