import type { Instant, Transaction } from '../kernel/index.js';
import { SuppressionRepository } from '../opt-outs/index.js';
import type { Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';

/**
 * Remembers which numbers networks call unknown, and forgets it of those that were reached. The first word makes a number
 * suspect (see {@link SecondChances}); after the last word about a second sending, or a second message, it is suppressed.
 */
export async function rememberNumbers(
  tx: Transaction,
  changes: readonly Change[],
  now: Instant,
  { suppressMs, suspectKnownMs }: Pick<DeliveryOptions, 'suppressMs' | 'suspectKnownMs'>,
): Promise<void> {
  if (suppressMs === null) return;
  const suppressions = tx.get(SuppressionRepository);
  const reached = numbersOf(changes, ({ to }) => to === 'delivered');
  if (reached.length > 0) await suppressions.forget(reached);
  const isUnknown = (reason: string | null) => reason === 'unknown_subscriber';
  const suspect = numbersOf(changes, ({ cause, reason }) => cause === 'suspect' && isUnknown(reason));
  const dead = numbersOf(
    changes,
    ({ to, reason }) => isUnknown(reason) && (to === 'undelivered' || to === 'rejected'),
  );
  const since = now - suspectKnownMs;
  if (suspect.length > 0)
    await suppressions.noteUnknown({ msisdns: suspect, at: now, since, suppressUntil: null });
  if (dead.length > 0)
    await suppressions.noteUnknown({ msisdns: dead, at: now, since, suppressUntil: now + suppressMs });
}

function numbersOf(
  changes: readonly Change[],
  isMeant: (move: Change['moves'][number]) => boolean,
): readonly string[] {
  return [...new Set(changes.filter(({ moves }) => moves.some(isMeant)).map(({ message }) => message.to))];
}
