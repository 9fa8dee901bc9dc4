import type {
  Account,
  ApiToken,
  ChainEnd,
  IdempotencyRecord,
  LedgerRow,
  Message,
  MessagePart,
  Move,
  OptOut,
  OrphanReceipt,
  SlotHolder,
  SmsEvent,
  Wallet,
} from '@chappe/sms';
import type { MemoryTable } from './memory-table.js';

/** A message without its methods. */
export type StoredMessage = Omit<Message, 'isFinal' | 'costMicros' | 'moveTo' | 'noteEdit'>;

/** A wallet, and where the chain of its rows ends. */
export interface StoredWallet extends Wallet, ChainEnd {}

/** A fact and who is publishing it. */
export interface LeasedEvent {
  readonly event: SmsEvent;
  /** Empty for one that nobody has taken. */
  readonly owner: string;
  readonly leaseUntil: number;
}

/** What each table of the memory holds. */
export interface MemoryRows {
  readonly idempotency: IdempotencyRecord;
  readonly outbox: LeasedEvent;
  readonly accounts: Account;
  readonly tokens: ApiToken;
  readonly dailyUse: { readonly accountId: string; readonly day: string; readonly messages: number };
  readonly optOuts: OptOut;
  readonly wallets: StoredWallet;
  readonly ledger: LedgerRow;
  readonly messages: StoredMessage;
  readonly moves: Move;
  readonly parts: MessagePart;
  readonly receipts: OrphanReceipt & { readonly seq: number };
  readonly pausedCarriers: { readonly carrier: string; readonly pausedAt: number };
  readonly slots: SlotHolder;
  readonly unknownNumbers: {
    readonly msisdn: string;
    readonly toldAt: number;
    readonly suppressedUntil: number | null;
  };
  readonly periodicWork: { readonly name: string; readonly begunAt: number };
}

/** The names of all tables. */
export const MEMORY_TABLES = [
  'idempotency',
  'outbox',
  'accounts',
  'tokens',
  'dailyUse',
  'optOuts',
  'wallets',
  'ledger',
  'messages',
  'moves',
  'parts',
  'receipts',
  'pausedCarriers',
  'slots',
  'unknownNumbers',
  'periodicWork',
] as const satisfies readonly (keyof MemoryRows)[];

/** All tables, as one transaction sees them. */
export type MemoryTables = { readonly [Name in keyof MemoryRows]: MemoryTable<MemoryRows[Name]> };
