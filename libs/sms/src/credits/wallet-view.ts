import type { Asset } from '../kernel/index.js';
import type { Wallet } from './wallet.js';

/** A wallet as its owner sees it. Amounts in micro-units. */
export interface WalletView {
  readonly asset: Asset;
  /** Whether this is the wallet that pays. */
  readonly active: boolean;
  /** Free to spend now; 0 unless the wallet is the active one. */
  readonly availableMicros: number;
  /** Set aside for messages whose outcome is not known yet. */
  readonly heldMicros: number;
  /** There, and not to be spent until a top-up in this asset makes the wallet the active one again. */
  readonly frozenMicros: number;
  /** Paid for, and not credited yet, because the payment is still being validated. */
  readonly pendingMicros: number;
}

/**
 * The wallets of an account: the one that pays first, even when it has never had anything, the others, frozen, behind.
 *
 * @param pending per asset, what top-ups that wait for their payment will bring
 */
export function viewWallets(
  activeAsset: Asset,
  wallets: readonly Wallet[],
  pending: ReadonlyMap<Asset, number> = new Map(),
): readonly WalletView[] {
  const assets = new Set<Asset>([activeAsset, ...wallets.map(wallet => wallet.asset), ...pending.keys()]);
  return [...assets].map(asset => {
    const wallet = wallets.find(candidate => candidate.asset === asset);
    const active = asset === activeAsset;
    const freeMicros = wallet?.availableMicros ?? 0;
    return {
      asset,
      active,
      availableMicros: active ? freeMicros : 0,
      heldMicros: wallet?.heldMicros ?? 0,
      frozenMicros: active ? 0 : freeMicros,
      pendingMicros: pending.get(asset) ?? 0,
    };
  });
}
