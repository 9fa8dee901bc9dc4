/** A connection, and the statements that were prepared on it: each is prepared once. */
export class SqliteConnection {
    handle;
    statements = new Map();
    constructor(handle) {
        this.handle = handle;
    }
    prepare(sql) {
        let statement = this.statements.get(sql);
        if (!statement) {
            statement = this.handle.prepare(sql);
            if (statement.reader)
                statement.raw();
            this.statements.set(sql, statement);
        }
        return statement;
    }
    /** Runs a statement that has no values and no answer. */
    do(sql) {
        this.prepare(sql).run();
    }
    close() {
        this.statements.clear();
        this.handle.close();
    }
}
//# sourceMappingURL=handle.js.map