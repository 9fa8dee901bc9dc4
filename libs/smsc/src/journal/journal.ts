import type { JournalEntry, JournalFilter } from './entry.js';

/** What an entry says besides its number and date. */
export type JournalNote = Omit<JournalEntry, 'seq' | 'at'>;

/**
 * All that happened, in order. It holds the last `capacity` entries; older ones are dropped and counted. The order of
 * fields is that in which they were written, so the same run gives the same octets.
 */
export class Journal {
  private ring: JournalEntry[] = [];
  private start = 0;
  private count = 0;
  /** Never changed in place: who is told of an entry does not change while it is told. */
  private listeners: readonly ((entry: JournalEntry) => void)[] = [];

  constructor(
    private readonly now: () => number,
    /** How many entries are kept. */
    readonly capacity: number,
  ) {}

  /** How many entries there have been in all; also the number of the last one. */
  get total(): number {
    return this.count;
  }

  /** How many of them are gone. */
  get dropped(): number {
    return this.count - this.ring.length;
  }

  /** @internal Writes an entry down. */
  write(note: JournalNote): void {
    const entry: JournalEntry = { seq: ++this.count, at: this.now(), ...note };
    if (this.ring.length < this.capacity) this.ring.push(entry);
    else {
      this.ring[this.start] = entry;
      this.start = this.start + 1 === this.capacity ? 0 : this.start + 1;
    }
    for (const listener of this.listeners) listener(entry);
  }

  /** Calls `listener` with every entry from now on that passes the filter, until the returned function is called. */
  subscribe(listener: (entry: JournalEntry) => void, filter?: JournalFilter): () => void {
    const heard = (entry: JournalEntry): void => {
      if (filter === undefined || matches(entry, filter)) listener(entry);
    };
    this.listeners = [...this.listeners, heard];
    return () => {
      this.listeners = this.listeners.filter(one => one !== heard);
    };
  }

  /** The entries that pass the filter, oldest first, at most `limit` (default 1,000). */
  list(filter: JournalFilter = {}, limit = 1_000): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const entry of this.entries(filter.since)) {
      if (found.length >= limit) break;
      if (matches(entry, filter)) found.push(entry);
    }
    return found;
  }

  /** The first entry that passes the filter. */
  find(filter: JournalFilter): JournalEntry | undefined {
    return this.list(filter, 1)[0];
  }

  /** All that is kept, from after `since`. */
  *entries(since = 0): IterableIterator<JournalEntry> {
    const first = this.dropped + 1;
    for (let seq = Math.max(since + 1, first); seq <= this.count; seq++) {
      const entry = this.ring[(this.start + seq - first) % this.capacity];
      // Entries may be pushed out while somebody reads slowly.
      if (entry !== undefined && entry.seq === seq) yield entry;
    }
  }

  /** What is kept as lines of JSON, one for each entry. The same seed and script give the same octets. */
  toNdjson(filter: JournalFilter = {}): string {
    const lines: string[] = [];
    for (const entry of this.entries(filter.since)) {
      if (matches(entry, filter)) lines.push(JSON.stringify(entry));
    }
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }

  /** @internal An empty journal that counts from 1 again. Those who listen go on listening. */
  clear(): void {
    this.ring = [];
    this.start = 0;
    this.count = 0;
  }
}

/** Whether an entry passes a filter. */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  return (
    (filter.since === undefined || entry.seq > filter.since) &&
    (filter.kind === undefined || entry.kind === filter.kind || entry.kind.startsWith(`${filter.kind}.`)) &&
    (filter.msisdn === undefined || entry.msisdn === filter.msisdn) &&
    (filter.ref === undefined || entry.ref === filter.ref) &&
    (filter.id === undefined || entry.id === filter.id) &&
    (filter.clientId === undefined || entry.clientId === filter.clientId) &&
    (filter.from === undefined || entry.from === filter.from) &&
    (filter.to === undefined || entry.to === filter.to) &&
    (filter.match === undefined || entry.text?.includes(filter.match) === true)
  );
}
