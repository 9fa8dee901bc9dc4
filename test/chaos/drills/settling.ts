import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '../stage.ts';
import { LATER_MS } from '../load.ts';
import { until } from '../waiting.ts';
import type { Report } from './report.ts';

/** Delivery options for drills in real time, where nobody waits for minutes; leases are as they are. */
export const IMPATIENT = {
  inDoubtMs: 3_000,
  retryMinMs: 1_000,
  retryMaxMs: 4_000,
  pauseMaxMs: 2_000,
  breakerMinMs: 500,
  breakerMaxMs: 2_000,
};

/** What the world is like when nothing is wrong: a fast network, since nobody waits for real seconds. */
export const CALM = { networkDelayMs: 100, receiptDelayMs: 100 };

/** A death is missed within the lease and one look, and what it left is in doubt, sent again and receipted after that. */
const SETTLE_LIMIT_MS = 90_000;

/** Waits until nothing is on its way any more, but what is in doubt for good. */
export async function settle(stage: Stage, report: Report): Promise<void> {
  // Then only what was cancelled has a date that is still to come.
  await pause(LATER_MS + 1_000);
  const isQuiet = async () =>
    (await stage.count(stage.living[0]!, ['queued', 'submitting', 'sent', 'buffered'])) === 0 &&
    (await stage.outboxSize()) === 0;
  const tookMs = await until('everything has come to its end', isQuiet, SETTLE_LIMIT_MS).catch(
    (cause: unknown) => {
      report.note(String(cause));
      return SETTLE_LIMIT_MS;
    },
  );
  report.note(`everything at its end ${Math.round(tookMs / 1000)} s after the last fault`);
}
