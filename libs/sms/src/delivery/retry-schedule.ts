import type { Random } from '../kernel/index.js';
import type { DeliveryOptions } from './delivery.options.js';

/** The delay before the attempt that follows `attempt` (from 1): doubling, with a share left to chance. */
export function retryDelayMs(
  attempt: number,
  random: Random,
  { retryMinMs, retryMaxMs, retryJitter }: Pick<DeliveryOptions, 'retryMinMs' | 'retryMaxMs' | 'retryJitter'>,
): number {
  const doubledMs = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(doubledMs * (1 + retryJitter * (2 * random.next() - 1)));
}
