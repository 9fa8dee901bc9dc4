import { money, type Transaction } from '../kernel/index.js';
import {
  Billing,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type Payer,
  type Quote,
  type QuoteLine,
} from './billing.js';

/** For hosts that do not charge: every country is served, and every message costs 0 of the payer's asset. */
export class FreeBilling extends Billing {
  quote(payer: Payer, lines: readonly QuoteLine[]): readonly Quote[] {
    const nothing = money(0, payer.asset);
    return lines.map(() => ({ perPart: nothing, total: nothing }));
  }

  hold(_tx: Transaction, _payer: Payer, _holds: readonly Hold[]): Promise<HoldOutcome> {
    return Promise.resolve({ held: true });
  }

  end(_tx: Transaction, _ends: readonly HoldEnd[]): Promise<void> {
    return Promise.resolve();
  }
}
