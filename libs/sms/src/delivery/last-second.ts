const SECOND_MS = 1000;

/**
 * Counts what left within the last second, for limits that hold in every second and not only on average. Moments are readings
 * of {@link Clock.elapsed}.
 */
export class LastSecond {
  private departures: number[] = [];

  /** How many left within the second before `now`. */
  count(now: number): number {
    const first = this.departures.findIndex(at => at > now - SECOND_MS);
    this.departures.splice(0, first < 0 ? this.departures.length : first);
    return this.departures.length;
  }

  /** One leaves now. */
  add(now: number): void {
    this.departures.push(now);
  }

  /** When there are fewer than `limit`; `now` where there are. */
  freeAt(limit: number, now: number): number {
    const over = this.count(now) - limit;
    return over < 0 ? now : this.departures[over]! + SECOND_MS;
  }
}
