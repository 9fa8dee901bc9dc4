/**
 * The ground: time, chance, identifiers, money, pages, the transaction, and how a yes, a no and an error look. It knows
 * nothing of messages.
 */
export { Clock, type Instant, type Timer } from './clock.js';
export { SystemClock, type FollowOptions } from './system-clock.js';
export { ManualMachine } from './manual-machine.js';
export type { Machine } from './machine.js';
export { ManualClock } from './manual-clock.js';
export { Random } from './random.js';
export { SystemRandom } from './system-random.js';
export { SeededRandom } from './seeded-random.js';
export { Ids } from './ids.js';
export { ASSETS, addMoney, formatMicros, money, parseMicros, type Asset, type Money } from './money.js';
export { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, type Page, type PageRequest } from './paging.js';
export { Storage, Transaction, type RepositoryPort } from './storage.js';
export { LeaseHold } from './lease-hold.js';
export { agreedTransaction } from './agreed-transaction.js';
export { refuse, type Answer, type FieldError, type Refusal } from './refusal.js';
export { SmsError } from './sms-error.js';
export { Batcher } from './batcher.js';
export { IdempotencyRepository, type IdempotencyRecord } from './idempotency.repository.js';
export {
  IDEMPOTENCY_KEPT_MS,
  IDEMPOTENCY_KEY_LENGTH_MAX,
  idempotencyKeyRefusal,
  earlierAnswer,
  fingerprint,
  rememberAnswer,
  type EarlierAnswer,
} from './idempotency.js';
export { PeriodicWorkRepository } from './periodic-work.repository.js';
export { ClockScheduler, type PeriodicWork } from './periodic-work.js';
