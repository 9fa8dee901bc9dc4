import type { EntryView, ReasonView } from '../../../src/page/page.wire.js';
import { dayOf } from '../model/dates.js';
import { EntryRow } from './entry-row.js';

interface EntryListProps {
  readonly entries: readonly EntryView[];
  readonly hrefOf: (entry: EntryView) => string;
  readonly current?: number | undefined;
  readonly reasons: Readonly<Record<string, ReasonView>>;
  /** Whom they are about goes without saying. */
  readonly isBrief?: boolean;
}

/** Entries of the journal in the order given, with a line where a day begins: two days pass with one press here. */
export function EntryList({ entries, hrefOf, current, reasons, isBrief = false }: EntryListProps) {
  return (
    <ul className="entries">
      {entries.flatMap((entry, index) => {
        const day = dayOf(entry.at);
        const before = entries[index - 1];
        const row = (
          <EntryRow
            key={entry.seq}
            entry={entry}
            href={hrefOf(entry)}
            isCurrent={entry.seq === current}
            reasons={reasons}
            isBrief={isBrief}
          />
        );
        if (before !== undefined && dayOf(before.at) === day) return [row];
        return [
          <li key={`day of ${String(entry.seq)}`} className="day-line">
            {day}
          </li>,
          row,
        ];
      })}
    </ul>
  );
}
