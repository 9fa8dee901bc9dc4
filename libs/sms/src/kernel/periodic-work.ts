import type { Clock, Instant, Timer } from './clock.js';

/** Something to be done again and again: declared once, called by whatever keeps time. */
export interface PeriodicWork {
  /** Unique; names it in logs and schedulers. */
  readonly name: string;
  readonly everyMs: number;
  /** Does it. Called again after a failure, as if nothing had been. */
  run(now: Instant): Promise<void>;
}

/** Calls periodic work by the {@link Clock} port: in virtual time, or where there is no scheduler. */
export class ClockScheduler {
  private readonly timers = new Map<string, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly report: (problem: string, cause: unknown) => void,
  ) {}

  add(work: PeriodicWork): void {
    const arm = () => this.timers.set(work.name, this.clock.after(work.everyMs, run));
    const run = async () => {
      try {
        await work.run(this.clock.now());
      } catch (cause) {
        this.report(`Periodic work "${work.name}" failed; it will run again in ${work.everyMs} ms.`, cause);
      }
      if (this.timers.has(work.name)) arm();
    };
    arm();
  }

  stop(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }
}
