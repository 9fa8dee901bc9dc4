import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import { OutboxRepository } from '../events/index.js';
import { Ids, ManualClock, SeededRandom, type Storage } from '../kernel/index.js';
import { OPT_OUTS_PER_CALL_MAX, OptOutService } from './opt-out.service.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const ONE = '+33612121515';
const OTHER = '+33612121516';

async function world() {
  const clock = new ManualClock(MORNING);
  const storage: Storage = new MemoryStorage();
  await storage.open();
  await storage.transaction(async tx => {
    await tx.get(AccountRepository).add(new Account('acc_fr', 'Bakery', 'EUR', 'FR', null, MORNING));
    await tx.get(AccountRepository).add(new Account('acc_de', 'Bäckerei', 'EUR', 'DE', null, MORNING));
  });
  const optOuts = new OptOutService(storage, clock, new Ids(clock, new SeededRandom(1)));
  const facts = async () => {
    const claim = { owner: 'spec', now: clock.now(), leaseUntil: clock.now() + 1, limit: 100 };
    const events = await storage.transaction(async tx => {
      const outbox = tx.get(OutboxRepository);
      const taken = await outbox.claim(claim);
      await outbox.remove(taken.map(event => event.id));
      return taken;
    });
    return events.map(({ type, accountId, data }) => ({ type, accountId, ...(data as object) }));
  };
  return { optOuts, facts };
}

describe('the suppression list', () => {
  it('takes numbers as people write them, in the country of the account', async () => {
    const { optOuts } = await world();
    expect(await optOuts.add('acc_fr', ['06 12 12 15 15', ONE, OTHER], 'import')).toEqual({
      ok: true,
      added: 2,
      known: 0,
    });
    expect(await optOuts.add('acc_de', ['0151 23456789'], 'api')).toEqual({ ok: true, added: 1, known: 0 });
    expect(await optOuts.check('acc_fr', [ONE, OTHER, '+33612121517'])).toEqual(new Set([ONE, OTHER]));
    expect(await optOuts.check('acc_de', ['+4915123456789'])).toEqual(new Set(['+4915123456789']));
  });

  it('is the list of one account, and of no other', async () => {
    const { optOuts } = await world();
    await optOuts.add('acc_fr', [ONE], 'api');
    expect(await optOuts.check('acc_de', [ONE])).toEqual(new Set());
    expect((await optOuts.list('acc_de', { limit: 10 })).data).toEqual([]);
  });

  it('keeps how and when a number came, whoever adds it again', async () => {
    const { optOuts } = await world();
    await optOuts.add('acc_fr', [ONE], 'reply');
    expect(await optOuts.add('acc_fr', [ONE, OTHER], 'import')).toEqual({ ok: true, added: 1, known: 1 });
    expect((await optOuts.list('acc_fr', { limit: 10 })).data).toEqual([
      { accountId: 'acc_fr', msisdn: ONE, source: 'reply', at: MORNING },
      { accountId: 'acc_fr', msisdn: OTHER, source: 'import', at: MORNING },
    ]);
  });

  it('lets a number go, once', async () => {
    const { optOuts } = await world();
    await optOuts.add('acc_fr', [ONE], 'api');
    expect(await optOuts.remove('acc_fr', '0612121515')).toEqual({ ok: true, removed: true });
    expect(await optOuts.remove('acc_fr', ONE)).toEqual({ ok: true, removed: false });
    expect(await optOuts.check('acc_fr', [ONE])).toEqual(new Set());
  });

  it('records a fact for every number that came or left, and for no other', async () => {
    const { optOuts, facts } = await world();
    await optOuts.add('acc_fr', [ONE], 'reply');
    await optOuts.add('acc_fr', [ONE, OTHER], 'import');
    await optOuts.remove('acc_fr', ONE);
    await optOuts.remove('acc_fr', ONE);
    expect(await facts()).toEqual([
      { type: 'opt_out.added', accountId: 'acc_fr', msisdn: ONE, source: 'reply' },
      { type: 'opt_out.added', accountId: 'acc_fr', msisdn: OTHER, source: 'import' },
      { type: 'opt_out.removed', accountId: 'acc_fr', msisdn: ONE },
    ]);
  });

  it('takes all numbers of a call or none, and says what is wrong with each', async () => {
    const { optOuts, facts } = await world();
    const answer = await optOuts.add('acc_fr', [ONE, 'tomorrow', '01 45 67 89 01'], 'import');
    if (answer.ok) throw new Error('should be refused');
    expect(answer.refusal.code).toBe('invalid_number');
    expect(answer.refusal.errors?.map(({ field }) => field)).toEqual(['numbers[1]', 'numbers[2]']);
    expect(await optOuts.check('acc_fr', [ONE])).toEqual(new Set());
    expect(await facts()).toEqual([]);
  });

  it('refuses more numbers than one call takes, and an account that does not exist', async () => {
    const { optOuts } = await world();
    const tooMany = Array.from({ length: OPT_OUTS_PER_CALL_MAX + 1 }, () => ONE);
    expect(await optOuts.add('acc_fr', tooMany, 'import')).toMatchObject({
      refusal: { code: 'too_many_numbers' },
    });
    expect(await optOuts.add('acc_none', [ONE], 'api')).toMatchObject({
      refusal: { code: 'account_not_found' },
    });
  });
});
