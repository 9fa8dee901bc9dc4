import type { ChainEnd, LedgerRow, Wallet } from '@chappe/sms';
import { entity, integer, nullable, sequence, Table, text } from '../kernel/index.js';

/** A wallet, and where the chain of its rows ends. */
export interface StoredWallet extends Wallet, ChainEnd {}

export const walletTable = new Table<StoredWallet>('sms_wallets', {
  accountId: text(),
  asset: text(),
  availableMicros: integer(),
  heldMicros: integer(),
  chainSeq: integer(),
  chainHash: text(),
});

export const walletEntity = entity(walletTable, {
  name: 'SmsWallet',
  primaryKey: ['accountId', 'asset'],
  checks: {
    sms_wallets_available: 'available_micros >= 0',
    sms_wallets_held: 'held_micros >= 0',
    sms_wallets_posted: 'available_micros + held_micros <= 9007199254740991',
  },
});

/** A row of the books, with its place in the order of writing. */
export interface StoredLedgerRow extends LedgerRow {
  readonly seq: number;
}

export const ledgerTable = new Table<StoredLedgerRow>('sms_ledger', {
  seq: sequence(),
  id: text(),
  at: integer(),
  kind: text(),
  asset: text(),
  micros: integer(),
  debit: text(),
  credit: text(),
  accountId: text(),
  holdId: nullable(text()),
  resolves: nullable(text()),
  reference: nullable(text()),
  chainSeq: integer(),
  chainHash: text(),
});

/**
 * The migrations add two triggers that refuse to change or remove a row. A hold's row has the hold's id, so that the
 * unique id is also what allows a hold once only.
 */
export const ledgerEntity = entity(ledgerTable, {
  name: 'SmsLedgerRow',
  primaryKey: ['seq'],
  uniques: [
    { name: 'sms_ledger_id', properties: ['id'] },
    { name: 'sms_ledger_resolves', properties: ['resolves'], where: 'resolves is not null' },
  ],
  indexes: [{ name: 'sms_ledger_account', properties: ['accountId', 'seq'] }],
  checks: { sms_ledger_micros: 'micros > 0' },
});
