import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { EntryView, FoundEntries } from '../../../src/page/page.wire.js';
import {
  isFound,
  MAX_SEARCH_LENGTH,
  readSearch,
  SEARCH_FIELDS,
  unknownFields,
} from '../../../src/page/search.js';
import { hashOf } from '../model/route.js';
import { EntryList } from '../parts/entry-list.js';
import { useSimulator } from '../simulator.js';
import { useAnswer } from '../use-answer.js';
import { go } from '../use-route.js';
import { EntryDetailsView } from './entry-details-view.js';

/** How long to wait for a further letter before a search is made, milliseconds. */
const TYPING_PAUSE_MS = 200;

interface JournalViewProps {
  readonly seq: number | undefined;
  readonly search: string;
}

/** All that happened, live, with a search. */
export function JournalView({ seq, search }: JournalViewProps) {
  const { state } = useSimulator();
  const found = useFound(search);
  const [paused, setPaused] = useState<readonly EntryView[]>();
  const shown = paused ?? found.entries;
  const latestFirst = useMemo(() => shown.toReversed(), [shown]);
  return (
    <div className={`view journal ${seq === undefined ? '' : 'has-entry'}`}>
      <section className="journal-list" aria-label="Entries">
        <header>
          <h2>Journal</h2>
          <button
            type="button"
            aria-pressed={paused !== undefined}
            onClick={() => setPaused(paused === undefined ? found.entries : undefined)}
          >
            {paused === undefined ? 'Hold still' : 'Held still'}
          </button>
          <a className="button" href="/control/journal/ndjson" download="journal.ndjson">
            Download
          </a>
          <Reset />
        </header>
        <SearchBox search={search} />
        <p className="fine" role="status">
          {search === ''
            ? state.entries.length === 0
              ? ''
              : `The latest ${String(shown.length)}, ${paused === undefined ? 'live' : 'held still'}.`
            : shown.length === 0
              ? `Nothing matches.${foreignWords(search)}${state.dropped > 0 ? ` The first ${String(state.dropped)} entries are no longer kept.` : ''}`
              : `${String(shown.length)}${found.more ? ' or more' : ''} match.`}
        </p>
        {shown.length === 0 && search === '' && (
          <div className="empty">
            <p>
              Nothing has happened yet. <a href="#/phones">Send a first message</a> and watch it go.
            </p>
          </div>
        )}
        <EntryList
          entries={latestFirst}
          hrefOf={entry => hashOf({ view: 'journal', seq: entry.seq, search })}
          current={seq}
          reasons={state.reasons}
        />
        {search === '' && state.olderEntries && (
          <p className="older">
            Older entries are not listed here. Search for them, or download the journal
            {state.dropped > 0 && `; the simulator itself has dropped the first ${String(state.dropped)}`}.
          </p>
        )}
        {search !== '' && found.more && (
          <p className="older">Older entries match too. Say more to find them.</p>
        )}
      </section>
      {seq === undefined ? (
        <div className="empty entry-none">
          <p>
            Choose an entry to see the message’s whole life, what went over the line, and how its text was
            written.
          </p>
        </div>
      ) : (
        <EntryDetailsView key={seq} seq={seq} search={search} />
      )}
    </div>
  );
}

/** Says which words of a search look like fields and are none. */
function foreignWords(search: string): string {
  const foreign = unknownFields(search);
  if (foreign.length === 0) return '';
  const isAre = foreign.length === 1 ? 'is no field' : 'are no fields';
  return ` ${foreign.map(field => `${field}:`).join(' ')} ${isAre} of an entry; there are ${SEARCH_FIELDS.map(field => `${field}:`).join(' ')}.`;
}

/** A clean world, after a second press. */
function Reset() {
  const { act } = useSimulator();
  const [isSure, setSure] = useState(false);
  const press = () => {
    if (isSure) void act('POST', '/control/reset', {});
    setSure(!isSure);
  };
  return (
    <button type="button" onClick={press} onBlur={() => setSure(false)}>
      {isSure ? 'Forget everything?' : 'Reset'}
    </button>
  );
}

function SearchBox({ search }: { readonly search: string }) {
  const id = useId();
  const [draft, setDraft] = useState(search);
  const written = useRef(search);
  useEffect(() => {
    // Somebody came here by a link with a search of its own.
    if (search !== written.current) setDraft(search);
    written.current = search;
  }, [search]);
  useEffect(() => {
    if (draft === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = draft;
      go({ view: 'journal', seq: undefined, search: draft });
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <div role="search" className="search">
      <label htmlFor={id} className="unseen">
        Search the journal
      </label>
      <input
        id={id}
        type="search"
        value={draft}
        maxLength={MAX_SEARCH_LENGTH}
        autoComplete="off"
        spellCheck={false}
        placeholder='to:+33612345678 status:expired -text:"order 42"'
        aria-describedby={`${id}-help`}
        onChange={event => setDraft(event.target.value)}
      />
      <p id={`${id}-help`} className="fine">
        Words, or <code>to:</code> <code>from:</code> <code>status:</code> <code>reason:</code>{' '}
        <code>text:</code> <code>ref:</code> <code>id:</code> <code>kind:</code> <code>client:</code>; a minus
        excludes.
      </p>
    </div>
  );
}

/** What a search finds in all that the simulator keeps, and in what happens from now on. */
function useFound(search: string): FoundEntries {
  const { entries, world } = useSimulator().state;
  const isSearch = readSearch(search).length > 0;
  const { answer } = useAnswer<FoundEntries>(
    isSearch ? `/page/journal?${new URLSearchParams({ q: search }).toString()}` : undefined,
    world,
  );
  return useMemo(() => {
    if (!isSearch) return { entries, more: false };
    const terms = readSearch(search);
    const before = answer?.entries ?? [];
    const last = before.at(-1)?.seq ?? 0;
    const fresh = entries.filter(entry => entry.seq > last && isFound(entry, terms));
    return { entries: [...before, ...fresh], more: answer?.more ?? false };
  }, [entries, answer, search, isSearch]);
}
