import type { HeardClock } from './state.js';

/** The simulator's present, from what was last heard of its clock. `at` is on the browser's clock. */
export function presentOf(clock: HeardClock, at: number): number {
  return clock.mode === 'manual' ? clock.now : clock.now + Math.max(0, at - clock.heardAt) * clock.speed;
}

/** The speeds that are offered. */
export const SPEEDS: readonly number[] = [1, 10, 60, 600, 3_600];
