import { isFound, MAX_SEARCH_TERMS, readSearch, unknownFields } from './search.js';
import type { EntryView } from './page.wire.js';

const entry = (changes: Partial<EntryView>): EntryView => ({
  seq: 1,
  at: 0,
  kind: 'message.delivered',
  ...changes,
});
const finds = (search: string, changes: Partial<EntryView>) => isFound(entry(changes), readSearch(search));

describe('a search in the journal', () => {
  it('looks for a word everywhere, without regard to case', () => {
    expect(finds('HELLO', { text: 'Say hello' })).toBe(true);
    expect(finds('order-42', { ref: 'order-42' })).toBe(true);
    expect(finds('612345', { msisdn: '+33612345678' })).toBe(true);
    expect(finds('hello', { text: 'Bonjour' })).toBe(false);
  });

  it('takes every word as a further condition', () => {
    expect(finds('to:336 text:stop', { msisdn: '+33612345678', text: 'STOP' })).toBe(true);
    expect(finds('to:336 text:stop', { msisdn: '+33612345678', text: 'Bonjour' })).toBe(false);
  });

  it('compares numbers by their digits', () => {
    for (const written of ['+33612345678', '33612345678', '"+33 6 12 34 56 78"', '33.6.12.34.56.78']) {
      expect(finds(`to:${written}`, { to: '+33612345678' })).toBe(true);
    }
    expect(finds('from:chappe', { from: 'Chappe' })).toBe(true);
  });

  it('takes the phone for the recipient of a message, and not of what it sends', () => {
    expect(finds('to:+33612345678', { kind: 'message.expired', msisdn: '+33612345678' })).toBe(true);
    expect(finds('to:+33612345678', { kind: 'inbound.sent', msisdn: '+33612345678', to: '36180' })).toBe(
      false,
    );
  });

  it.each([
    ['delivered', { kind: 'message.delivered' }],
    ['delivered', { kind: 'receipt.offered', state: 'DELIVRD' }],
    ['DELIVRD', { kind: 'receipt.offered', state: 'DELIVRD' }],
    ['expired', { kind: 'message.expired' }],
    ['failed', { kind: 'message.rejected' }],
    ['waiting', { kind: 'attempt.failed' }],
    ['refused', { kind: 'submission.refused' }],
    ['throttled', { kind: 'submission.refused', reason: 'throttled' }],
  ])('knows status:%s', (status, changes) => {
    expect(finds(`status:${status}`, changes)).toBe(true);
    expect(finds(`-status:${status}`, changes)).toBe(false);
    expect(finds(`status:${status}`, { kind: 'world.reset' })).toBe(false);
  });

  it('keeps quoted words together, a quote that is never closed too', () => {
    expect(finds('text:"order 42"', { text: 'Your order 42 has left' })).toBe(true);
    expect(finds('text:"order 42"', { text: '42 in order' })).toBe(false);
    expect(finds('text:"order 42', { text: 'order 42' })).toBe(true);
  });

  it('takes what is no field for something to look for', () => {
    expect(readSearch('https://example.org')).toEqual([
      { field: undefined, value: 'https://example.org', not: false },
    ]);
  });

  it('tells which words look like fields and are none', () => {
    expect(unknownFields('statut:expired -foo:bar to:33 https://example.org "a:b" text:x')).toEqual([
      'statut',
      'foo',
    ]);
  });

  it('finds all of a kind, nothing that only begins alike, and ids as a whole', () => {
    expect(finds('kind:receipt', { kind: 'receipt.lost' })).toBe(true);
    expect(finds('kind:rec', { kind: 'receipt.lost' })).toBe(false);
    expect(finds('id:100', { id: '1000' })).toBe(false);
  });

  it('finds all for an empty search, and reads no more than so many words', () => {
    expect(finds('  ', {})).toBe(true);
    expect(finds('to:', {})).toBe(true);
    expect(readSearch('a '.repeat(100))).toHaveLength(MAX_SEARCH_TERMS);
    expect(readSearch(`text:${'x'.repeat(10_000)}`)[0]!.value.length).toBeLessThanOrEqual(500);
  });
});
