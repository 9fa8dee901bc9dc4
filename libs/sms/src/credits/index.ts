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
export { CreditLedger } from './credit-ledger.js';
export { FreeBilling } from './free-billing.js';
export { PriceList, type Price } from './price-list.js';
export { defaultPrices, type PriceRow } from './price-list.data.js';
export { type LedgerAccount, type LedgerEntry, type LedgerKind, type LedgerRow } from './ledger.js';
export { appendToChain, chainHash, EMPTY_CHAIN, type ChainEnd, type LedgerHead } from './ledger-chain.js';
export {
  VERIFY_ROWS_MAX,
  type LedgerFault,
  type LedgerFaultKind,
  type LedgerVerification,
  type PlacedRow,
} from './ledger-walk.js';
export {
  LedgerRepository,
  type HoldRequest,
  type HoldResolution,
  type LedgerAudit,
} from './ledger.repository.js';
export { type Wallet } from './wallet.js';
export { viewWallets, type WalletView } from './wallet-view.js';
export {
  CreditService,
  FAULTS_NAMED_MAX,
  isBalanced,
  TOP_UP_MAX_MICROS,
  TOP_UP_MIN_MICROS,
  TOP_UP_REFERENCE_LENGTH_MAX,
  type BooksVerification,
  type TopUp,
} from './credit.service.js';
export { type WalletToppedUp } from './credit.events.js';
export { countryNotServed, insufficientCredit } from './credit.errors.js';
