import { AsyncLocalStorage } from 'node:async_hooks';
import { nestedTransaction } from './storage.errors.js';

/** Notices a transaction that is opened inside another one, where SQLite would otherwise wait for itself for ever. */
export class Nesting {
  private readonly current = new AsyncLocalStorage<{ active: boolean }>();

  /** Throws when the caller is inside a transaction that is still going on. */
  assertOutside(): void {
    if (this.current.getStore()?.active) throw nestedTransaction();
  }

  /** Runs the work of a transaction. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const frame = { active: true };
    try {
      return await this.current.run(frame, work);
    } finally {
      frame.active = false;
    }
  }
}
