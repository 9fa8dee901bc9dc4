/**
 * Statements as PostgreSQL wants them: `$1` for `?`, and a name under which each connection keeps it prepared. There are as
 * many as there are places in our code that make one.
 */
export class PgStatements {
    known = new Map();
    query(sql, values) {
        let statement = this.known.get(sql);
        if (!statement) {
            let count = 0;
            statement = { name: `sms_${this.known.size + 1}`, text: sql.replaceAll('?', () => `$${++count}`) };
            this.known.set(sql, statement);
        }
        return { ...statement, values: [...values], rowMode: 'array' };
    }
}
//# sourceMappingURL=client.js.map