/**
 * Connections that only read, each for one reader at a time. In WAL a reader sees what was committed when it began, and neither
 * waits for the writer nor keeps it waiting.
 */
export class Readers {
    connect;
    readersMax;
    idle = [];
    waiting = [];
    opened = 0;
    constructor(connect, readersMax) {
        this.connect = connect;
        this.readersMax = readersMax;
    }
    /** Runs `work` on one consistent view of what is committed. */
    async use(work) {
        const connection = await this.take();
        try {
            connection.do('begin');
            return await work(connection);
        }
        finally {
            if (connection.handle.inTransaction)
                connection.do('rollback');
            const next = this.waiting.shift();
            if (next)
                next(connection);
            else
                this.idle.push(connection);
        }
    }
    /** Waits for the readers that are at it, and disconnects. */
    async close() {
        for (; this.opened > 0; this.opened--)
            (await this.take(true)).close();
    }
    take(closing = false) {
        const idle = this.idle.pop();
        if (idle)
            return idle;
        if (closing || this.opened >= this.readersMax)
            return new Promise(resolve => this.waiting.push(resolve));
        this.opened += 1;
        return this.connect();
    }
}
//# sourceMappingURL=readers.js.map