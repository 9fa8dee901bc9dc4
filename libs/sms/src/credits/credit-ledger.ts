import { addMoney, money, type Clock, type Transaction } from '../kernel/index.js';
import { networkCode } from '../networks/index.js';
import {
  Billing,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type Payer,
  type Quote,
  type QuoteLine,
} from './billing.js';
import { wrongAsset } from './credit.errors.js';
import { LedgerRepository } from './ledger.repository.js';
import type { PriceList } from './price-list.js';

/** Prepaid billing on the books of this library: priced from a list, held and captured in the double-entry ledger. */
export class CreditLedger extends Billing {
  constructor(
    private readonly prices: PriceList,
    private readonly clock: Clock,
  ) {
    super();
  }

  override asksForNetwork({ asset }: Payer, { country, type }: Pick<QuoteLine, 'country' | 'type'>): boolean {
    return this.prices.differsByNetwork(country, type, asset);
  }

  quote(payer: Payer, lines: readonly QuoteLine[]): readonly (Quote | undefined)[] {
    return lines.map(({ country, type, parts, network }) => {
      const code = network && networkCode(network);
      const ofNetwork = code && this.prices.inNetwork(country, code, type, payer.asset);
      const perPart = ofNetwork || this.prices.perPart(country, type, payer.asset);
      if (!perPart) return undefined;
      const total = money(perPart.micros * parts, perPart.asset);
      return { perPart, total, ...(ofNetwork && { network: code }) };
    });
  }

  /** Throws a `wrong_asset` for an amount that is not in the payer's asset. */
  async hold(tx: Transaction, { accountId, asset }: Payer, holds: readonly Hold[]): Promise<HoldOutcome> {
    let needed = money(0, asset);
    for (const { amount } of holds) {
      if (amount.asset !== asset) throw wrongAsset(accountId, asset, amount.asset);
      needed = addMoney(needed, amount);
    }
    // What costs nothing needs no wallet.
    if (needed.micros === 0) return { held: true };
    const ledger = tx.get(LedgerRepository);
    const requests = holds.map(({ holdId, amount }) => ({ holdId, micros: amount.micros }));
    if (await ledger.hold(accountId, asset, requests, this.clock.now())) return { held: true };
    const wallet = (await ledger.wallets(accountId)).find(candidate => candidate.asset === asset);
    return { held: false, needed, available: money(wallet?.availableMicros ?? 0, asset) };
  }

  async end(tx: Transaction, ends: readonly HoldEnd[]): Promise<void> {
    if (ends.length === 0) return;
    const resolutions = ends.map(({ holdId, captured }) => ({ holdId, capturedMicros: captured.micros }));
    await tx.get(LedgerRepository).resolve(resolutions, this.clock.now());
  }
}
