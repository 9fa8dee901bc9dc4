import { Storage, type Instant, type Transaction } from '@chappe/sms';
import type { Dice } from './dice.js';
import type { HostFaults } from './fault-classes.js';

/** What a storage that fails on purpose throws: anything else that is thrown is a defect. */
export class StorageFault extends Error {}

/** What {@link FaultyStorage} knows of the process that it belongs to. */
export interface Mortal {
  readonly isOver: boolean;
  die(cause: string): void;
}

/** How one process sees the database: through faults, and not at all once it is dead. What it had begun is rolled back then. */
export class FaultyStorage extends Storage {
  declare now?: NonNullable<Storage['now']>;

  constructor(
    private readonly database: Storage,
    private readonly process: Mortal,
    private readonly dice: Dice,
    /** What goes wrong at this moment. */
    private readonly faults: () => HostFaults & { readonly isAway: boolean },
    /** Told of each fault that comes to pass. */
    private readonly bit: (fault: keyof HostFaults) => void,
    /** The date of the database, where several processes share it. */
    private readonly date: (() => Instant) | undefined,
  ) {
    super();
    if (date) this.now = () => this.tell(date);
  }

  override get isShared(): boolean {
    return this.date !== undefined;
  }

  async open(): Promise<void> {}
  async close(): Promise<void> {}
  async ping(): Promise<void> {}

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const faults = this.faults();
    await this.turns(faults);
    if (this.comesToPass('diesBefore', faults)) this.process.die('before a commit');
    if (this.process.isOver) return never();
    if (faults.isAway || this.comesToPass('notBegun', faults)) throw new StorageFault('The storage is away.');
    const isRolledBack = this.comesToPass('rolledBack', faults);
    if (this.comesToPass('runTwice', faults)) await this.rehearse(work);
    const answer = await this.commit(work, isRolledBack);
    if (this.comesToPass('diesAfter', faults)) this.process.die('after a commit');
    if (this.process.isOver) return never();
    if (this.comesToPass('answerLost', faults)) throw new StorageFault('The answer to the commit was lost.');
    await this.turns(faults);
    return this.process.isOver ? never() : answer;
  }

  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const faults = this.faults();
    await this.turns(faults);
    if (this.process.isOver) return never();
    if (faults.isAway || this.comesToPass('readFails', faults)) throw new StorageFault('The read failed.');
    const answer = await this.database.read(work);
    return this.process.isOver ? never() : answer;
  }

  onAnnounced(topic: string, listener: () => void): () => void {
    return this.database.onAnnounced(topic, () => {
      if (!this.process.isOver) listener();
    });
  }

  private async commit<T>(work: (tx: Transaction) => Promise<T>, isRolledBack: boolean): Promise<T> {
    try {
      return await this.database.transaction(async tx => {
        const answer = await work(this.dated(tx));
        if (this.process.isOver || isRolledBack) throw new StorageFault('The transaction was rolled back.');
        return answer;
      });
    } catch (cause) {
      return this.process.isOver ? never() : Promise.reject(cause as Error);
    }
  }

  private async rehearse(work: (tx: Transaction) => Promise<unknown>): Promise<void> {
    const forgotten = new StorageFault('There was a deadlock.');
    await this.database
      .transaction(async tx => {
        await work(this.dated(tx));
        throw forgotten;
      })
      // What the work itself throws, it will throw again.
      .catch(() => undefined);
  }

  private comesToPass(fault: keyof HostFaults, faults: HostFaults): boolean {
    const happens = this.dice.happens(faults[fault]);
    if (happens) this.bit(fault);
    return happens;
  }

  private async tell(date: () => Instant): Promise<Instant> {
    if (this.process.isOver) return never();
    if (this.faults().isAway) throw new StorageFault('The storage does not tell its date.');
    return date();
  }

  private dated(tx: Transaction): Transaction {
    const begunAt = this.date?.();
    return Object.assign(Object.create(tx) as Transaction, { beganAt: () => Promise.resolve(begunAt) });
  }

  private async turns({ turnsMax }: HostFaults): Promise<void> {
    const turns = turnsMax === 0 ? 0 : this.dice.whole(0, turnsMax);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  }
}

/** What a dead process hears. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
