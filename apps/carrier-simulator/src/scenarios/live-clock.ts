import type { MessageCentre, ScenarioClock } from '@chappe/smsc';
import type { WorldClock } from '../clock/index.js';

/** The longest that a scenario waits in real time for what others do. */
export const MAX_REAL_WAIT_MS = 60_000;

/**
 * The simulator's clock as a scenario moves it. In manual mode a wait lets simulated time go on; where time follows the wall
 * clock, a wait waits: hosts that do not follow the simulator's clock need real time to send anything.
 */
export class LiveClock implements ScenarioClock {
  constructor(
    private readonly clock: WorldClock,
    private readonly centre: MessageCentre,
  ) {}

  advanceBy(durationMs: number): Promise<void> {
    return this.clock.advanceBy(durationMs);
  }

  advanceTo(date: number): Promise<void> {
    return this.clock.advanceTo(date);
  }

  advanceUntilIdle(): Promise<boolean> {
    return this.clock.advanceUntilIdle();
  }

  advanceUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    const { mode, speed } = this.clock.read();
    return mode === 'manual' ? this.clock.advanceUntil(done, limitMs) : this.waitFor(done, limitMs / speed);
  }

  private waitFor(done: () => boolean, realMs: number): Promise<boolean> {
    return new Promise(resolve => {
      const finish = (): void => {
        clearTimeout(timer);
        end();
        resolve(done());
      };
      // Who asks listens to the journal too, and was there first: an entry has been looked at when this hears of it.
      const end = this.centre.journal.subscribe(() => {
        if (done()) finish();
      });
      const timer = setTimeout(finish, Math.min(realMs, MAX_REAL_WAIT_MS));
      if (done()) finish();
    });
  }
}
