import type {
  ChangeEvent,
  ClockView,
  EntryView,
  PageEvent,
  PhoneSummary,
  QueueView,
  ReasonView,
  WholeEvent,
} from '../../../src/page/page.wire.js';

/** How many entries of the journal the page keeps; beyond, the oldest are let go. */
export const MAX_ENTRIES_KEPT = 500;
/** How many phones the page lists. */
export const MAX_PHONES_KEPT = 200;

/** The clock as it was heard of. */
export interface HeardClock extends ClockView {
  /** When, on the browser's own clock (`performance.now()`). */
  readonly heardAt: number;
}

/** All that the page knows. */
export interface PageState {
  readonly connection: 'connecting' | 'live' | 'lost';
  /** Undefined before the first word of the simulator. */
  readonly world: string | undefined;
  readonly seed: number;
  readonly clock: HeardClock;
  readonly faults: Readonly<Record<string, unknown>>;
  /** The latest first. */
  readonly phones: readonly PhoneSummary[];
  readonly morePhones: boolean;
  readonly queue: QueueView;
  /** Oldest first. */
  readonly entries: readonly EntryView[];
  /** Whether older entries were let go here, or never came. */
  readonly olderEntries: boolean;
  /** How many entries the simulator itself has dropped. */
  readonly dropped: number;
  readonly operators: WholeEvent['operators'];
  readonly reasons: Readonly<Record<string, ReasonView>>;
  readonly submitErrors: readonly string[];
  readonly presets: WholeEvent['presets'];
}

/** What can happen to it. */
export type Happening =
  { readonly type: 'told'; readonly event: PageEvent; readonly heardAt: number } | { readonly type: 'lost' };

export const BEFORE_ANYTHING: PageState = {
  connection: 'connecting',
  world: undefined,
  seed: 0,
  clock: { now: 0, mode: 'manual', speed: 1, nextDueAt: null, followers: [], heardAt: 0 },
  faults: {},
  phones: [],
  morePhones: false,
  queue: { waiting: [], more: false },
  entries: [],
  olderEntries: false,
  dropped: 0,
  operators: [],
  reasons: {},
  submitErrors: [],
  presets: [],
};

/** What the page knows after something happened. */
export function reduce(state: PageState, happening: Happening): PageState {
  if (happening.type === 'lost') return { ...state, connection: 'lost' };
  const { event, heardAt } = happening;
  return event.type === 'whole' ? begun(state, event, heardAt) : changed(state, event, heardAt);
}

function begun(state: PageState, event: WholeEvent, heardAt: number): PageState {
  const isResumed = event.since !== null && event.world === state.world;
  const entries = isResumed ? together(state.entries, event.entries) : event.entries;
  return {
    connection: 'live',
    world: event.world,
    seed: event.seed,
    clock: { ...event.clock, heardAt },
    faults: event.faults,
    phones: latestFirst(event.phones),
    morePhones: event.morePhones,
    queue: event.queue,
    ...kept(entries),
    dropped: event.dropped,
    operators: event.operators,
    reasons: event.reasons,
    submitErrors: event.submitErrors,
    presets: event.presets,
  };
}

function changed(state: PageState, event: ChangeEvent, heardAt: number): PageState {
  return {
    ...state,
    connection: 'live',
    clock: { ...event.clock, heardAt },
    dropped: event.dropped,
    ...(event.faults === undefined ? {} : { faults: event.faults }),
    ...(event.queue === undefined ? {} : { queue: event.queue }),
    ...(event.phones === undefined ? {} : withPhones(state, event.phones)),
    ...(event.entries === undefined ? {} : kept(together(state.entries, event.entries))),
  };
}

function withPhones(
  state: PageState,
  news: readonly PhoneSummary[],
): Pick<PageState, 'phones' | 'morePhones'> {
  const changed = new Set(news.map(({ msisdn }) => msisdn));
  const phones = latestFirst([...state.phones.filter(({ msisdn }) => !changed.has(msisdn)), ...news]);
  return {
    phones: phones.slice(0, MAX_PHONES_KEPT),
    morePhones: state.morePhones || phones.length > MAX_PHONES_KEPT,
  };
}

function latestFirst(phones: readonly PhoneSummary[]): PhoneSummary[] {
  return phones.toSorted((one, other) => other.seq - one.seq);
}

/** Entries in their order, none of them twice. Where some are missing in between, those before are of no use. */
function together(before: readonly EntryView[], news: readonly EntryView[]): readonly EntryView[] {
  const last = before.at(-1)?.seq ?? 0;
  const fresh = news.filter(({ seq }) => seq > last);
  const first = fresh[0]?.seq;
  if (first === undefined) return before;
  return first === last + 1 ? [...before, ...fresh] : fresh;
}

function kept(entries: readonly EntryView[]): Pick<PageState, 'entries' | 'olderEntries'> {
  const latest = entries.slice(-MAX_ENTRIES_KEPT);
  return { entries: latest, olderEntries: (latest[0]?.seq ?? 1) > 1 };
}
