import type { Clock, Instant } from './clock.js';
import { SmsError } from './sms-error.js';
import type { Storage, Transaction } from './storage.js';

/** A date that is wrong again as soon as it was put right, over and over, is nothing to decide by. */
const TRIES_MAX = 4;

/**
 * One transaction that gives or judges what has a date: leases, above all. It is committed only if the clock by which `now`
 * was read agrees with the date that the storage had when it began; otherwise nothing of it is kept, the clock is put right, and it is
 * done again. So no process judges the leases of others, or gives leases to itself, by a date of its own, be it that it slept
 * or that the date of the storage was set a moment ago. Costs no question more than the transaction.
 */
export async function agreedTransaction<T>(
  storage: Storage,
  clock: Clock,
  work: (tx: Transaction, now: Instant) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    const since = clock.elapsed();
    const now = clock.now();
    const disagreement = new SmsError(
      'date_disagrees',
      'The date of this process and that of the database differ, though they were compared a moment ago. Nothing was decided by it; ' +
        'it is tried again. Look whether the clock of the database is being set again and again.',
    );
    try {
      return await storage.transaction(async tx => {
        const answer = await work(tx, now);
        const date = await tx.beganAt();
        if (date !== undefined && !clock.agreesWith(date, since)) throw disagreement;
        return answer;
      });
    } catch (cause) {
      if (cause !== disagreement || count >= TRIES_MAX) throw cause;
      await clock.confirm();
    }
  }
}
