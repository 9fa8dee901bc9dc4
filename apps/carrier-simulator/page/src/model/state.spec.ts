import type { ChangeEvent, EntryView, PhoneSummary, WholeEvent } from '../../../src/page/page.wire.js';
import { BEFORE_ANYTHING, MAX_ENTRIES_KEPT, MAX_PHONES_KEPT, reduce, type PageState } from './state.js';

const clock = { now: 1_000, mode: 'manual', speed: 1, nextDueAt: null, followers: [] } as const;
const entry = (seq: number): EntryView => ({ seq, at: seq, kind: 'message.delivered' });
const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));
const phone = (msisdn: string, seq: number): PhoneSummary => ({
  msisdn,
  seq,
  at: seq,
  state: 'reachable',
  operator: null,
  dnd: null,
  portedTo: null,
  unread: 0,
  last: null,
});
const whole = (changes: Partial<WholeEvent> = {}): WholeEvent => ({
  type: 'whole',
  world: 'w-0',
  seed: 1,
  clock,
  faults: {},
  phones: [],
  morePhones: false,
  queue: { waiting: [], more: false },
  entries: [],
  since: null,
  dropped: 0,
  operators: [],
  reasons: {},
  submitErrors: [],
  presets: [],
  ...changes,
});
const change = (changes: Partial<ChangeEvent> = {}): ChangeEvent => ({
  type: 'change',
  clock,
  dropped: 0,
  ...changes,
});
const told = (state: PageState, ...events: (WholeEvent | ChangeEvent)[]) =>
  events.reduce((before, event) => reduce(before, { type: 'told', event, heardAt: 7 }), state);
const seqs = (state: PageState) => state.entries.map(({ seq }) => seq);

describe('what the page knows', () => {
  it('begins with all there is, and is live then', () => {
    const state = told(
      BEFORE_ANYTHING,
      whole({ entries: entries(1, 3), phones: [phone('+1', 1), phone('+2', 3)] }),
    );
    expect(state).toMatchObject({
      connection: 'live',
      world: 'w-0',
      olderEntries: false,
      clock: { heardAt: 7 },
    });
    expect(seqs(state)).toEqual([1, 2, 3]);
    expect(state.phones.map(({ msisdn }) => msisdn)).toEqual(['+2', '+1']);
  });

  it('grows by what changes, and keeps what does not', () => {
    const before = told(BEFORE_ANYTHING, whole({ faults: { cutProbability: 1 }, phones: [phone('+1', 1)] }));
    const after = told(before, change({ phones: [phone('+2', 2)], entries: entries(1, 2) }));
    expect(after.faults).toBe(before.faults);
    expect(after.queue).toBe(before.queue);
    expect(after.phones.map(({ msisdn }) => msisdn)).toEqual(['+2', '+1']);
    expect(told(after, change({ phones: [phone('+1', 9)] })).phones.map(({ msisdn }) => msisdn)).toEqual([
      '+1',
      '+2',
    ]);
  });

  it('has no entry twice, and none after a gap that it does not know of', () => {
    const state = told(
      BEFORE_ANYTHING,
      whole({ entries: entries(1, 5) }),
      change({ entries: entries(4, 7) }),
    );
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const gap = told(state, change({ entries: entries(20, 22) }));
    expect(seqs(gap)).toEqual([20, 21, 22]);
    expect(gap.olderEntries).toBe(true);
  });

  it('keeps so many entries and phones, and knows that there were more', () => {
    const long = told(
      BEFORE_ANYTHING,
      whole({ entries: entries(1, MAX_ENTRIES_KEPT) }),
      change({ entries: entries(MAX_ENTRIES_KEPT + 1, MAX_ENTRIES_KEPT + 10) }),
    );
    expect(long.entries).toHaveLength(MAX_ENTRIES_KEPT);
    expect([seqs(long)[0], long.olderEntries]).toEqual([11, true]);
    const many = Array.from({ length: MAX_PHONES_KEPT }, (_, index) => phone(`+${String(index)}`, index));
    const crowd = told(BEFORE_ANYTHING, whole({ phones: many }), change({ phones: [phone('+new', 1_000)] }));
    expect(crowd.phones).toHaveLength(MAX_PHONES_KEPT);
    expect(crowd.phones[0]?.msisdn).toBe('+new');
    expect(crowd.morePhones).toBe(true);
  });

  it('goes on where it was after the connection was lost, and begins anew in another world', () => {
    const before = told(BEFORE_ANYTHING, whole({ entries: entries(1, 3) }));
    const lost = reduce(before, { type: 'lost' });
    expect(lost).toMatchObject({ connection: 'lost', entries: before.entries });
    expect(seqs(told(lost, whole({ since: 3, entries: entries(4, 5) })))).toEqual([1, 2, 3, 4, 5]);
    expect(seqs(told(lost, whole({ world: 'w-1', entries: entries(1, 1) })))).toEqual([1]);
    expect(seqs(told(lost, whole({ world: 'w-1', since: 3, entries: entries(4, 4) })))).toEqual([4]);
  });
});
