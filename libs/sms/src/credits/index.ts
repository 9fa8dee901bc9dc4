/**
 * Money: what a message costs, what an account has, what is set aside and what is spent. A double-entry ledger whose rows
 * are only ever added, in integer micro-units, behind the {@link Billing} port.
 */
export {
  Billing,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type Payer,
  type Quote,
  type QuoteLine,
} from './billing.js';
export { type LedgerAccount, type LedgerKind, type LedgerRow } from './ledger.js';
export {
  LedgerRepository,
  type HoldRequest,
  type HoldResolution,
  type LedgerAudit,
} from './ledger.repository.js';
export { type Wallet } from './wallet.js';
