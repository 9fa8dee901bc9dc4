import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { appendToChain, chainHash, EMPTY_CHAIN } from './ledger-chain.js';
import type { LedgerEntry } from './ledger.js';

const topUp: LedgerEntry = {
  id: 'top_1',
  at: 1_760_000_000_000,
  kind: 'top_up',
  asset: 'EUR',
  micros: 5_000_000,
  debit: 'funding',
  credit: 'wallet:acc_1',
  accountId: 'acc_1',
  holdId: null,
  resolves: null,
  reference: 'commande n° "1794"\n/✉️',
};

const entry: fc.Arbitrary<LedgerEntry> = fc.record({
  id: fc.string({ unit: 'grapheme' }),
  at: fc.nat(),
  kind: fc.constantFrom('top_up', 'hold', 'capture', 'release'),
  asset: fc.constantFrom('EUR', 'CREDIT'),
  micros: fc.integer({ min: 1 }),
  debit: fc.constantFrom('funding', 'wallet:a'),
  credit: fc.constantFrom('revenue', 'hold:a'),
  accountId: fc.string(),
  holdId: fc.option(fc.string()),
  resolves: fc.option(fc.string()),
  reference: fc.option(fc.string({ unit: 'grapheme' })),
});

describe('the chain of the books', () => {
  it('seals a row as an auditor would with a text editor and sha256sum', () => {
    // Written out by hand, so that a change of the encoding cannot go unnoticed: old books would not verify any more.
    const octets = `["${'0'.repeat(64)}",1,"top_1",1760000000000,"top_up","EUR",5000000,"funding","wallet:acc_1","acc_1",null,null,"commande n° \\"1794\\"\\n/✉️"]`;
    const sealed = chainHash(EMPTY_CHAIN.chainHash, { ...topUp, chainSeq: 1 });
    expect(sealed).toBe(createHash('sha256').update(octets, 'utf8').digest('hex'));
    expect(sealed).toBe('0a6cc18c08bde9f63862860603d58dd12ca8027df976cb14fcfbee6bc6f80296');
  });

  it('numbers rows from 1, and goes on where it ended', () => {
    const entries = [topUp, { ...topUp, id: 'top_2' }, { ...topUp, id: 'top_3' }];
    const whole = appendToChain(EMPTY_CHAIN, entries);
    const first = appendToChain(EMPTY_CHAIN, entries.slice(0, 1));
    expect([...first, ...appendToChain(first[0]!, entries.slice(1))]).toEqual(whole);
    expect(whole.map(row => row.chainSeq)).toEqual([1, 2, 3]);
  });

  it('gives no two rows that differ in anything the same seal', () => {
    fc.assert(
      fc.property(entry, entry, (one, other) => {
        const [a] = appendToChain(EMPTY_CHAIN, [one]);
        const [b] = appendToChain(EMPTY_CHAIN, [other]);
        const alike = JSON.stringify(one) === JSON.stringify(other);
        expect(a!.chainHash === b!.chainHash).toBe(alike);
        for (const field of Object.keys(one) as (keyof LedgerEntry)[]) {
          const mixed = { ...one, [field]: other[field] };
          const [c] = appendToChain(EMPTY_CHAIN, [mixed]);
          expect(c!.chainHash === a!.chainHash).toBe(one[field] === other[field]);
        }
      }),
    );
  });

  it('lets every row speak for all before it', () => {
    const entries = Array.from({ length: 10 }, (_, index) => ({ ...topUp, id: `top_${index}` }));
    const end = appendToChain(EMPTY_CHAIN, entries).at(-1)!.chainHash;
    entries.forEach((changed, index) => {
      const rewritten = entries.with(index, { ...changed, micros: changed.micros + 1 });
      expect(appendToChain(EMPTY_CHAIN, rewritten).at(-1)!.chainHash).not.toBe(end);
    });
  });
});
