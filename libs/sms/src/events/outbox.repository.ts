import type { Instant } from '../kernel/index.js';
import type { SmsEvent } from './event.js';

/** The topic under which storages announce that the outbox has something new. */
export const OUTBOX_TOPIC = 'outbox';

/**
 * Where facts wait to be published: written in the transaction of the change that caused them, so that neither exists
 * without the other.
 */
export abstract class OutboxRepository {
  /** Adds facts, in order. Called in nearly every transaction, with one to thousands of facts. */
  abstract append(events: readonly SmsEvent[]): Promise<void>;

  /**
   * Takes the oldest facts that nobody has, under a lease that ends at `leaseUntil`; facts whose lease has ended by `now` are
   * taken again, and with `straysAfter` also those whose lease ends later than that: it was given before the date was set back.
   * Answers them in the order in which they were appended.
   */
  abstract claim(request: {
    readonly owner: string;
    readonly now: Instant;
    readonly leaseUntil: Instant;
    readonly straysAfter?: Instant | undefined;
    readonly limit: number;
  }): Promise<readonly SmsEvent[]>;

  /**
   * Moves the end of a lease to `until`, for those of these facts that `owner` was the last to take. Called when publishing
   * a batch takes long.
   */
  abstract renew(owner: string, ids: readonly string[], until: Instant): Promise<void>;

  /** Removes facts that have been published. */
  abstract remove(ids: readonly string[]): Promise<void>;

  /** How many facts are waiting, leased ones included. */
  abstract size(): Promise<number>;
}
