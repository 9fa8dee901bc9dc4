import type { JournalEntry } from '../evidence.ts';
import type { History } from '../history.ts';
import { recipientOf } from '../rules/carrier.ts';

/** A while in which something was wrong. */
export interface Window {
  readonly name: string;
  readonly fromAt: number;
  readonly toAt: number;
}

/**
 * For each window, how long the slowest message that was asked for in it took until it was with the carrier, milliseconds: also
 * one that a single node had taken, while the others went on. Left out are requests that were not accepted at once, messages with a
 * date of their own, and those that never left, of which the judge speaks.
 */
export function slowestOf(
  history: History,
  journal: readonly JournalEntry[],
  windows: readonly Window[],
): readonly (readonly [name: string, tookMs: number])[] {
  const leftAt = new Map<string, number>();
  for (const entry of journal)
    if (entry.kind === 'submission.accepted' && !leftAt.has(recipientOf(entry)))
      leftAt.set(recipientOf(entry), entry.at);
  const waits = history.sends
    .filter(({ outcomes, body }) => outcomes[0]?.kind === 'accepted' && body.scheduledAt === undefined)
    .flatMap(({ recipients, invokedAt }) =>
      recipients.flatMap(recipient => {
        const at = leftAt.get(recipient);
        return at === undefined ? [] : [{ invokedAt, tookMs: at - invokedAt }];
      }),
    );
  return windows.flatMap(({ name, fromAt, toAt }) => {
    const meanwhile = waits.filter(({ invokedAt }) => invokedAt >= fromAt && invokedAt <= toAt);
    return meanwhile.length === 0
      ? []
      : [[name, Math.max(...meanwhile.map(({ tookMs }) => tookMs))] as const];
  });
}
