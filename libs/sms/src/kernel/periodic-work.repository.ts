import type { Instant } from './clock.js';

/** What is to be remembered of periodic work, so that of many processes one does it. */
export abstract class PeriodicWorkRepository {
  /**
   * Notes that a work begins now, unless somebody began it after `since`. Answers whether the caller is to do it: of all who
   * ask at once, one is. Who began it later than `now` had a clock that was wrong, and counts for nothing.
   */
  abstract begin(name: string, now: Instant, since: Instant): Promise<boolean>;
}
