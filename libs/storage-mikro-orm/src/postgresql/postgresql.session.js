import { Session } from '../kernel/index.js';
import { connectionLost, translated } from './failures.js';
/** Distinguishes our advisory locks from those of a host in the same database. */
const LOCK_SALT = 1794;
/**
 * A session on PostgreSQL. Whatever the size of a batch, it is one statement: the cells travel as one array per column.
 * Statements that do not wait for each other go out together (pipelined).
 */
export class PgSession extends Session {
    client;
    statements;
    lockClause = 'for update';
    skipClause = 'for update skip locked';
    broken = false;
    constructor(client, statements, readOnly) {
        super(readOnly);
        this.client = client;
        this.statements = statements;
    }
    /** Whether the connection went away during a statement. */
    get connectionLost() {
        return this.broken;
    }
    among(column) {
        return `${column} = any(?::text[])`;
    }
    using() {
        return '';
    }
    async reserve(key) {
        if (!this.onlyReads)
            await this.rows(`select pg_advisory_xact_lock(hashtextextended(?, ${LOCK_SALT}))`, [key]);
    }
    async query(sql, parameters) {
        return (await this.ask(sql, parameters)).rows;
    }
    async execute(sql, parameters) {
        return (await this.ask(sql, parameters)).rowCount ?? 0;
    }
    async insertAll(table, things, conflict) {
        const { inserted } = table;
        await this.ask(`${insertInto(table)} ${conflict}`, columnsOf(table, things, inserted));
    }
    async insertMissing(table, things, key) {
        const sql = `${insertInto(table)} on conflict do nothing returning ${table.column(key)}`;
        // Always in the same order, so that two that add the same rows wait for each other and not in a circle.
        const sorted = [...things].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
        const { rows } = await this.ask(sql, columnsOf(table, sorted, table.inserted));
        return rows.map(([value]) => value);
    }
    async updateAll(table, things, changed, keys) {
        const set = changed
            .map(property => `${table.column(property)} = given.${table.column(property)}`)
            .join(', ');
        const where = keys
            .map(property => `t.${table.column(property)} = given.${table.column(property)}`)
            .join(' and ');
        const given = [...changed, ...keys];
        return this.execute(`update ${table.name} t set ${set} from unnest(${arrays(table, given)}) as given(${table.list(given)}) where ${where}`, columnsOf(table, things, given));
    }
    async ask(sql, parameters) {
        try {
            return await this.client.query(this.statements.query(sql, parameters));
        }
        catch (cause) {
            this.broken ||= connectionLost(cause);
            throw translated(cause);
        }
    }
}
function insertInto(table) {
    const { inserted } = table;
    return `insert into ${table.name} (${table.list(inserted)}) select * from unnest(${arrays(table, inserted)})`;
}
/** One parameter per column, each a list of cells. */
function arrays(table, properties) {
    return properties.map(property => `?::${table.columns[property].type}[]`).join(', ');
}
/** Rows of cells, turned into columns of cells. */
function columnsOf(table, things, properties) {
    return properties.map(property => things.map(thing => table.columns[property].write(thing[property])));
}
//# sourceMappingURL=postgresql.session.js.map