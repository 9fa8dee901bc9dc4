import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { fileInUse } from '../kernel/index.js';
import type { SqliteHandle } from './handle.js';

const LOOK_AGAIN_MS = 100;

/**
 * Whose file it is to write to: one process's at a time, because what looks abandoned to a dispatcher may be another's work under
 * way. A lock on a file beside it, which the operating system gives back however the process ends.
 */
export class Ownership {
  private handle: SqliteHandle | undefined;
  private taking: Promise<void> | undefined;

  /**
   * @param path the file that is owned
   * @param connect opens a file; another that holds a lock on it makes statements fail at once
   * @param waitMaxMs how long to wait for a process that is ending
   */
  constructor(
    private readonly path: string,
    private readonly connect: (path: string) => SqliteHandle,
    private readonly waitMaxMs: number,
  ) {}

  /** Resolves once the file is ours, for good. Rejects with `database_in_use` when it is somebody else's. */
  async take(): Promise<void> {
    if (this.handle) return;
    this.taking ??= this.wait().finally(() => (this.taking = undefined));
    await this.taking;
  }

  /** Resolves when nobody waits for the file any more, and whoever did has gone on. */
  async settled(): Promise<void> {
    await this.taking?.catch(() => undefined);
    await nextTurn();
  }

  release(): void {
    this.handle?.close();
    this.handle = undefined;
  }

  private async wait(): Promise<void> {
    const handle = this.connect(`${this.path}-owner`);
    try {
      for (let waitedMs = 0; !isLocked(handle); waitedMs += LOOK_AGAIN_MS) {
        if (waitedMs >= this.waitMaxMs) throw fileInUse(this.path);
        await pause(LOOK_AGAIN_MS);
      }
      this.handle = handle;
    } finally {
      if (!this.handle) handle.close();
    }
  }
}

/** Takes the lock if nobody has it; answers whether it did. */
function isLocked(handle: SqliteHandle): boolean {
  try {
    handle.exec('begin exclusive');
    return true;
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code === 'SQLITE_BUSY') return false;
    throw cause;
  }
}
