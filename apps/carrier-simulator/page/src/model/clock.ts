import type { HeardClock } from './state.js';

/** The simulator's present, from what was last heard of its clock. `at` is on the browser's clock. */
export function presentOf(clock: HeardClock, at: number): number {
  return clock.mode === 'manual' ? clock.now : clock.now + Math.max(0, at - clock.heardAt) * clock.speed;
}

/** The speeds that are offered. */
export const SPEEDS: readonly { readonly speed: number; readonly words: string }[] = [
  { speed: 1, words: '1 × real time' },
  { speed: 10, words: '10 ×' },
  { speed: 60, words: '60 × (a minute a second)' },
  { speed: 600, words: '600 ×' },
  { speed: 3_600, words: '3600 × (an hour a second)' },
];
