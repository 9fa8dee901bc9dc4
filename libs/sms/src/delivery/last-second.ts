import type { Instant } from '../kernel/index.js';

const SECOND_MS = 1000;

/** Counts what left within the last second, for limits that hold in every second and not only on average. */
export class LastSecond {
  private departures: Instant[] = [];

  /** How many left within the second before `now`. */
  count(now: Instant): number {
    const first = this.departures.findIndex(at => at > now - SECOND_MS);
    this.departures.splice(0, first < 0 ? this.departures.length : first);
    // The clock was set back: what left "later" is taken to have left just now.
    if (this.departures.some(at => at > now)) this.departures = this.departures.map(() => now);
    return this.departures.length;
  }

  /** One leaves now. */
  add(now: Instant): void {
    this.departures.push(now);
  }

  /** When there are fewer than `limit`; `now` where there are. */
  freeAt(limit: number, now: Instant): Instant {
    const over = this.count(now) - limit;
    return over < 0 ? now : this.departures[over]! + SECOND_MS;
  }
}
