import assert from 'node:assert/strict';
import { EMPTY_CHAIN, LedgerRepository, chainHash, type LedgerFault, type LedgerRow } from '@chappe/sms';
import { NOW, PRICE, type Material, type Scenario } from './material.js';

/** An account with a top-up (place 1) and holds h2 to h7, each of whose names says its place in the chain. */
async function openBooks(material: Material, accountId = 'acc_1'): Promise<void> {
  await material.fund(100 * PRICE, accountId);
  const holds = ['h2', 'h3', 'h4', 'h5', 'h6', 'h7'].map(name => ({
    holdId: `${accountId}-${name}`,
    micros: PRICE,
  }));
  await material.storage.transaction(tx => tx.get(LedgerRepository).hold(accountId, 'EUR', holds, NOW));
}

async function rowsOf(material: Material, accountId: string): Promise<readonly LedgerRow[]> {
  const page = { limit: 1000 };
  const { data } = await material.storage.read(tx => tx.get(LedgerRepository).rows(accountId, page));
  return [...data].reverse();
}

async function expectFault(material: Material, expected: Partial<LedgerFault>): Promise<void> {
  const { fault, next } = await material.verify();
  assert.ok(fault, 'The books were changed, and nobody noticed.');
  const { kind, accountId, asset, chainSeq, rowId } = fault;
  assert.deepEqual({ kind, accountId, asset, chainSeq, rowId }, { ...expected });
  assert.ok(fault.detail.includes(accountId) && (rowId === null || fault.detail.includes(rowId)));
  assert.equal(next, null);
  // What is wrong in one account is not wrong in another.
  assert.equal((await material.verify('acc_2')).fault, null);
}

/** The chain that every row is a link of: what it is made of, and that no link can be touched unnoticed. */
export function chainScenarios(scenario: Scenario): void {
  scenario(
    'links the rows of each account and asset, from 1, so that anybody can recompute it',
    async material => {
      await openBooks(material);
      await material.fund(7, 'acc_1', 'CREDIT');
      await openBooks(material, 'acc_2');
      await material.storage.transaction(tx =>
        tx.get(LedgerRepository).resolve(
          ['acc_1-h3', 'acc_2-h3', 'acc_1-h2'].map(holdId => ({ holdId, capturedMicros: PRICE / 3 })),
          NOW,
        ),
      );
      for (const accountId of ['acc_1', 'acc_2']) {
        const ends = new Map<string, { readonly chainSeq: number; readonly chainHash: string }>();
        for (const row of await rowsOf(material, accountId)) {
          const end = ends.get(row.asset) ?? EMPTY_CHAIN;
          assert.equal(row.chainSeq, end.chainSeq + 1);
          assert.equal(row.chainHash, chainHash(end.chainHash, row));
          ends.set(row.asset, row);
        }
        const heads = await material.storage.read(tx => tx.get(LedgerRepository).heads(accountId));
        assert.deepEqual(
          Object.fromEntries(
            heads.map(({ asset, chainSeq, chainHash: sealed }) => [asset, [chainSeq, sealed]]),
          ),
          Object.fromEntries([...ends].map(([asset, end]) => [asset, [end.chainSeq, end.chainHash]])),
        );
      }
      const { rows, heads, fault } = await material.verify();
      assert.deepEqual([rows, fault], [12, null]);
      assert.deepEqual(
        heads.map(({ asset, chainSeq }) => [asset, chainSeq]),
        [
          ['CREDIT', 1],
          ['EUR', 11],
        ],
      );
      await material.expectBalancedBooks();
    },
  );

  scenario('walks over them in pages, and over rows that were added meanwhile', async material => {
    await openBooks(material);
    await material.fund(7, 'acc_1', 'CREDIT');
    const first = await material.verify('acc_1', { limit: 3 });
    assert.deepEqual([first.rows, first.fault], [3, null]);
    await material.fund(PRICE);
    const second = await material.verify('acc_1', { limit: 3, cursor: first.next! });
    const third = await material.verify('acc_1', { limit: 4, cursor: second.next! });
    assert.deepEqual([second.rows, third.rows, third.fault, third.next], [3, 3, null, null]);
    assert.ok([first, second].every(({ next }) => next!.length <= 512));
    for (const foreign of ['nonsense', first.next!]) {
      const asked = material.verify('acc_2', { cursor: foreign });
      await assert.rejects(asked, { code: 'invalid_cursor' });
    }
  });

  scenario('are nothing for an account that never had anything', async material => {
    assert.deepEqual(await material.verify('acc_none'), { rows: 0, heads: [], fault: null, next: null });
    const next = (after: string) => material.storage.read(tx => tx.get(LedgerRepository).nextAccount(after));
    assert.equal(await next(''), undefined);
    await material.fund(1, 'acc_b');
    await material.fund(1, 'acc_a');
    assert.deepEqual(
      [await next(''), await next('acc_a'), await next('acc_b')],
      ['acc_a', 'acc_b', undefined],
    );
  });

  scenario('stay one chain each, however many write at once', async material => {
    await material.fund(1000 * PRICE);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const holdId = `h${index}`;
        const books = <T>(work: (ledger: LedgerRepository) => Promise<T>) =>
          material.storage.transaction(tx => work(tx.get(LedgerRepository)));
        await books(ledger => ledger.hold('acc_1', 'EUR', [{ holdId, micros: PRICE }], NOW));
        await Promise.all([
          books(ledger => ledger.resolve([{ holdId, capturedMicros: PRICE / 3 }], NOW)),
          books(ledger => ledger.resolve([{ holdId, capturedMicros: PRICE }], NOW)),
          material.fund(1),
        ]);
      }),
    );
    await material.expectBalancedBooks();
  });

  const tampered = (behaviour: string, prove: (material: Material) => Promise<void>) =>
    scenario(behaviour, async material => {
      if (!material.mayTamper) return;
      await openBooks(material);
      await openBooks(material, 'acc_2');
      await prove(material);
    });
  const at = (chainSeq: number, rowId: string | null) => {
    return { accountId: 'acc_1', asset: 'EUR', chainSeq, rowId } as const;
  };

  tampered('show a row whose amount was changed', async material => {
    await material.tamper({ kind: 'change', rowId: 'acc_1-h4', micros: PRICE - 1 });
    await expectFault(material, { kind: 'changed', ...at(4, 'acc_1-h4') });
    await material.tamper({ kind: 'change', rowId: 'acc_1-h4', micros: PRICE });
    assert.equal((await material.verify()).fault, null);
  });

  tampered('show where a row was removed', async material => {
    await material.tamper({ kind: 'remove', rowId: 'acc_1-h4' });
    await expectFault(material, { kind: 'missing', ...at(4, 'acc_1-h5') });
  });

  tampered('show the first of two rows that were swapped', async material => {
    await material.tamper({ kind: 'swap', rowIds: ['acc_1-h3', 'acc_1-h6'] });
    await expectFault(material, { kind: 'reordered', ...at(3, 'acc_1-h6') });
  });

  tampered('show that the last rows were cut off', async material => {
    await material.tamper({ kind: 'remove', rowId: 'acc_1-h7' });
    await material.tamper({ kind: 'remove', rowId: 'acc_1-h6' });
    await expectFault(material, { kind: 'head_differs', ...at(6, null) });
  });

  tampered('show it in whatever page it lies', async material => {
    await material.tamper({ kind: 'change', rowId: 'acc_1-h6', micros: 1 });
    const first = await material.verify('acc_1', { limit: 5 });
    assert.equal(first.fault, null);
    const second = await material.verify('acc_1', { limit: 5, cursor: first.next! });
    assert.deepEqual([second.fault?.kind, second.fault?.rowId, second.next], ['changed', 'acc_1-h6', null]);
  });
}
