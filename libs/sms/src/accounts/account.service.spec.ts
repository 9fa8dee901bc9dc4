import { MemoryStorage } from '@chappe/testing';
import { Ids, ManualClock, SeededRandom } from '../kernel/index.js';
import { AccountService } from './account.service.js';
import { useDailyLimit } from './daily-limit.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

async function world() {
  const clock = new ManualClock(MORNING);
  const storage = new MemoryStorage();
  await storage.open();
  const accounts = new AccountService(storage, clock, new Ids(clock, new SeededRandom(1)));
  return { clock, storage, accounts };
}

describe('accounts', () => {
  it('open in euros, in France and with 200 messages a day unless told otherwise', async () => {
    const { accounts } = await world();
    const answer = await accounts.create({ name: '  Bakery ' });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    expect(answer.account).toMatchObject({
      name: 'Bakery',
      asset: 'EUR',
      defaultCountry: 'FR',
      dailyLimit: 200,
      createdAt: MORNING,
    });
    expect(await accounts.get(answer.account.id)).toEqual(answer.account);
    expect(await accounts.count()).toBe(1);
  });

  it('are told every field that is wrong, at once', async () => {
    const { accounts } = await world();
    const answer = await accounts.create({
      name: ' ',
      asset: 'XAU' as 'EUR',
      defaultCountry: 'fr',
      dailyLimit: -1,
    });
    if (answer.ok) throw new Error('should be refused');
    expect(answer.refusal.code).toBe('invalid_request');
    expect(answer.refusal.errors?.map(({ field }) => field)).toEqual([
      'name',
      'asset',
      'defaultCountry',
      'dailyLimit',
    ]);
    expect(await accounts.count()).toBe(0);
  });

  it('change what they are told to, and nothing else', async () => {
    const { accounts } = await world();
    const made = await accounts.create({ name: 'Bakery' });
    const id = made.ok ? made.account.id : '';
    const changed = await accounts.update(id, { name: 'Patisserie', dailyLimit: null });
    expect(changed).toMatchObject({
      ok: true,
      account: { name: 'Patisserie', dailyLimit: null, defaultCountry: 'FR' },
    });
    expect(await accounts.get(id)).toMatchObject({ name: 'Patisserie', dailyLimit: null });
    expect(await accounts.update('acc_none', { name: 'Nobody' })).toMatchObject({
      ok: false,
      refusal: { code: 'account_not_found' },
    });
  });
});

describe('the daily limit', () => {
  async function limited(dailyLimit: number | null) {
    const { clock, storage, accounts } = await world();
    const made = await accounts.create({ name: 'Bakery', dailyLimit });
    if (!made.ok) throw new Error(made.refusal.detail);
    const { account } = made;
    const use = (messages: number) =>
      storage.transaction(tx => useDailyLimit(tx, account, messages, clock.now()));
    return { clock, accounts, account, use };
  }

  it('counts what is accepted, and refuses with the figures what would pass it', async () => {
    const { accounts, account, use } = await limited(200);
    expect(await use(150)).toEqual({ ok: true, day: '2026-03-02' });
    const refused = await use(51);
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: 'daily_limit_reached',
        figures: { limit: 200, used: 150, wanted: 51, resetsAt: '2026-03-03T00:00:00.000Z' },
      },
    });
    expect(refused.ok || refused.refusal.detail).toContain('at most 50 more today');
    expect((await use(50)).ok).toBe(true);
    expect((await use(1)).ok).toBe(false);
    expect(await accounts.dailyUse(account.id)).toMatchObject({ use: { used: 200, limit: 200, left: 0 } });
  });

  it('starts again at midnight UTC', async () => {
    const { clock, accounts, account, use } = await limited(10);
    await use(10);
    await clock.advanceTo(Date.parse('2026-03-02T23:59:59.999Z'));
    expect((await use(1)).ok).toBe(false);
    await clock.advanceBy(1);
    expect(await accounts.dailyUse(account.id)).toMatchObject({
      use: { day: '2026-03-03', used: 0, left: 10, resetsAt: Date.parse('2026-03-04T00:00:00Z') },
    });
    expect((await use(10)).ok).toBe(true);
  });

  it('may be none, and is counted all the same', async () => {
    const { accounts, account, use } = await limited(null);
    expect((await use(1_000_000)).ok).toBe(true);
    expect(await accounts.dailyUse(account.id)).toMatchObject({
      use: { used: 1_000_000, limit: null, left: null },
    });
  });

  it('is passed by nobody, however many send at once', async () => {
    const { accounts, account, use } = await limited(200);
    const answers = await Promise.all(Array.from({ length: 30 }, () => use(10)));
    expect(answers.filter(answer => answer.ok)).toHaveLength(20);
    expect(await accounts.dailyUse(account.id)).toMatchObject({ use: { used: 200 } });
  });
});
