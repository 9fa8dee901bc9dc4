import { endedTransaction, writeInRead } from './storage.errors.js';
/**
 * One transaction, as the repositories see it: statements in the SQL that both databases understand, with `?` for
 * values, each prepared once per connection. Where the two differ, the difference has a name here.
 */
export class Session {
    readOnly;
    ended = false;
    constructor(readOnly) {
        this.readOnly = readOnly;
    }
    /** What to add to a `select` that must not miss a row: waits for whoever has it, then keeps it until the end. */
    get forUpdate() {
        this.assertWritable();
        return this.lockClause;
    }
    /** What to add to a `select` that takes work: keeps the rows, and passes over those that somebody else keeps. */
    get skipLocked() {
        this.assertWritable();
        return this.skipClause;
    }
    /** {@link Session.forUpdate}, or nothing where only reading is allowed. */
    get forUpdateIfWriting() {
        return this.readOnly ? '' : this.lockClause;
    }
    /** Whether this session may only read. */
    get onlyReads() {
        return this.readOnly;
    }
    /** The rows that a statement answers, in its order. */
    rows(sql, parameters = []) {
        this.assertActive();
        return this.query(sql, parameters);
    }
    /** How many rows a statement changed. */
    run(sql, parameters = []) {
        this.assertWritable();
        return this.execute(sql, parameters);
    }
    /** Adds things. `conflict` is the clause that says what to do with those that are there; without it they are an error. */
    async insert(table, things, conflict = '') {
        this.assertWritable();
        if (things.length > 0)
            await this.insertAll(table, things, conflict);
    }
    /** Adds the things that no constraint forbids, and answers the `key` of each that was added. */
    async insertNew(table, things, key) {
        this.assertWritable();
        return things.length === 0 ? [] : this.insertMissing(table, things, key);
    }
    /** Writes `changed` properties of the things whose `keys` are those of a row. Answers how many rows there were. */
    async update(table, things, changed, keys) {
        this.assertWritable();
        return things.length === 0 ? 0 : this.updateAll(table, things, changed, keys);
    }
    /** From now on every use is an error: what outlives the transaction would write into somebody else's. */
    end() {
        this.ended = true;
    }
    assertActive() {
        if (this.ended)
            throw endedTransaction();
    }
    assertWritable() {
        this.assertActive();
        if (this.readOnly)
            throw writeInRead();
    }
}
//# sourceMappingURL=session.js.map