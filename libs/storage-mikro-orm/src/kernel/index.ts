/**
 * What every room stands on: columns and tables, from which the ORM's entities and the statements follow; the session, which
 * is one transaction on either database; and the answers to repeatable requests.
 */
export {
  boolean,
  integer,
  json,
  nullable,
  rank,
  safeInteger,
  sequence,
  text,
  type Column,
  type Value,
} from './column.js';
export { Table, type Row } from './table.js';
export { entity, type EntityShape } from './entity.js';
export { Session, type Parameter } from './session.js';
export { SessionTransaction, type Repositories } from './session-transaction.js';
export { pageOf, placeOf } from './cursor.js';
export { Listeners } from './listeners.js';
export { Nesting } from './nesting.js';
export { Places } from './places.js';
export { idempotencyEntity } from './idempotency.table.js';
export { SqlPeriodicWorkRepository, periodicWorkEntity } from './periodic-work.js';
export { SqlIdempotencyRepository } from './idempotency.repository.js';
export {
  cannotOpen,
  captureBeyondHold,
  duplicate,
  fileInUse,
  forkedChain,
  impossibleFigure,
  invalidOptions,
  missingRows,
  newerSchema,
  notOpen,
  olderSchema,
  storageFull,
  swallowedFailure,
  tookTooLong,
  unknownOutcome,
  unknownUrl,
  unreachable,
} from './storage.errors.js';
