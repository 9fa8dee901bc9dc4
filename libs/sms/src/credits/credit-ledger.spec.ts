import { billingContract, MemoryStorage } from '@chappe/testing';
import { ManualClock, money, type Payer, type Storage } from '@chappe/sms';
import { CreditLedger } from './credit-ledger.js';
import { FreeBilling } from './free-billing.js';
import { LedgerRepository } from './ledger.repository.js';
import { PriceList } from './price-list.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

async function openStorage(): Promise<Storage> {
  const storage = new MemoryStorage();
  await storage.open();
  return storage;
}

async function prepaid() {
  const storage = await openStorage();
  const billing = new CreditLedger(PriceList.default(), new ManualClock(MORNING));
  let payers = 0;
  const payer = async (micros: number): Promise<Payer> => {
    const accountId = `acc_${++payers}`;
    const topUp = {
      id: `top_${payers}`,
      accountId,
      asset: 'EUR',
      micros,
      reference: null,
      at: MORNING,
    } as const;
    if (micros > 0) await storage.transaction(tx => tx.get(LedgerRepository).topUp(topUp));
    return { accountId, asset: 'EUR' };
  };
  const availableMicros = async ({ accountId, asset }: Payer) => {
    const wallets = await storage.read(tx => tx.get(LedgerRepository).wallets(accountId));
    return wallets.find(wallet => wallet.asset === asset)?.availableMicros ?? 0;
  };
  return { billing, storage, payer, availableMicros, served: 'FR', notServed: 'KP' };
}

describe('the prepaid ledger', () => {
  billingContract({ describe, it }, prepaid);

  it('prices by the country of the number, the type and the asset of the payer', async () => {
    const { billing } = await prepaid();
    const quotes = billing.quote({ accountId: 'acc_1', asset: 'EUR' }, [
      { country: 'FR', type: 'text', parts: 1 },
      { country: 'MQ', type: 'text', parts: 2 },
      { country: 'KP', type: 'text', parts: 1 },
    ]);
    expect(quotes.map(quote => quote?.total)).toEqual([
      money(45_000, 'EUR'),
      money(143_000, 'EUR'),
      undefined,
    ]);
    const [voice] = billing.quote({ accountId: 'acc_1', asset: 'CREDIT' }, [
      { country: 'FR', type: 'voice', parts: 1 },
    ]);
    expect(voice?.total).toEqual(money(1_410_000, 'CREDIT'));
  });

  it('throws when an amount is in another asset than the payer pays in', async () => {
    const { billing, storage, payer } = await prepaid();
    const who = await payer(1_000);
    const attempt = storage.transaction(tx =>
      billing.hold(tx, who, [{ holdId: 'h', amount: money(1, 'USD') }]),
    );
    await expect(attempt).rejects.toThrow('pays in EUR');
  });

  it('needs no wallet for what costs nothing', async () => {
    const { billing, storage } = await prepaid();
    const nobody: Payer = { accountId: 'acc_none', asset: 'GBP' };
    const hold = (micros: number) =>
      storage.transaction(tx =>
        billing.hold(tx, nobody, [{ holdId: `h${micros}`, amount: money(micros, 'GBP') }]),
      );
    expect(await hold(0)).toEqual({ held: true });
    expect(await hold(1)).toEqual({ held: false, needed: money(1, 'GBP'), available: money(0, 'GBP') });
  });
});

describe('billing for free', () => {
  billingContract({ describe, it }, async () => ({
    billing: new FreeBilling(),
    storage: await openStorage(),
    payer: () => Promise.resolve({ accountId: 'acc_1', asset: 'CREDIT' as const }),
    availableMicros: () => Promise.resolve(undefined),
    served: 'FR',
  }));

  it('serves every country for nothing, in the asset of the payer', () => {
    const [quote] = new FreeBilling().quote({ accountId: 'acc_1', asset: 'USD' }, [
      { country: 'KP', type: 'voice', parts: 3 },
    ]);
    expect(quote).toEqual({ perPart: money(0, 'USD'), total: money(0, 'USD') });
  });
});
