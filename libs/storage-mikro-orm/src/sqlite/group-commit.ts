import { setImmediate as nextTurn } from 'node:timers/promises';
import { translated } from './failures.js';
import type { SqliteConnection } from './handle.js';

/** How large a group may become, so that the first of it does not wait too long and the program stays responsive. */
export interface GroupLimits {
  /** How many transactions share one commit at most. */
  readonly groupSizeMax: number;
  /** After how long no further transaction joins a group that is running. */
  readonly groupMs: number;
}

interface Entry {
  /** Runs the work inside its savepoint; answers what it announces. */
  readonly run: () => Promise<ReadonlySet<string>>;
  /** Called once its group is on disk. */
  readonly committed: () => void;
  readonly failed: (cause: unknown) => void;
}

interface Failure {
  readonly cause: unknown;
  /** False when it takes the whole group with it: half of a transaction must never be committed. */
  readonly alone: boolean;
}

/**
 * Many small transactions, one commit: what makes SQLite fast, since a commit waits for the disk. Transactions that wait
 * at the same time run one after the other between one BEGIN IMMEDIATE and one COMMIT, each in a savepoint of its own, so
 * that what fails is undone alone. None is told of its success before the commit is on disk. A lone one commits at once.
 */
export class GroupCommit {
  private readonly waiting: Entry[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly limits: GroupLimits,
    /** Told after each commit what its transactions announced, each topic once. */
    private readonly tell: (topics: ReadonlySet<string>) => void,
  ) {}

  /** Runs `work`, which answers also what it announces, in the next group. */
  add<T>(work: () => Promise<{ readonly answer: T; readonly topics: ReadonlySet<string> }>): Promise<T> {
    return new Promise((resolve, reject) => {
      let answer: T;
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
  async idle(): Promise<void> {
    await this.running;
  }

  private async runAll(): Promise<void> {
    do {
      // One turn of the event loop: requests that came in together get to join, and others are not starved.
      await nextTurn();
      await this.runGroup();
    } while (this.waiting.length > 0);
    this.running = undefined;
  }

  private async runGroup(): Promise<void> {
    const done: Entry[] = [];
    const undone: (readonly [Entry, unknown])[] = [];
    const announced = new Set<string>();
    try {
      this.rollBack();
      this.connection.do('begin immediate');
      const startedAt = performance.now();
      do {
        const entry = this.waiting.shift()!;
        const failure = await this.runInSavepoint(entry, announced);
        if (failure) undone.push([entry, failure.cause]);
        else done.push(entry);
        if (failure && !failure.alone) throw failure.cause;
      } while (
        this.waiting.length > 0 &&
        done.length + undone.length < this.limits.groupSizeMax &&
        performance.now() - startedAt < this.limits.groupMs
      );
      this.connection.do('commit');
    } catch (cause) {
      this.tryRollBack();
      const begun = done.length + undone.length > 0;
      for (const entry of begun ? done : this.waiting.splice(0, 1)) entry.failed(translated(cause));
      done.length = 0;
      announced.clear();
    }
    this.tell(announced);
    for (const entry of done) entry.committed();
    for (const [entry, cause] of undone) entry.failed(translated(cause));
  }

  /** Answers what went wrong, if anything did, and whether it could be undone alone. */
  private async runInSavepoint(entry: Entry, announced: Set<string>): Promise<Failure | undefined> {
    try {
      this.connection.do('savepoint work');
      const topics = await entry.run();
      this.connection.do('release work');
      for (const topic of topics) announced.add(topic);
      return undefined;
    } catch (cause) {
      return { cause, alone: this.undoSavepoint() };
    }
  }

  private undoSavepoint(): boolean {
    // A full disk and the like make SQLite give up the whole transaction by itself: nobody's work is there any more.
    if (!this.connection.handle.inTransaction) return false;
    try {
      this.connection.do('rollback to work');
      this.connection.do('release work');
      return true;
    } catch {
      return false;
    }
  }

  /** Rolls back; if even that fails, the next group tries again before it begins. */
  private tryRollBack(): void {
    try {
      this.rollBack();
    } catch {
      return;
    }
  }

  private rollBack(): void {
    if (this.connection.handle.inTransaction) this.connection.handle.exec('rollback');
  }
}
