import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LedgerRepository } from '@chappe/sms';
import { NOW, type Material, type Scenario } from './material.js';

const ACCOUNTS = ['acc_1', 'acc_2'] as const;
const HOLDS_MAX = 12;
const RUNS = 12;

type Operation =
  | { readonly kind: 'fund'; readonly account: string; readonly micros: number }
  | { readonly kind: 'hold'; readonly account: string; readonly hold: number; readonly micros: number }
  | { readonly kind: 'resolve'; readonly hold: number; readonly share: number };

const account = fc.constantFrom(...ACCOUNTS);
const hold = fc.nat(HOLDS_MAX - 1);
const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('fund' as const), account, micros: fc.integer({ min: 1, max: 1000 }) }),
    fc.record({
      kind: fc.constant('hold' as const),
      account,
      hold,
      micros: fc.integer({ min: 1, max: 600 }),
    }),
    fc.record({
      kind: fc.constant('resolve' as const),
      hold,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  ),
  { minLength: 1, maxLength: 40 },
);

/** The simplest books that could be right: what a hold is of, and sums. */
class Model {
  readonly available = new Map<string, number>();
  readonly holds = new Map<string, { readonly account: string; readonly micros: number; open: boolean }>();
  funded = 0;
  revenue = 0;

  add(account: string, micros: number): void {
    this.available.set(account, (this.available.get(account) ?? 0) + micros);
  }

  held(account: string): number {
    return [...this.holds.values()]
      .filter(entry => entry.open && entry.account === account)
      .reduce((sum, entry) => sum + entry.micros, 0);
  }
}

/** One after the other: every answer is the model's. */
async function follow(material: Material, model: Model, operation: Operation, prefix: string): Promise<void> {
  const inBooks = <T>(work: (books: LedgerRepository) => Promise<T>) =>
    material.storage.transaction(tx => work(tx.get(LedgerRepository)));
  if (operation.kind === 'fund') {
    const accountId = prefix + operation.account;
    await material.fund(operation.micros, accountId);
    model.add(accountId, operation.micros);
    model.funded += operation.micros;
    return;
  }
  const holdId = `${prefix}h${operation.hold}`;
  const known = model.holds.get(holdId);
  if (operation.kind === 'hold') {
    if (known) return;
    const accountId = prefix + operation.account;
    const { micros } = operation;
    const held = await inBooks(books => books.hold(accountId, 'EUR', [{ holdId, micros }], NOW));
    assert.equal(held, (model.available.get(accountId) ?? 0) >= micros);
    if (!held) return;
    model.add(accountId, -micros);
    model.holds.set(holdId, { account: accountId, micros, open: true });
    return;
  }
  const capturedMicros = Math.floor((known?.micros ?? 0) * operation.share);
  const resolved = await inBooks(books => books.resolve([{ holdId, capturedMicros }], NOW));
  assert.deepEqual(resolved, known?.open ? [holdId] : []);
  if (!known?.open) return;
  known.open = false;
  model.revenue += capturedMicros;
  model.add(known.account, known.micros - capturedMicros);
}

/** Any order of top-ups, holds and resolutions, alone and at once. */
export function ledgerProperties(scenario: Scenario): void {
  scenario('agrees with the simplest books, whatever is done in whatever order', async material => {
    const model = new Model();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(operations, async list => {
        const prefix = `${++run}-`;
        for (const operation of list) await follow(material, model, operation, prefix);
        for (const accountId of ACCOUNTS.map(name => prefix + name)) {
          const [wallet] = await material.storage.read(tx => tx.get(LedgerRepository).wallets(accountId));
          assert.equal(wallet?.availableMicros ?? 0, model.available.get(accountId) ?? 0);
          assert.equal(wallet?.heldMicros ?? 0, model.held(accountId));
        }
      }),
      { numRuns: RUNS },
    );
    const audit = await material.storage.read(tx => tx.get(LedgerRepository).audit());
    assert.equal(audit.assets[0]?.fundedMicros ?? 0, model.funded);
    assert.equal(audit.assets[0]?.revenueMicros ?? 0, model.revenue);
    assert.equal(audit.openHolds, [...model.holds.values()].filter(entry => entry.open).length);
    await material.expectBalancedBooks();
  });

  scenario('stays balanced, and never negative, when everything is done at once', async material => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(operations, async list => {
        const prefix = `${++run}-`;
        // A hold that exists already, or is captured beyond itself, is refused: what counts is what the books say after.
        await Promise.allSettled(
          list.map(operation =>
            material.storage.transaction(async tx => {
              const books = tx.get(LedgerRepository);
              if (operation.kind === 'fund') {
                const { micros } = operation;
                const accountId = prefix + operation.account;
                await books.topUp({
                  id: material.id('top'),
                  accountId,
                  asset: 'EUR',
                  micros,
                  reference: null,
                  at: NOW,
                });
                return;
              }
              const holdId = `${prefix}h${operation.hold}`;
              if (operation.kind === 'hold') {
                await books.hold(
                  prefix + operation.account,
                  'EUR',
                  [{ holdId, micros: operation.micros }],
                  NOW,
                );
              } else {
                await books.resolve([{ holdId, capturedMicros: Math.floor(operation.share * 100) }], NOW);
              }
            }),
          ),
        );
        for (const name of ACCOUNTS) {
          const [wallet] = await material.storage.read(tx => tx.get(LedgerRepository).wallets(prefix + name));
          assert.ok((wallet?.availableMicros ?? 0) >= 0 && (wallet?.heldMicros ?? 0) >= 0);
        }
        await material.expectBalancedBooks();
      }),
      { numRuns: RUNS },
    );
  });
}
