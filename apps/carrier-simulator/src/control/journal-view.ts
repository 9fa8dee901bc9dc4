import { matches, type Journal, type JournalEntry, type JournalFilter } from '@chappe/smsc';
import type { Run, Runs } from '../runs/index.js';

/** The entries of the journal that pass a filter and, where a run is named, belong to it. */
export class JournalView {
  constructor(
    private readonly journal: Journal,
    private readonly filter: JournalFilter,
    private readonly owner?: { readonly runs: Runs; readonly run: Run },
  ) {}

  /** Oldest first, at most `limit`. */
  list(limit: number): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const entry of this.journal.entries(this.filter.since)) {
      if (found.length >= limit) break;
      if (this.shows(entry)) found.push(entry);
    }
    return found;
  }

  /** The first one there is. */
  find(): JournalEntry | undefined {
    return this.list(1)[0];
  }

  /** All of them as lines of JSON, with dates in ISO 8601 as everywhere at this door. */
  toNdjson(): string {
    return this.list(Infinity)
      .map(entry => `${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })}\n`)
      .join('');
  }

  /** Calls `listener` with those that come from now on, until the returned function is called. */
  subscribe(listener: (entry: JournalEntry) => void): () => void {
    return this.journal.subscribe(entry => {
      if (this.shows(entry)) listener(entry);
    });
  }

  private shows(entry: JournalEntry): boolean {
    return (
      matches(entry, this.filter) && (this.owner === undefined || this.owner.runs.owns(this.owner.run, entry))
    );
  }
}
