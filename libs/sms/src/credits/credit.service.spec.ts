import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import { Ids, ManualClock, money, SeededRandom, type Storage } from '../kernel/index.js';
import {
  CreditService,
  FAULTS_NAMED_MAX,
  isBalanced,
  TOP_UP_MAX_MICROS,
  TOP_UP_REFERENCE_LENGTH_MAX,
} from './credit.service.js';
import { LedgerRepository } from './ledger.repository.js';
import type { LedgerRow } from './ledger.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const units = (amount: number) => amount * 1_000_000;

async function world() {
  const clock = new ManualClock(MORNING);
  const storage: Storage = new MemoryStorage();
  await storage.open();
  await storage.transaction(tx =>
    tx.get(AccountRepository).add(new Account('acc_1', 'Paul', 'EUR', 'FR', null, MORNING)),
  );
  const credits = new CreditService(storage, clock, new Ids(clock, new SeededRandom(1)));
  const wallets = async () => {
    const answer = await credits.wallets('acc_1');
    return answer.ok ? answer.wallets : [];
  };
  return { clock, storage, credits, wallets };
}

describe('wallets and their books', () => {
  it('freeze what is in one currency when another is topped up, and give it back with the next top-up', async () => {
    const { credits, wallets, storage } = await world();
    await credits.topUp('acc_1', money(units(400), 'USD'));
    await storage.transaction(async tx => {
      const ledger = tx.get(LedgerRepository);
      await ledger.hold('acc_1', 'USD', [{ holdId: 'spent', micros: units(275) }], MORNING);
      await ledger.resolve([{ holdId: 'spent', capturedMicros: units(275) }], MORNING);
    });
    await credits.topUp('acc_1', money(units(200), 'EUR'));
    expect(await wallets()).toMatchObject([
      { asset: 'EUR', active: true, availableMicros: units(200), frozenMicros: 0 },
      { asset: 'USD', active: false, availableMicros: 0, frozenMicros: units(125) },
    ]);
    const answer = await credits.topUp('acc_1', money(units(1), 'USD'));
    expect(answer).toMatchObject({
      ok: true,
      wallets: [
        { asset: 'USD', availableMicros: units(126) },
        { asset: 'EUR', availableMicros: 0, frozenMicros: units(200) },
      ],
    });
    expect(isBalanced(await credits.audit())).toBe(true);
  });

  it('take a payment once, however often it is told under its number', async () => {
    const { credits, wallets } = await world();
    const once = { reference: 'order 1794', idempotencyKey: 'payment-4711' };
    const [first, ...repeated] = await Promise.all(
      [1, 2, 3].map(() => credits.topUp('acc_1', money(units(5), 'EUR'), once)),
    );
    expect(first).toMatchObject({ ok: true, wallets: [{ availableMicros: units(5) }] });
    for (const answer of repeated) expect(answer).toEqual(first);
    expect(await wallets()).toMatchObject([{ availableMicros: units(5) }]);
    expect((await credits.rows('acc_1', { limit: 10 })).data).toHaveLength(1);
  });

  it('refuse another payment under the same number, and a number that is none', async () => {
    const { credits, wallets } = await world();
    const idempotencyKey = 'payment-4711';
    await credits.topUp('acc_1', money(units(5), 'EUR'), { idempotencyKey });
    expect(await credits.topUp('acc_1', money(units(6), 'EUR'), { idempotencyKey })).toMatchObject({
      refusal: { code: 'idempotency_conflict', errors: [{ field: 'topUp' }] },
    });
    expect(await credits.topUp('acc_1', money(units(6), 'EUR'), { idempotencyKey: 'é' })).toMatchObject({
      refusal: { code: 'idempotency_key_invalid' },
    });
    expect(await wallets()).toMatchObject([{ availableMicros: units(5) }]);
  });

  it('show an account that has never paid its empty wallet', async () => {
    const { wallets } = await world();
    expect(await wallets()).toMatchObject([
      { asset: 'EUR', active: true, availableMicros: 0, heldMicros: 0 },
    ]);
  });

  it('take one unit at least, a million at most, and a reference of bearable length', async () => {
    const { credits } = await world();
    const outOfRange = { refusal: { code: 'top_up_out_of_range' } };
    expect(await credits.topUp('acc_1', money(units(1) - 1, 'EUR'))).toMatchObject(outOfRange);
    expect(await credits.topUp('acc_1', money(TOP_UP_MAX_MICROS + 1, 'EUR'))).toMatchObject(outOfRange);
    const reference = 'x'.repeat(TOP_UP_REFERENCE_LENGTH_MAX + 1);
    expect(await credits.topUp('acc_1', money(units(1), 'EUR'), { reference })).toMatchObject({
      refusal: { code: 'invalid_request' },
    });
    expect(await credits.topUp('acc_none', money(units(1), 'EUR'))).toMatchObject({
      refusal: { code: 'account_not_found' },
    });
    expect((await credits.topUp('acc_1', money(units(1), 'EUR'), { reference: 'order 1794' })).ok).toBe(true);
    expect((await credits.rows('acc_1', { limit: 10 })).data).toMatchObject([
      { kind: 'top_up', micros: units(1), debit: 'funding', credit: 'wallet:acc_1', reference: 'order 1794' },
    ]);
  });

  it('refuse a reference that no database would give back as it was', async () => {
    const { credits } = await world();
    for (const reference of ['half of a \ud83d', 'nothing\0']) {
      const answer = await credits.topUp('acc_1', money(units(1), 'EUR'), { reference });
      expect(answer).toMatchObject({
        refusal: { code: 'invalid_request', errors: [{ field: 'reference', code: 'malformed' }] },
      });
    }
  });

  it('are verified for one account, and for all', async () => {
    const { credits, storage } = await world();
    await credits.topUp('acc_1', money(units(5), 'EUR'));
    await credits.topUp('acc_1', money(units(5), 'USD'));
    const request = {
      id: 'top_other',
      accountId: 'acc_2',
      asset: 'EUR',
      micros: 7,
      reference: null,
      at: 1,
    } as const;
    await storage.transaction(tx => tx.get(LedgerRepository).topUp(request));
    expect(await credits.verify('acc_1')).toMatchObject({ rows: 2, fault: null, next: null });
    expect(await credits.verify('acc_1', { limit: 1 })).toMatchObject({ rows: 1, next: expect.any(String) });
    expect(await credits.verifyAll()).toEqual({ accounts: 2, rows: 3, faults: [] });
  });

  it('name the first fault of every account, and of a hundred accounts at most', async () => {
    const { credits, storage } = await world();
    for (let index = 0; index <= FAULTS_NAMED_MAX; index += 1) {
      const accountId = `acc_${String(index).padStart(4, '0')}`;
      const request = {
        id: `top_${index}`,
        accountId,
        asset: 'EUR',
        micros: 7,
        reference: null,
        at: 1,
      } as const;
      await storage.transaction(tx => tx.get(LedgerRepository).topUp(request));
    }
    const { ledger } = Reflect.get(storage, 'committed') as { ledger: Map<string, LedgerRow> };
    for (const [id, row] of ledger) ledger.set(id, { ...row, micros: 8 });
    const { faults } = await credits.verifyAll();
    expect(FAULTS_NAMED_MAX).toBe(100);
    expect(faults).toHaveLength(FAULTS_NAMED_MAX);
    expect(faults[0]).toMatchObject({ kind: 'changed', accountId: 'acc_0000', rowId: 'top_0', chainSeq: 1 });
  });

  it('are known to be wrong when a micro-unit is missing', async () => {
    const { credits } = await world();
    await credits.topUp('acc_1', money(units(5), 'EUR'));
    const audit = await credits.audit();
    expect(isBalanced(audit)).toBe(true);
    const [euros] = audit.assets;
    expect(isBalanced({ ...audit, assets: [{ ...euros!, availableMicros: units(5) - 1 }] })).toBe(false);
  });
});
