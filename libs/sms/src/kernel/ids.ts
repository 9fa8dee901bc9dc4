import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.js';
import type { Random } from './random.js';

/**
 * Makes identifiers that sort by the date at which they were made: a prefix that names the thing, and a ULID.
 * Within one process they only grow, even within one millisecond.
 *
 * @example
 * ids.next('msg'); // 'msg_01JD9ZQ2E8W3T5V7X9Z1B3D5F7'
 */
export class Ids {
  private readonly ulid: (seedTime: number) => string;

  constructor(
    private readonly clock: Clock,
    random: Random,
  ) {
    this.ulid = monotonicFactory(() => random.next());
  }

  /** A new identifier `<prefix>_<ULID>`; the ULID is 26 characters of Crockford's base 32. */
  next(prefix: string): string {
    return `${prefix}_${this.ulid(this.clock.now())}`;
  }
}
