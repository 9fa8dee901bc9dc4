import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AccountRepository,
  CarrierRepository,
  IdempotencyRepository,
  LedgerRepository,
  MessageRepository,
  OptOutRepository,
  OutboxRepository,
  PeriodicWorkRepository,
  ReceiptRepository,
  SlotRepository,
  SuppressionRepository,
  SmsError,
  Storage,
  Transaction,
  type RepositoryPort,
} from '@chappe/sms';
import { MemoryAccountRepository } from './memory-accounts.js';
import { MemoryCarrierRepository } from './memory-carriers.js';
import { MemoryIdempotencyRepository } from './memory-idempotency.js';
import { MemoryLedgerRepository } from './memory-ledger.js';
import { MemoryMessageRepository } from './memory-messages.js';
import { MemoryOptOutRepository } from './memory-opt-outs.js';
import { MemoryOutboxRepository } from './memory-outbox.js';
import { MemoryPeriodicWorkRepository } from './memory-periodic-work.js';
import { MemoryReceiptRepository } from './memory-receipts.js';
import { MemorySlotRepository } from './memory-slots.js';
import { MemorySuppressionRepository } from './memory-suppressions.js';
import { MemoryTable, merged, type Rows } from './memory-table.js';
import { MEMORY_TABLES, type MemoryRows, type MemoryTables } from './memory-tables.js';

type Committed = { -readonly [Name in keyof MemoryRows]: Rows<MemoryRows[Name]> };

/**
 * A {@link Storage} in memory, for tests: transactions run one after the other, a rollback forgets, a read sees one moment
 * alone. What is stored is gone with the object. Passes the same contract as the real ones.
 *
 * @example
 * const storage = new MemoryStorage();
 * await storage.transaction(tx => tx.get(AccountRepository).add(account));
 */
export class MemoryStorage extends Storage {
  private readonly committed = Object.fromEntries(
    MEMORY_TABLES.map(name => [name, new Map()]),
  ) as unknown as Committed;
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly current = new AsyncLocalStorage<MemoryTransaction>();
  private readonly turn = { after: '' };
  private readonly sequence = { last: 0 };
  private last: Promise<unknown> = Promise.resolve();
  private readers = 0;

  async open(): Promise<void> {}

  async close(): Promise<void> {
    await this.last;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.current.getStore()?.active) {
      return Promise.reject(
        new SmsError(
          'nested_transaction',
          'A transaction was opened inside another one. Hand the outer one over instead.',
        ),
      );
    }
    const run = this.last.then(() => this.run(work));
    this.last = run.catch(() => undefined);
    return run;
  }

  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.readers += 1;
    const transaction = this.begin(true);
    try {
      return await work(transaction);
    } finally {
      transaction.active = false;
      this.readers -= 1;
    }
  }

  onAnnounced(topic: string, listener: () => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    const entry = () => listener();
    this.listeners.set(topic, listeners.add(entry));
    return () => void listeners.delete(entry);
  }

  async ping(): Promise<void> {}

  private async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const transaction = this.begin(false);
    try {
      const answer = await this.current.run(transaction, () => work(transaction));
      this.commit(transaction.tables);
      for (const topic of transaction.topics)
        for (const listener of [...(this.listeners.get(topic) ?? [])]) listener();
      return answer;
    } finally {
      transaction.active = false;
    }
  }

  private begin(readOnly: boolean): MemoryTransaction {
    // Readers keep the tables as they are now, because a commit replaces what somebody is looking at.
    return new MemoryTransaction({ ...this.committed }, readOnly, tables => [
      [IdempotencyRepository, new MemoryIdempotencyRepository(tables)],
      [OutboxRepository, new MemoryOutboxRepository(tables)],
      [AccountRepository, new MemoryAccountRepository(tables)],
      [OptOutRepository, new MemoryOptOutRepository(tables)],
      [LedgerRepository, new MemoryLedgerRepository(tables)],
      [MessageRepository, new MemoryMessageRepository(tables, this.turn)],
      [ReceiptRepository, new MemoryReceiptRepository(tables, this.sequence)],
      [CarrierRepository, new MemoryCarrierRepository(tables)],
      [SuppressionRepository, new MemorySuppressionRepository(tables)],
      [SlotRepository, new MemorySlotRepository(tables)],
      [PeriodicWorkRepository, new MemoryPeriodicWorkRepository(tables)],
    ]);
  }

  private commit(tables: MemoryTables): void {
    const keep = (name: keyof MemoryRows) => {
      const { changes } = tables[name];
      if (changes.size === 0) return;
      const rows = merged<object>(this.committed[name], changes, this.readers === 0);
      (this.committed as Record<string, Rows<object>>)[name] = rows;
    };
    MEMORY_TABLES.forEach(keep);
  }
}

class MemoryTransaction extends Transaction {
  readonly topics = new Set<string>();
  readonly tables: MemoryTables;
  active = true;
  private readonly repositories: ReadonlyMap<RepositoryPort<unknown>, unknown>;

  constructor(
    committed: Committed,
    private readonly readOnly: boolean,
    repositories: (tables: MemoryTables) => readonly (readonly [RepositoryPort<unknown>, unknown])[],
  ) {
    super();
    this.tables = Object.fromEntries(
      MEMORY_TABLES.map(name => [
        name,
        new MemoryTable(committed[name] as Rows<object>, () => this.assertWritable()),
      ]),
    ) as unknown as MemoryTables;
    this.repositories = new Map(repositories(this.tables));
  }

  get<R>(repository: RepositoryPort<R>): R {
    const found = this.repositories.get(repository);
    if (!found) throw new SmsError('unknown_repository', `MemoryStorage has no ${repository.name}.`);
    return found as R;
  }

  announce(topic: string): void {
    this.assertWritable();
    this.topics.add(topic);
  }

  private assertWritable(): void {
    if (this.readOnly)
      throw new SmsError('write_in_read', 'Storage.read() only reads. Write in transaction().');
    if (!this.active)
      throw new SmsError('transaction_ended', 'This transaction has ended. Await everything in it.');
  }
}
