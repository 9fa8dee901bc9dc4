import type { Asset } from '../kernel/index.js';
import type { Wallet } from './wallet.js';
import { viewWallets } from './wallet-view.js';

const wallet = (asset: Asset, availableMicros: number, heldMicros = 0): Wallet => ({
  accountId: 'acc_1',
  asset,
  availableMicros,
  heldMicros,
});

describe('the wallets as their owner sees them', () => {
  it('lets the active one be spent, and freezes the others', () => {
    expect(viewWallets('EUR', [wallet('USD', 125, 3), wallet('EUR', 200, 5)])).toEqual([
      { asset: 'EUR', active: true, availableMicros: 200, heldMicros: 5, frozenMicros: 0, pendingMicros: 0 },
      { asset: 'USD', active: false, availableMicros: 0, heldMicros: 3, frozenMicros: 125, pendingMicros: 0 },
    ]);
  });

  it('shows the active one even before it has anything', () => {
    expect(viewWallets('GBP', [])).toEqual([
      { asset: 'GBP', active: true, availableMicros: 0, heldMicros: 0, frozenMicros: 0, pendingMicros: 0 },
    ]);
  });

  it('tells what payments that are being validated will bring, spendable by nobody yet', () => {
    expect(viewWallets('EUR', [wallet('EUR', 10)], new Map([['USD', 50]]))).toEqual([
      { asset: 'EUR', active: true, availableMicros: 10, heldMicros: 0, frozenMicros: 0, pendingMicros: 0 },
      { asset: 'USD', active: false, availableMicros: 0, heldMicros: 0, frozenMicros: 0, pendingMicros: 50 },
    ]);
  });
});
