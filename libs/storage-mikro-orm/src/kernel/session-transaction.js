import { Transaction } from '@chappe/sms';
import { unknownRepository, writeInRead } from './storage.errors.js';
/** A {@link Transaction} over a {@link Session}: makes each repository when it is first asked for. */
export class SessionTransaction extends Transaction {
    session;
    repositories;
    /** What was announced, to be told after the commit. */
    topics = new Set();
    made = new Map();
    constructor(session, repositories) {
        super();
        this.session = session;
        this.repositories = repositories;
    }
    get(port) {
        const known = this.made.get(port);
        if (known !== undefined)
            return known;
        const make = this.repositories.get(port);
        if (!make)
            throw unknownRepository(port.name);
        const repository = make(this.session);
        this.made.set(port, repository);
        return repository;
    }
    announce(topic) {
        if (this.session.onlyReads)
            throw writeInRead();
        this.topics.add(topic);
    }
    /** The function has returned: from now on every use is an error. */
    end() {
        this.session.end();
    }
}
//# sourceMappingURL=session-transaction.js.map