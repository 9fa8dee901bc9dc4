import type { Asset } from '../kernel/index.js';

/** What an account has in one asset, in micro-units. `posted = available + held`. */
export interface Wallet {
  readonly accountId: string;
  readonly asset: Asset;
  /** Free to spend. Never negative on a prepaid wallet. */
  readonly availableMicros: number;
  /** Set aside for messages whose outcome is not known yet. Never negative. */
  readonly heldMicros: number;
}
