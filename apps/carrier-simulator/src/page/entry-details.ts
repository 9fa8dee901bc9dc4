import type { JournalEntry, MessageCentre } from '@chappe/smsc';
import { encodingOfOctets, encodingOfText } from './encoding.js';
import type { Exchange, Traffic } from '../traffic/index.js';
import { exchangeViews } from './exchange-views.js';
import type { EncodingView, EntryDetails, EntryView, FoundEntries } from './page.wire.js';
import { briefly } from './readings.js';
import { isFound, readSearch } from './search.js';

/** data_coding of a client that wants UCS-2 whatever its text. */
const UCS2 = 8;

/** How many entries of one message are shown together. */
export const MAX_LIFE_ENTRIES = 100;
/** How many entries a search answers. */
export const MAX_FOUND_ENTRIES = 200;

/** What the journal says, found and explained. */
export class JournalReader {
  constructor(
    private readonly centre: MessageCentre,
    private readonly traffic: Traffic,
  ) {}

  /** The newest entries that a search asks for. */
  find(search: string): FoundEntries {
    const terms = readSearch(search);
    const entries: JournalEntry[] = [];
    let matches = 0;
    for (const entry of this.centre.journal.entries()) {
      if (!isFound(entry, terms)) continue;
      matches += 1;
      entries.push(entry);
      if (entries.length >= 2 * MAX_FOUND_ENTRIES) entries.splice(0, MAX_FOUND_ENTRIES);
    }
    return { entries: entries.slice(-MAX_FOUND_ENTRIES).map(briefly), more: matches > MAX_FOUND_ENTRIES };
  }

  /** An entry with all that is known about it; undefined for one that has been dropped, or has not come yet. */
  details(seq: number): EntryDetails | undefined {
    const entry = this.centre.journal.find({ since: seq - 1 });
    if (entry?.seq !== seq) return undefined;
    return {
      entry,
      life: this.lifeOf(entry),
      encoding: this.encodingOf(entry),
      exchanges: this.exchangesOf(entry).flatMap(exchangeViews),
    };
  }

  private lifeOf({ id, ref, clientId }: EntryView): EntryView[] {
    if (clientId === undefined) return [];
    if (id !== undefined) return this.centre.journal.list({ id, clientId }, MAX_LIFE_ENTRIES).map(briefly);
    return ref === undefined
      ? []
      : this.centre.journal.list({ ref, clientId }, MAX_LIFE_ENTRIES).map(briefly);
  }

  /** What went over the line then; of what happened to a message later, its submission. */
  private exchangesOf(entry: JournalEntry): readonly Exchange[] {
    const own = this.traffic.of(entry);
    if (own.length > 0 || !/^(?:message|attempt|answer)\./.test(entry.kind)) return own;
    const submitted = this.submissionEntryOf(entry);
    return submitted === undefined ? [] : this.traffic.of(submitted);
  }

  private submissionEntryOf({ seq, kind, id, ref, clientId }: EntryView): EntryView | undefined {
    if (kind.startsWith('submission.')) return this.centre.journal.find({ since: seq - 1 });
    if (clientId === undefined || kind.startsWith('inbound.')) return undefined;
    if (id !== undefined) return this.centre.journal.find({ id, clientId, kind: 'submission.accepted' });
    if (ref === undefined) return undefined;
    return this.centre.journal
      .list({ ref, clientId, kind: 'submission' }, Number.MAX_SAFE_INTEGER)
      .findLast(entry => entry.seq < seq);
  }

  /** How the text of a message is written: as it came where it came in octets, as the centre writes it otherwise. */
  private encodingOf(entry: EntryView): EncodingView | null {
    const from = this.submissionEntryOf(entry);
    const submitted = from === undefined ? undefined : this.traffic.submissionOf(from);
    if (submitted?.ud !== undefined) return encodingOfOctets(submitted);
    const text = entry.text ?? submitted?.text;
    const isUcs2 = submitted?.dataCoding === UCS2;
    return text === undefined || text === '' ? null : encodingOfText(text, isUcs2);
  }
}
