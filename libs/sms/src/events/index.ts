/**
 * Facts, and the outbox that carries them: stored with the change that caused them, published after the commit, at
 * least once. Each room declares its own facts in its `*.events.ts`.
 */
export { type SmsEvent } from './event.js';
export { OUTBOX_TOPIC, OutboxRepository } from './outbox.repository.js';
export { recordEvents } from './record.js';
export {
  OUTBOX_ATTEMPTS_IN_ORDER,
  OUTBOX_BATCH_SIZE,
  OUTBOX_LEASE_MS,
  OUTBOX_SAFETY_INTERVAL_MS,
  OutboxPublisher,
  type DurableHandler,
  type OutboxPublisherOptions,
} from './outbox-publisher.js';
