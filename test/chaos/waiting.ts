import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Waits until something holds; throws with `what` when it does not within the limit. Answers how long it took, milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<number> {
  const begin = performance.now();
  while (!(await holds())) {
    if (performance.now() - begin > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}.`);
    await pause(LOOK_EVERY_MS);
  }
  return performance.now() - begin;
}
