import type { ManualClock } from '@chappe/sms';
import type { Participant, VirtualTime } from '@chappe/smsc';

/** Lets a host's clock go in step with the centre's: one time for both. Answers the function that ends it. */
export function goInStep(clock: ManualClock, time: VirtualTime): () => void {
  const host: Participant = {
    name: 'host',
    nextDueAt: () => clock.nextDueAt(),
    moveTo: now => clock.moveTo(now),
    settle: () => clock.settle(),
  };
  return time.join(host);
}
