import { AsyncLocalStorage } from 'node:async_hooks';
import { nestedTransaction } from './storage.errors.js';
/** Notices a transaction that is opened inside another one, where SQLite would otherwise wait for itself for ever. */
export class Nesting {
    current = new AsyncLocalStorage();
    /** Throws when the caller is inside a transaction that is still going on. */
    assertOutside() {
        if (this.current.getStore()?.active)
            throw nestedTransaction();
    }
    /** Runs the work of a transaction. */
    async run(work) {
        const frame = { active: true };
        try {
            return await this.current.run(frame, work);
        }
        finally {
            frame.active = false;
        }
    }
}
//# sourceMappingURL=nesting.js.map