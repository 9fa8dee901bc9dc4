import type { Instant } from './clock.js';

/** What was answered to a request that carried an `Idempotency-Key`. */
export interface IdempotencyRecord {
  readonly accountId: string;
  readonly key: string;
  /** SHA-256 of the request, to tell a repetition from another request under the same key. */
  readonly requestHash: string;
  /** The answer, as JSON, to give again. */
  readonly answer: string;
  readonly createdAt: Instant;
}

/**
 * Where answers to repeatable requests are kept. Written in the same transaction as what the request did: either
 * both are there, or neither.
 */
export abstract class IdempotencyRepository {
  /** The record under this account and key. Waits for a transaction that is adding the same key, if there is one. */
  abstract find(accountId: string, key: string): Promise<IdempotencyRecord | undefined>;

  /** Adds a record. Answers false, and stores nothing, when the account already has this key. */
  abstract add(record: IdempotencyRecord): Promise<boolean>;

  /** Removes records made before `before`, at most `limit` of them. Answers how many. */
  abstract prune(before: Instant, limit: number): Promise<number>;
}
