import type { Clock } from '@chappe/sms';
import type { Timers } from '@chappe/smpp';

/** The library's clock as SMPP sessions want it, so that their time-outs live on the same time. */
export function clockTimers(clock: Clock): Timers {
  return {
    now: () => clock.elapsed(),
    after: (ms, run) => {
      const timer = clock.after(ms, run);
      return () => timer.cancel();
    },
  };
}
