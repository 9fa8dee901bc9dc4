/** The system's time as this process sees it: steps are added to it, as by a hand or by NTP. */
export class SkewedTime {
  private skewMs = 0;

  constructor() {
    const { now } = Date;
    Date.now = () => now() + this.skewMs;
  }

  /** Steps the clock, forward or back. */
  step(byMs: number): void {
    this.skewMs += byMs;
  }
}
