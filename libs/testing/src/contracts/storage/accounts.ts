import assert from 'node:assert/strict';
import { Account, AccountRepository, ApiToken } from '@chappe/sms';
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
