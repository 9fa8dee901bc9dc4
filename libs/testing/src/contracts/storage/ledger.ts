import assert from 'node:assert/strict';
import { LedgerRepository, type HoldRequest, type HoldResolution, type LedgerRow } from '@chappe/sms';
import { NOW, PRICE, idsOf, type Material, type Scenario } from './material.js';

async function hold(
  material: Material,
  requests: readonly HoldRequest[],
  accountId = 'acc_1',
): Promise<boolean> {
  return material.storage.transaction(tx => tx.get(LedgerRepository).hold(accountId, 'EUR', requests, NOW));
}

async function resolve(
  material: Material,
  resolutions: readonly HoldResolution[],
): Promise<readonly string[]> {
  return material.storage.transaction(tx => tx.get(LedgerRepository).resolve(resolutions, NOW));
}

async function rows(material: Material, limit = 100): Promise<readonly LedgerRow[]> {
  const page = await material.storage.read(tx => tx.get(LedgerRepository).rows('acc_1', { limit }));
  return page.data;
}

/** Money: never out of nothing, never twice, never beyond what there is. */
export function ledgerScenarios(scenario: Scenario): void {
  scenario('adds credit, per account and asset', async material => {
    await material.fund(500);
    await material.fund(250);
    await material.fund(70, 'acc_1', 'CREDIT');
    await material.fund(9, 'acc_2');
    const wallets = await material.storage.read(tx => tx.get(LedgerRepository).wallets('acc_1'));
    assert.deepEqual(wallets.map(wallet => [wallet.asset, wallet.availableMicros]).sort(), [
      ['CREDIT', 70],
      ['EUR', 750],
    ]);
    await material.expectWallet(9, 0, 'acc_2');
    await material.expectBalancedBooks();
  });

  scenario('sets aside for all requests or for none', async material => {
    await material.fund(100);
    const two = [
      { holdId: 'a', micros: 60 },
      { holdId: 'b', micros: 41 },
    ];
    assert.equal(await hold(material, two), false);
    await material.expectWallet(100, 0);
    assert.equal(await hold(material, [two[0]!, { holdId: 'b', micros: 40 }]), true);
    await material.expectWallet(0, 100);
    assert.equal(await hold(material, [{ holdId: 'c', micros: 1 }]), false);
    assert.equal((await rows(material)).filter(row => row.kind === 'hold').length, 2);
  });

  scenario('has nothing to set aside for an account without a wallet', async material => {
    assert.equal(await hold(material, [{ holdId: 'a', micros: 1 }]), false);
    assert.equal(await hold(material, [{ holdId: 'b', micros: 0 }]), true);
    assert.equal(await hold(material, []), true);
    assert.deepEqual(await rows(material), []);
  });

  for (const [senders, credit] of [
    [30, 30],
    [60, 30],
  ] as const) {
    scenario(
      `lets exactly ${credit} of ${senders} senders at once use credit for ${credit}`,
      async material => {
        await material.fund(credit * PRICE);
        const held = await Promise.all(
          Array.from({ length: senders }, (_, index) =>
            hold(material, [{ holdId: `m${index}`, micros: PRICE }]),
          ),
        );
        assert.equal(held.filter(Boolean).length, credit);
        await material.expectWallet(0, credit * PRICE);
        await material.expectBalancedBooks();
      },
    );
  }

  scenario('refuses to use the id of a hold again', async material => {
    await material.fund(100);
    await hold(material, [{ holdId: 'a', micros: 10 }]);
    await assert.rejects(hold(material, [{ holdId: 'a', micros: 10 }]));
    await resolve(material, [{ holdId: 'a', capturedMicros: 10 }]);
    await assert.rejects(hold(material, [{ holdId: 'a', micros: 10 }]));
    await material.expectWallet(90, 0);
  });

  scenario('captures a part and gives the rest back', async material => {
    await material.fund(100);
    await hold(
      material,
      ['all', 'part', 'none'].map(holdId => ({ holdId, micros: 30 })),
    );
    const ends = [
      { holdId: 'none', capturedMicros: 0 },
      { holdId: 'part', capturedMicros: 10 },
      { holdId: 'all', capturedMicros: 30 },
    ];
    assert.deepEqual([...(await resolve(material, ends))].sort(), ['all', 'none', 'part']);
    await material.expectWallet(60, 0);
    const resolving = (await rows(material)).filter(row => row.resolves !== null);
    assert.deepEqual(resolving.map(row => [row.resolves, row.kind, row.micros, row.credit]).sort(), [
      ['all', 'capture', 30, 'revenue'],
      ['none', 'release', 30, 'wallet:acc_1'],
      ['part', 'capture', 10, 'revenue'],
    ]);
    await material.expectBalancedBooks();
  });

  scenario('passes over holds that are resolved, unknown, or named twice', async material => {
    await material.fund(100);
    await hold(material, [{ holdId: 'a', micros: 30 }]);
    const end = { holdId: 'a', capturedMicros: 30 };
    assert.deepEqual(
      await resolve(material, [end, { ...end, capturedMicros: 0 }, { holdId: 'x', capturedMicros: 0 }]),
      ['a'],
    );
    assert.deepEqual(await resolve(material, [{ holdId: 'a', capturedMicros: 0 }]), []);
    await material.expectWallet(70, 0);
  });

  scenario('resolves a hold once, however many do it at once', async material => {
    await material.fund(100);
    await hold(material, [{ holdId: 'a', micros: 30 }]);
    const resolved = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        resolve(material, [{ holdId: 'a', capturedMicros: index % 2 === 0 ? 30 : 0 }]),
      ),
    );
    assert.deepEqual(resolved.flat(), ['a']);
    const [wallet] = await material.storage.read(tx => tx.get(LedgerRepository).wallets('acc_1'));
    assert.equal(wallet!.heldMicros, 0);
    assert.ok([70, 100].includes(wallet!.availableMicros));
    await material.expectBalancedBooks();
  });

  scenario('refuses to capture more than is held, and does nothing of it', async material => {
    await material.fund(100);
    await hold(material, [{ holdId: 'a', micros: 30 }]);
    await assert.rejects(resolve(material, [{ holdId: 'a', capturedMicros: 31 }]));
    await assert.rejects(resolve(material, [{ holdId: 'a', capturedMicros: -1 }]));
    await material.expectWallet(70, 30);
  });

  scenario('refuses amounts that are nothing, negative, or not an integer', async material => {
    for (const micros of [0, -5, 1.5, Number.NaN, 2 ** 53]) await assert.rejects(material.fund(micros));
    assert.deepEqual(await material.storage.read(tx => tx.get(LedgerRepository).wallets('acc_1')), []);
  });

  scenario('counts exactly up to 2^53 - 1, and refuses what lies beyond', async material => {
    await material.fund(Number.MAX_SAFE_INTEGER - 1);
    await material.fund(1);
    await assert.rejects(material.fund(1));
    await material.expectWallet(Number.MAX_SAFE_INTEGER, 0);
    assert.equal(await hold(material, [{ holdId: 'a', micros: Number.MAX_SAFE_INTEGER }]), true);
    await resolve(material, [{ holdId: 'a', capturedMicros: Number.MAX_SAFE_INTEGER - 1 }]);
    await material.expectWallet(1, 0);
    await material.expectBalancedBooks();
  });

  scenario('resolves a thousand holds of many accounts in one go', async material => {
    const accounts = Array.from({ length: 10 }, (_, index) => `acc_${index}`);
    for (const account of accounts) {
      await material.fund(100 * PRICE, account);
      await hold(
        material,
        Array.from({ length: 100 }, (_, n) => ({ holdId: `${account}-${n}`, micros: PRICE })),
        account,
      );
    }
    const ends = accounts.flatMap(account =>
      Array.from({ length: 100 }, (_, n) => ({
        holdId: `${account}-${n}`,
        capturedMicros: n % 2 === 0 ? PRICE : 0,
      })),
    );
    assert.equal((await resolve(material, ends)).length, 1000);
    for (const account of accounts) await material.expectWallet(50 * PRICE, 0, account);
    const audit = await material.storage.read(tx => tx.get(LedgerRepository).audit());
    assert.equal(audit.openHolds, 0);
    assert.equal(audit.assets[0]!.revenueMicros, 500 * PRICE);
    await material.expectBalancedBooks();
  });

  scenario(
    'lists the rows newest first, without skipping or repeating any while rows are added',
    async material => {
      await material.fund(1000);
      for (const holdId of ['a', 'b', 'c', 'd']) await hold(material, [{ holdId, micros: 1 }]);
      const list = (cursor?: string) =>
        material.storage.read(tx => tx.get(LedgerRepository).rows('acc_1', { limit: 2, cursor }));
      const first = await list();
      assert.deepEqual(idsOf(first.data), ['d', 'c']);
      await hold(material, [{ holdId: 'e', micros: 1 }]);
      const second = await list(first.next!);
      assert.deepEqual(idsOf(second.data), ['b', 'a']);
      const third = await list(second.next!);
      assert.deepEqual(
        third.data.map(row => row.kind),
        ['top_up'],
      );
      assert.equal(third.next, null);
      const [row] = second.data;
      assert.equal(row!.chainSeq, 3);
      assert.match(row!.chainHash, /^[0-9a-f]{64}$/);
      const { chainSeq: _place, chainHash: _hash, ...entry } = row!;
      assert.deepEqual(
        { ...entry },
        {
          id: 'b',
          at: NOW,
          kind: 'hold',
          asset: 'EUR',
          micros: 1,
          debit: 'wallet:acc_1',
          credit: 'hold:acc_1',
          accountId: 'acc_1',
          holdId: 'b',
          resolves: null,
          reference: null,
        },
      );
    },
  );
}
