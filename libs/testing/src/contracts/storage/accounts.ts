import assert from 'node:assert/strict';
import {
  ACTIVE_TOKENS_MAX,
  Account,
  AccountRepository,
  AccountService,
  ApiToken,
  CreditService,
  Ids,
  ManualClock,
  SeededRandom,
  TokenService,
  money,
} from '@chappe/sms';
import { NOW, idsOf, plain, type Material, type Scenario } from './material.js';

const DAY = '2026-02-28';

function account(id: string, name = 'Télégraphe SA'): Account {
  return new Account(id, name, 'EUR', 'FR', null, NOW);
}

function token(
  id: string,
  name: string,
  fields: { readonly accountId?: string; readonly createdAt?: number } = {},
): ApiToken {
  return new ApiToken(
    id,
    fields.accountId ?? 'acc_1',
    name,
    'live',
    `hash-of-${id}`,
    fields.createdAt ?? NOW,
  );
}

async function inAccounts<T>(
  material: Material,
  work: (accounts: AccountRepository) => Promise<T>,
): Promise<T> {
  return material.storage.transaction(tx => work(tx.get(AccountRepository)));
}

/** The use cases that change accounts, on the storage under test. */
function servicesOn({ storage }: Material) {
  const clock = new ManualClock(NOW);
  const random = new SeededRandom(1);
  const ids = new Ids(clock, random);
  return {
    accounts: new AccountService(storage, clock, ids),
    credits: new CreditService(storage, clock, ids),
    tokens: new TokenService(storage, clock, random, ids),
  };
}

/** Accounts, tokens, daily limits. */
export function accountScenarios(scenario: Scenario): void {
  scenario('keeps accounts, and what is changed of them', async material => {
    await inAccounts(material, async accounts => {
      assert.equal(await accounts.count(), 0);
      await accounts.add(account('acc_1'));
      await accounts.add(account('acc_2'));
    });
    await inAccounts(material, async accounts => {
      const stored = (await accounts.get('acc_1'))!;
      stored.name = 'Société 📮';
      stored.dailyLimit = 500;
      await accounts.save(stored);
    });
    const stored = await material.storage.read(tx => tx.get(AccountRepository).get('acc_1'));
    assert.ok(stored instanceof Account);
    assert.deepEqual(plain(stored), plain({ ...account('acc_1', 'Société 📮'), dailyLimit: 500 }));
    assert.equal(await material.storage.read(tx => tx.get(AccountRepository).count()), 2);
    assert.equal(await material.storage.read(tx => tx.get(AccountRepository).get('acc_3')), undefined);
    await assert.rejects(inAccounts(material, accounts => accounts.add(account('acc_1'))));
  });

  scenario('loses no change when many lock one account at once', async material => {
    await inAccounts(material, accounts => accounts.add(account('acc_1')));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        inAccounts(material, async accounts => {
          const locked = (await accounts.lock('acc_1'))!;
          locked.dailyLimit = (locked.dailyLimit ?? 0) + 1;
          await accounts.save(locked);
        }),
      ),
    );
    const stored = await material.storage.read(tx => tx.get(AccountRepository).get('acc_1'));
    assert.equal(stored?.dailyLimit, 20);
    assert.equal(await inAccounts(material, accounts => accounts.lock('acc_none')), undefined);
    await assert.rejects(material.storage.read(tx => tx.get(AccountRepository).lock('acc_1')));
  });

  scenario('keeps a new name and a new currency that come at once', async material => {
    const { accounts, credits } = servicesOn(material);
    await inAccounts(material, books => books.add(account('acc_1')));
    for (let round = 1; round <= 10; round += 1) {
      const asset = round % 2 === 0 ? 'EUR' : 'USD';
      const name = `Round ${round}`;
      const [paid, renamed] = await Promise.all([
        credits.topUp('acc_1', money(1_000_000, asset)),
        accounts.update('acc_1', { name }),
      ]);
      assert.ok(paid.ok && renamed.ok);
      const stored = await material.storage.read(tx => tx.get(AccountRepository).get('acc_1'));
      assert.deepEqual([stored?.name, stored?.asset], [name, asset]);
    }
  });

  scenario('makes one of many tokens with one name, and refuses the others by code', async material => {
    const { tokens } = servicesOn(material);
    await inAccounts(material, books => books.add(account('acc_1')));
    for (const name of ['till', 'van', 'web', 'shop', 'stall']) {
      const made = await Promise.all(Array.from({ length: 8 }, () => tokens.create('acc_1', { name })));
      assert.deepEqual(made.map(answer => (answer.ok ? 'made' : answer.refusal.code)).sort(), [
        'made',
        ...Array.from({ length: 7 }, () => 'token_name_taken'),
      ]);
    }
  });

  scenario('makes as many tokens as there may be, however many are asked for at once', async material => {
    const { tokens } = servicesOn(material);
    await inAccounts(material, books => books.add(account('acc_1')));
    const made = await Promise.all(
      Array.from({ length: ACTIVE_TOKENS_MAX + 6 }, (_, index) =>
        tokens.create('acc_1', { name: `till ${index}` }),
      ),
    );
    assert.equal(made.filter(answer => answer.ok).length, ACTIVE_TOKENS_MAX);
    const codes = new Set(made.flatMap(answer => (answer.ok ? [] : [answer.refusal.code])));
    assert.deepEqual([...codes], ['too_many_tokens']);
    assert.equal((await tokens.list('acc_1')).length, ACTIVE_TOKENS_MAX);
  });

  scenario('finds an active token and its account by the hash', async material => {
    await inAccounts(material, async accounts => {
      await accounts.add(account('acc_1'));
      await accounts.addToken(token('tok_1', 'web'));
    });
    const found = await material.storage.read(tx =>
      tx.get(AccountRepository).findByTokenHash('hash-of-tok_1'),
    );
    assert.ok(found?.account instanceof Account && found.token instanceof ApiToken);
    assert.deepEqual([found.account.id, found.token.id], ['acc_1', 'tok_1']);
    await inAccounts(material, async accounts => {
      const [active] = await accounts.activeTokens('acc_1');
      active!.revokedAt = NOW + 1;
      await accounts.saveToken(active!);
    });
    const after = await material.storage.read(tx =>
      tx.get(AccountRepository).findByTokenHash('hash-of-tok_1'),
    );
    assert.equal(after, undefined);
    assert.equal(
      await material.storage.read(tx => tx.get(AccountRepository).findByTokenHash('nothing')),
      undefined,
    );
  });

  scenario('lists the active tokens, oldest first', async material => {
    await inAccounts(material, async accounts => {
      await accounts.addToken(token('tok_1', 'newer', { createdAt: NOW + 5 }));
      await accounts.addToken(token('tok_2', 'older'));
      await accounts.addToken(token('tok_3', 'other', { accountId: 'acc_2' }));
    });
    assert.deepEqual(idsOf(await inAccounts(material, accounts => accounts.activeTokens('acc_1'))), [
      'tok_2',
      'tok_1',
    ]);
    const read = await material.storage.read(tx => tx.get(AccountRepository).activeTokens('acc_1'));
    assert.deepEqual(idsOf(read), ['tok_2', 'tok_1']);
  });

  scenario('refuses two active tokens with one name, even when they come at once', async material => {
    const settled = await Promise.allSettled(
      ['tok_1', 'tok_2', 'tok_3'].map(id =>
        inAccounts(material, accounts => accounts.addToken(token(id, 'web'))),
      ),
    );
    assert.equal(settled.filter(result => result.status === 'fulfilled').length, 1);
    await inAccounts(material, accounts => accounts.addToken(token('tok_4', 'web', { accountId: 'acc_2' })));
    await inAccounts(material, async accounts => {
      const [active] = await accounts.activeTokens('acc_1');
      active!.revokedAt = NOW;
      await accounts.saveToken(active!);
      await accounts.addToken(token('tok_5', 'web'));
    });
    assert.deepEqual(idsOf(await inAccounts(material, accounts => accounts.activeTokens('acc_1'))), [
      'tok_5',
    ]);
  });

  scenario('never counts beyond the daily limit, however many count at once', async material => {
    const counted = await Promise.all(
      Array.from({ length: 30 }, () =>
        inAccounts(material, accounts => accounts.useDailyLimit('acc_1', DAY, 3, 40)),
      ),
    );
    assert.equal(counted.filter(Boolean).length, 13);
    const used = (accountId: string, day: string) =>
      material.storage.read(tx => tx.get(AccountRepository).usedOn(accountId, day));
    assert.equal(await used('acc_1', DAY), 39);
    assert.equal(await used('acc_2', DAY), 0);
    assert.equal(await used('acc_1', '2026-03-01'), 0);
    assert.equal(await inAccounts(material, accounts => accounts.useDailyLimit('acc_1', DAY, 1, 40)), true);
    assert.equal(await inAccounts(material, accounts => accounts.useDailyLimit('acc_1', DAY, 1, 40)), false);
    assert.equal(await inAccounts(material, accounts => accounts.useDailyLimit('acc_2', DAY, 41, 40)), false);
    assert.equal(
      await inAccounts(material, accounts => accounts.useDailyLimit('acc_1', DAY, 1000, null)),
      true,
    );
    assert.equal(await used('acc_1', DAY), 1040);
    assert.equal(await used('acc_2', DAY), 0);
  });

  scenario('forgets the counts of days that are over', async material => {
    await inAccounts(material, async accounts => {
      for (const day of ['2026-02-27', DAY, '2026-03-01'])
        await accounts.useDailyLimit('acc_1', day, 1, null);
    });
    assert.equal(await inAccounts(material, accounts => accounts.pruneDailyUse(DAY)), 1);
    assert.equal(await material.storage.read(tx => tx.get(AccountRepository).usedOn('acc_1', DAY)), 1);
  });
}
