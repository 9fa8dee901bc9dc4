import type { JournalEntry } from '../journal/index.js';
import { isoDuration } from './dates.js';

/** So many entries of a recording are listed one by one; of those after them only the number is known. */
export const MAX_REPLAYED_ENTRIES = 2_000;

/**
 * What happened, as lines to compare: when, counted from the beginning, and what. They have no numbers, and what clients took
 * comes last and without a date: how long a client takes to say so is its own affair, and none of the centre's.
 */
export function replayLines(entries: Iterable<JournalEntry>, startedAt: number): string[] {
  const lines: string[] = [];
  const taken: string[] = [];
  for (const { seq: _seq, at, kind, ...rest } of entries) {
    const what = `${kind} ${JSON.stringify(rest)}`;
    if (kind.endsWith('.acknowledged')) taken.push(what);
    else lines.push(`${isoDuration(at - startedAt)} ${what}`);
  }
  return [...lines, ...taken.toSorted()];
}

/** The first line that is not as it was recorded, or that there are more or fewer of them; undefined where there is none. */
export function firstDifference(
  recorded: readonly string[],
  count: number,
  seen: readonly string[],
): { readonly expected: string; readonly seen: string } | undefined {
  const index = recorded.findIndex((line, place) => line !== seen[place]);
  if (index >= 0) {
    return {
      expected: `entry ${String(index + 1)} of the recording, ${recorded[index]!}`,
      seen: `it is ${seen[index] ?? 'missing: nothing more happened'}`,
    };
  }
  if (seen.length === count) return undefined;
  return {
    expected: `${String(count)} entries, as in the recording`,
    seen:
      recorded.length === count
        ? `there are ${String(seen.length)}; the first one more is ${seen[count]!}`
        : `there are ${String(seen.length)}`,
  };
}
