import type { Transaction } from '../kernel/index.js';
import type { SmsEvent } from './event.js';
import { OUTBOX_TOPIC, OutboxRepository } from './outbox.repository.js';

/** Puts facts in the outbox, in the transaction of the change that caused them, and wakes the publisher after its commit. */
export async function recordEvents(tx: Transaction, events: readonly SmsEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.get(OutboxRepository).append(events);
  tx.announce(OUTBOX_TOPIC);
}
