import type { Machine } from './machine.js';

/** Node's timers hold at most 2^31 - 1 ms; a longer wait is made of several. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

/** The machine that this process runs on. Its timers never hold the process open by themselves. */
export const systemMachine: Machine = {
  wallNow: () => Date.now(),
  elapsed: () => performance.now(),
  after: (delayMs, run) => {
    const dueAt = performance.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const leftMs = Math.max(0, Math.ceil(dueAt - performance.now()));
      handle = setTimeout(ring, Math.min(leftMs, LONGEST_TIMEOUT_MS));
      handle.unref();
    };
    const ring = () => (performance.now() < dueAt ? arm() : void run());
    arm();
    return { cancel: () => clearTimeout(handle) };
  },
};
