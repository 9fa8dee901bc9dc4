import { Session, duplicate, impossibleFigure, } from '../kernel/index.js';
/** A session on SQLite. Nobody else writes meanwhile, so there is nothing to lock, and every statement answers at once. */
export class SqliteSession extends Session {
    connection;
    lockClause = '';
    skipClause = '';
    constructor(connection, readOnly) {
        super(readOnly);
        this.connection = connection;
    }
    among(column) {
        return `${column} in (select value from json_each(?))`;
    }
    using(index) {
        return `indexed by ${index}`;
    }
    async reserve() { }
    async query(sql, parameters) {
        return this.guard(() => this.connection.prepare(sql).all(...parameters.map(cellOf)));
    }
    async execute(sql, parameters) {
        return this.guard(() => this.connection.prepare(sql).run(...parameters.map(cellOf)).changes);
    }
    async insertAll(table, things, conflict) {
        const statement = this.connection.prepare(`${insertInto(table)} ${conflict}`);
        this.guard(() => {
            for (const thing of things)
                statement.run(...table.write(thing));
        });
    }
    async insertMissing(table, things, key) {
        const statement = this.connection.prepare(`${insertInto(table)} on conflict do nothing`);
        const added = this.guard(() => things.filter(thing => statement.run(...table.write(thing)).changes === 1));
        return added.map(thing => table.columns[key].write(thing[key]));
    }
    async updateAll(table, things, changed, keys) {
        const set = changed.map(property => `${table.column(property)} = ?`).join(', ');
        const where = keys.map(property => `${table.column(property)} = ?`).join(' and ');
        const statement = this.connection.prepare(`update ${table.name} set ${set} where ${where}`);
        const properties = [...changed, ...keys];
        return this.guard(() => things.reduce((found, thing) => found + statement.run(...table.write(thing, properties)).changes, 0));
    }
    guard(statement) {
        try {
            return statement();
        }
        catch (cause) {
            throw translated(cause);
        }
    }
}
function insertInto(table) {
    const marks = table.inserted.map(() => '?').join(', ');
    return `insert into ${table.name} (${table.list(table.inserted)}) values (${marks})`;
}
function cellOf(parameter) {
    return typeof parameter === 'object' && parameter !== null
        ? JSON.stringify(parameter)
        : parameter;
}
function translated(cause) {
    const { code } = cause;
    if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
        return duplicate(cause);
    if (code === 'SQLITE_CONSTRAINT_CHECK')
        return impossibleFigure(cause);
    return cause;
}
//# sourceMappingURL=sqlite.session.js.map