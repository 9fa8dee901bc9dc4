import type { Instant } from './clock.js';
import type { Machine } from './machine.js';
import type { Storage } from './storage.js';

/** How often the storage is asked for one comparison: the quickest answer counts. */
const QUESTIONS = 3;

/** What a storage said of its date, and when. */
export interface DateReading {
  /** The date of the storage, less the reading of the machine's {@link Machine.elapsed} at the same moment. */
  readonly offsetMs: number;
  /** How far that may be wrong, either way. */
  readonly errorMs: number;
  /** How far the machine's own date is ahead. */
  readonly skewMs: number;
}

/** Asks a storage for its date. Half of the time that the answer took is added, and what may be wrong by that is said. */
export async function readDate(
  storage: Required<Pick<Storage, 'now'>>,
  machine: Machine,
): Promise<DateReading> {
  let best = await ask(storage, machine);
  for (let count = 1; count < QUESTIONS; count += 1) {
    const next = await ask(storage, machine);
    if (next.errorMs < best.errorMs) best = next;
  }
  return best;
}

async function ask(storage: Required<Pick<Storage, 'now'>>, machine: Machine): Promise<DateReading> {
  const askedAt = machine.elapsed();
  const date: Instant = await storage.now();
  const heardAt = machine.elapsed();
  const skewMs = machine.wallNow() - (date + (heardAt - askedAt) / 2);
  return { offsetMs: date - (askedAt + heardAt) / 2, errorMs: (heardAt - askedAt) / 2, skewMs };
}
