import { setImmediate as nextTurn } from 'node:timers/promises';
/**
 * Many small transactions, one commit: what makes SQLite fast, since a commit waits for the disk. Transactions that wait
 * at the same time run one after the other between one BEGIN IMMEDIATE and one COMMIT, each in a savepoint of its own, so
 * that what fails is undone alone. None is told of its success before the commit is on disk. A lone one commits at once.
 */
export class GroupCommit {
    connection;
    limits;
    tell;
    waiting = [];
    running;
    constructor(connection, limits, 
    /** Told after each commit what its transactions announced, each topic once. */
    tell) {
        this.connection = connection;
        this.limits = limits;
        this.tell = tell;
    }
    /** Runs `work`, which answers also what it announces, in the next group. */
    add(work) {
        return new Promise((resolve, reject) => {
            let answer;
            this.waiting.push({
                run: async () => {
                    const done = await work();
                    answer = done.answer;
                    return done.topics;
                },
                committed: () => resolve(answer),
                failed: reject,
            });
            this.running ??= this.runAll();
        });
    }
    /** Resolves when nothing waits any more. */
    async idle() {
        await this.running;
    }
    async runAll() {
        do {
            // One turn of the event loop: requests that came in together get to join, and others are not starved.
            await nextTurn();
            await this.runGroup();
        } while (this.waiting.length > 0);
        this.running = undefined;
    }
    async runGroup() {
        const done = [];
        const undone = [];
        const announced = new Set();
        try {
            this.rollBack();
            this.connection.do('begin immediate');
            const startedAt = performance.now();
            do {
                const entry = this.waiting.shift();
                const failure = await this.runInSavepoint(entry, announced);
                if (failure)
                    undone.push([entry, failure.cause]);
                else
                    done.push(entry);
                if (failure && !failure.alone)
                    throw failure.cause;
            } while (this.waiting.length > 0 &&
                done.length + undone.length < this.limits.groupSizeMax &&
                performance.now() - startedAt < this.limits.groupMs);
            this.connection.do('commit');
        }
        catch (cause) {
            this.tryRollBack();
            const begun = done.length + undone.length > 0;
            for (const entry of begun ? done : this.waiting.splice(0, 1))
                entry.failed(cause);
            done.length = 0;
            announced.clear();
        }
        this.tell(announced);
        for (const entry of done)
            entry.committed();
        for (const [entry, cause] of undone)
            entry.failed(cause);
    }
    /** Answers what went wrong, if anything did, and whether it could be undone alone. */
    async runInSavepoint(entry, announced) {
        try {
            this.connection.do('savepoint work');
            const topics = await entry.run();
            this.connection.do('release work');
            for (const topic of topics)
                announced.add(topic);
            return undefined;
        }
        catch (cause) {
            return { cause, alone: this.undoSavepoint() };
        }
    }
    undoSavepoint() {
        // A full disk and the like make SQLite give up the whole transaction by itself: nobody's work is there any more.
        if (!this.connection.handle.inTransaction)
            return false;
        try {
            this.connection.do('rollback to work');
            this.connection.do('release work');
            return true;
        }
        catch {
            return false;
        }
    }
    /** Rolls back; if even that fails, the next group tries again before it begins. */
    tryRollBack() {
        try {
            this.rollBack();
        }
        catch {
            return;
        }
    }
    rollBack() {
        if (this.connection.handle.inTransaction)
            this.connection.handle.exec('rollback');
    }
}
//# sourceMappingURL=group-commit.js.map