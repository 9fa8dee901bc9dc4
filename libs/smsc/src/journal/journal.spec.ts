import { Journal } from './journal.js';

function journalOf(capacity: number, kinds: readonly string[]): Journal {
  let now = 0;
  const journal = new Journal(() => ++now, capacity);
  for (const kind of kinds) journal.write({ kind, msisdn: '+33612345678', text: `about ${kind}` });
  return journal;
}

describe('the journal', () => {
  it('numbers entries from 1 and dates them', () => {
    const [first, second] = journalOf(10, ['a', 'b']).list();
    expect([first?.seq, first?.at, second?.seq, second?.at]).toEqual([1, 1, 2, 2]);
  });

  it('drops the oldest beyond its capacity, and counts them', () => {
    const journal = journalOf(3, ['a', 'b', 'c', 'd', 'e']);
    expect(journal.list().map(({ kind }) => kind)).toEqual(['c', 'd', 'e']);
    expect([journal.total, journal.dropped]).toEqual([5, 2]);
    expect(journal.list({ since: 4 }).map(({ seq }) => seq)).toEqual([5]);
    expect(journal.list({ since: 99 })).toEqual([]);
  });

  it('finds a kind and all that is under it, and nothing that only begins alike', () => {
    const journal = journalOf(10, ['receipt.lost', 'receipts', 'receipt', 'message.lost']);
    expect(journal.list({ kind: 'receipt' }).map(({ kind }) => kind)).toEqual(['receipt.lost', 'receipt']);
  });

  it('finds by text, and at most as many as asked for', () => {
    const journal = journalOf(10, ['a', 'ab', 'c']);
    expect(journal.list({ match: 'about a' })).toHaveLength(2);
    expect(journal.list({ match: 'about a' }, 1)).toHaveLength(1);
    expect(journal.find({ msisdn: '+33600000000' })).toBeUndefined();
  });

  it('tells those who listen, until they stop', () => {
    const journal = journalOf(10, []);
    const heard: string[] = [];
    const stop = journal.subscribe(({ kind }) => void heard.push(kind), { kind: 'b' });
    for (const kind of ['a', 'b', 'b.c']) journal.write({ kind });
    stop();
    journal.write({ kind: 'b' });
    expect(heard).toEqual(['b', 'b.c']);
  });

  it('writes a line of JSON for each entry, without what is not there', () => {
    const journal = new Journal(() => 7, 10);
    expect(journal.toNdjson()).toBe('');
    journal.write({ kind: 'a', ref: undefined, detail: { n: 1 } });
    expect(journal.toNdjson()).toBe('{"seq":1,"at":7,"kind":"a","detail":{"n":1}}\n');
  });
});
