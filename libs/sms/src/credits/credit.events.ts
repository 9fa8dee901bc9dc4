import type { Asset, Ids, Instant } from '../kernel/index.js';
import type { SmsEvent } from '../events/index.js';

/** Credit came into a wallet. */
export type WalletToppedUp = SmsEvent<
  'wallet.topped_up',
  {
    /** The row of the ledger. */
    readonly topUpId: string;
    readonly asset: Asset;
    readonly micros: number;
    readonly reference: string | null;
    /** Whether this wallet pays from now on, where another one did before. */
    readonly activated: boolean;
  }
>;

/** The fact that a wallet was topped up. */
export function walletToppedUp(
  ids: Ids,
  accountId: string,
  at: Instant,
  data: WalletToppedUp['data'],
): WalletToppedUp {
  return { id: ids.next('evt'), type: 'wallet.topped_up', accountId, at, data };
}
