import type { Instant } from './clock.js';

/** A repository port, used as the key under which a transaction gives it out. */
export type RepositoryPort<R> = abstract new (...args: never[]) => R;

/** What belongs together: all of it is stored, or nothing. Valid only inside the function it was handed to. */
export abstract class Transaction {
  /**
   * The repository that fills a port, bound to this transaction.
   *
   * @example
   * await tx.get(MessageRepository).add([message]);
   */
  abstract get<R>(repository: RepositoryPort<R>): R;

  /**
   * Tells every process that uses the same database that there is something new under `topic`, once this transaction is
   * committed, and not at all if it is rolled back. A hint, not a fact: it may be lost with a process, so listeners
   * also look by themselves from time to time.
   */
  abstract announce(topic: string): void;

  /**
   * The date of the storage at which this transaction began, where the storage tells one ({@link Storage.now}); undefined
   * elsewhere. Asked at the end of short transactions that give or judge leases, several times a second: it must not
   * cost a question of its own.
   */
  beganAt(): Promise<Instant | undefined> {
    return Promise.resolve(undefined);
  }
}

/**
 * Where everything is kept. An adapter (such as `@chappe/storage-mikro-orm`) fills this port and, through the
 * transaction, the repository ports of every room.
 *
 * Who calls it: every service, several times per message. What it must promise:
 *
 * - when `transaction` resolves, what was written is **on disk**: it survives a power cut;
 * - when it rejects, nothing of it is stored;
 * - two transactions never see each other's unfinished work, and a row read by a repository's `lock…` method cannot be
 *   changed by another transaction until this one ends;
 * - many small transactions that arrive together may share one commit; the work of each stays all-or-nothing.
 *
 * The work may be run more than once (after a deadlock, for example), so it must have no effect but through `tx`.
 * Never call the outside world, and never open another transaction, inside it.
 *
 * The contract is executable: `storageContract` in `@chappe/testing`.
 */
export abstract class Storage {
  /**
   * Whether other processes may work on the same database at the same time (PostgreSQL), so that what looks abandoned may be
   * another's work under way. False by default, for a database that one process has to itself.
   */
  get isShared(): boolean {
    return false;
  }

  /**
   * The present date as the storage has it, of which there is one for all processes: theirs may differ. Optional: a
   * storage that one process has to itself needs none, and processes on a shared storage that tells none go by the
   * clocks of their machines. Called a few times at start and every half minute; its answer should be quick rather than
   * exact, for half the time it takes is what the date may be wrong by.
   */
  now?(): Promise<Instant>;

  /** Connects, and brings the schema up to date or refuses with what to run. Called once, before anything else. */
  abstract open(): Promise<void>;

  /** Ends what is running, and disconnects. Called once, last. */
  abstract close(): Promise<void>;

  /** Runs `work` in one transaction, commits durably, then answers what `work` answered. */
  abstract transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;

  /** Runs `work` on a consistent view of what is committed. Writing through it is an error. Never waits for writers. */
  abstract read<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;

  /** Calls `listener` after every commit that announced `topic`. Answers the function that ends this. */
  abstract onAnnounced(topic: string, listener: () => void): () => void;

  /** Resolves when the database answers; rejects with the reason otherwise. Called by health checks. */
  abstract ping(): Promise<void>;
}
