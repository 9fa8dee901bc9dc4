import { msisdnOf, type JournalEntry, type JournalFilter } from '@chappe/smsc';
import { isoDate } from '../clock/index.js';
import type { JournalEntryDto, JournalFilterDto } from './control.dto.js';

/** A filter as the journal takes it: numbers of phones may come with or without plus. */
export function journalFilter(query: JournalFilterDto & { since?: number | undefined }): JournalFilter {
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
