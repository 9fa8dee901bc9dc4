import { msisdnOf, type JournalEntry, type JournalFilter, type MessageCentre } from '@chappe/smsc';
import { isoDate } from '../clock/index.js';
import type { Runs } from '../runs/index.js';
import type { JournalEntryDto, JournalFilterDto } from './control.dto.js';
import { JournalView } from './journal-view.js';

/** What a request asks of the journal. */
export interface JournalQuestion {
  readonly query: JournalFilterDto & { readonly since?: number | undefined };
  /** `x-chappe-run`. */
  readonly header: string | undefined;
}

/** What is asked for. Throws a `Problem` for a run that there is not. */
export function journalView(
  centre: MessageCentre,
  runs: Runs,
  { query, header }: JournalQuestion,
): JournalView {
  const id = query.run ?? header;
  const owner = id === undefined ? undefined : { runs, run: runs.require(id) };
  return new JournalView(centre.journal, journalFilter(query), owner);
}

/** A filter as the journal takes it: numbers of phones may come with or without plus. */
function journalFilter(query: JournalQuestion['query']): JournalFilter {
  const filter: JournalFilter = {};
  for (const field of ['kind', 'ref', 'id', 'clientId', 'match', 'from', 'to', 'msisdn'] as const) {
    const value = query[field];
    if (value !== undefined) filter[field] = value;
  }
  if (query.since !== undefined) filter.since = query.since;
  // A plus in a query comes out as a blank when it was not escaped.
  if (filter.msisdn !== undefined) filter.msisdn = msisdnOf(filter.msisdn) ?? filter.msisdn;
  return filter;
}

/** An entry as it goes out. */
export function entryDto(entry: JournalEntry): JournalEntryDto {
  return { ...entry, at: isoDate(entry.at) };
}
