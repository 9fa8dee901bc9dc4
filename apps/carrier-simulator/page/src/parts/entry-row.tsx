import { memo } from 'react';
import type { EntryView, ReasonView } from '../../../src/page/page.wire.js';
import { exactTime, timeOfDay } from '../model/dates.js';
import { reasonWords, routeOf, titleOf, toneOf } from '../model/entry-words.js';

interface EntryRowProps {
  readonly entry: EntryView;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly reasons: Readonly<Record<string, ReasonView>>;
  /** Whom it is about goes without saying. */
  readonly isBrief?: boolean;
}

/** One entry of the journal, as a link to all there is about it. */
export const EntryRow = memo(function EntryRow({
  entry,
  href,
  isCurrent,
  reasons,
  isBrief = false,
}: EntryRowProps) {
  const why = reasonWords(entry.reason, reasons);
  const route = routeOf(entry);
  return (
    <li className="entry">
      <a href={href} aria-current={isCurrent ? 'true' : undefined}>
        <time dateTime={new Date(entry.at).toISOString()} title={exactTime(entry.at)}>
          {timeOfDay(entry.at)}
        </time>
        <span className={`title tone-${toneOf(entry)}`}>{titleOf(entry)}</span>
        {!isBrief && route !== '' && <span className="route">{route}</span>}
        {why !== '' && <span className="why">{why}</span>}
        {entry.text !== undefined && <span className="text">{entry.text}</span>}
      </a>
    </li>
  );
});
