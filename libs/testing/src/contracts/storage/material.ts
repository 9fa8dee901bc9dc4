import { A_MESSAGE } from '../../messages/a-message.js';
import assert from 'node:assert/strict';
import {
  LedgerRepository,
  Message,
  MessageRepository,
  VERIFY_ROWS_MAX,
  type Asset,
  type LedgerVerification,
  type MessageChange,
  type NewMessage,
  type PageRequest,
  type SmsEvent,
  type Storage,
} from '@chappe/sms';
import type { ContractRunner } from '../billing.contract.js';

/** A storage to be tested: open, and with nothing in it. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /** Closes it and opens it again on the same data; absent where nothing outlives it. */
  reopen?(): Promise<Storage>;
  /**
   * Changes the books as somebody would who has the database in his hands: past this library, its triggers taken away.
   * Absent where nobody but the library can; what it should find is then not proved.
   */
  tamper?(tampering: Tampering): Promise<void>;
  /** Closes it for good. */
  close(): Promise<void>;
}

/** What is done to rows of the ledger, by their ids, behind the library's back. */
export type Tampering =
  /** Another amount. */
  | { readonly kind: 'change'; readonly rowId: string; readonly micros: number }
  | { readonly kind: 'remove'; readonly rowId: string }
  /** Each takes the other's place in the order of writing; what they say stays. */
  | { readonly kind: 'swap'; readonly rowIds: readonly [string, string] };

/** A date to start from; nothing in a storage depends on the present. */
export const NOW = 1_760_000_000_000;
export const PRICE = 45_000;
export const VALIDITY_MS = 48 * 3_600_000;

/** Declares a behaviour, which gets a fresh storage. */
export type Scenario = (behaviour: string, prove: (material: Material) => Promise<void>) => void;

/** Opens a storage before each behaviour, and closes it after. */
export function scenarios({ it }: ContractRunner, open: () => Promise<StorageUnderTest>): Scenario {
  return (behaviour, prove) =>
    void it(behaviour, async () => {
      const subject = await open();
      try {
        await prove(new Material(subject));
      } finally {
        await subject.close();
      }
    });
}

/** The storage under test, and the makings of what is put into it. */
export class Material {
  storage: Storage;
  private count = 0;

  constructor(private readonly subject: StorageUnderTest) {
    this.storage = subject.storage;
  }

  /** Whether the data outlives the storage, so that {@link Material.reopen} works. */
  get durable(): boolean {
    return this.subject.reopen !== undefined;
  }

  /** Whether {@link Material.tamper} works. */
  get mayTamper(): boolean {
    return this.subject.tamper !== undefined;
  }

  async tamper(tampering: Tampering): Promise<void> {
    await this.subject.tamper!(tampering);
  }

  async reopen(): Promise<void> {
    this.storage = await this.subject.reopen!();
  }

  /** An id that sorts after all before it. */
  id(prefix: string): string {
    return `${prefix}_${String(++this.count).padStart(26, '0')}`;
  }

  /** A message that is accepted now, unless told otherwise, and its first move. */
  accept(fields: Partial<NewMessage> = {}): MessageChange & { readonly message: Message } {
    const { message, move } = Message.accept({
      ...A_MESSAGE,
      id: this.id('msg'),
      to: '+33612345678',
      from: 'CHAPPE',
      pricePerPartMicros: PRICE,
      validityMs: VALIDITY_MS,
      createdAt: NOW,
      ...fields,
    });
    return { message, moves: [move] };
  }

  /** Stores `count` messages like {@link Material.accept}. */
  async queue(count: number, fields: Partial<NewMessage> = {}): Promise<readonly Message[]> {
    const changes = Array.from({ length: count }, () => this.accept(fields));
    await this.storage.transaction(tx => tx.get(MessageRepository).add(changes));
    return changes.map(change => change.message);
  }

  /** A fact about nothing in particular. */
  fact(data: unknown = {}): SmsEvent {
    return { id: this.id('evt'), type: 'message.queued', accountId: 'acc_1', at: NOW, data };
  }

  /** Gives an account credit. */
  async fund(micros: number, accountId = 'acc_1', asset: Asset = 'EUR'): Promise<void> {
    const request = { id: this.id('top'), accountId, asset, micros, reference: null, at: NOW };
    await this.storage.transaction(tx => tx.get(LedgerRepository).topUp(request));
  }

  /** Walks over the chains of an account. */
  verify(accountId = 'acc_1', page: Partial<PageRequest> = {}): Promise<LedgerVerification> {
    return this.storage.read(tx =>
      tx.get(LedgerRepository).verify(accountId, { limit: VERIFY_ROWS_MAX, ...page }),
    );
  }

  /** Checks what a wallet has. */
  async expectWallet(availableMicros: number, heldMicros: number, accountId = 'acc_1'): Promise<void> {
    const wallets = await this.storage.read(tx => tx.get(LedgerRepository).wallets(accountId));
    assert.deepEqual(wallets.map(plain), [{ accountId, asset: 'EUR', availableMicros, heldMicros }]);
  }

  /** Checks that the books add up: every wallet is the sum of its rows, what came in is somewhere, and every chain holds. */
  async expectBalancedBooks(): Promise<void> {
    const audit = await this.storage.read(tx => tx.get(LedgerRepository).audit());
    assert.deepEqual(audit.differing, []);
    for (const { fundedMicros, availableMicros, heldMicros, revenueMicros } of audit.assets) {
      assert.equal(fundedMicros, availableMicros + heldMicros + revenueMicros);
    }
    let verified = 0;
    for (let accountId = await this.accountAfter(''); accountId !== undefined;) {
      const { rows, fault, next } = await this.verify(accountId);
      assert.deepEqual([fault, next], [null, null]);
      verified += rows;
      accountId = await this.accountAfter(accountId);
    }
    assert.equal(verified, audit.rows);
  }

  private accountAfter(accountId: string): Promise<string | undefined> {
    return this.storage.read(tx => tx.get(LedgerRepository).nextAccount(accountId));
  }
}

/** The ids of things, in their order. */
export function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(thing => thing.id);
}

/** A thing as plain data, whatever class and realm it comes from, to be compared. */
export function plain(thing: object): unknown {
  return JSON.parse(JSON.stringify(thing));
}
