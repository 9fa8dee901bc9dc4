import { jest } from '@jest/globals';
import { MemoryStorage } from '@chappe/testing';
import {
  Ids,
  ManualClock,
  SeededRandom,
  SystemRandom,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import { AccountService } from './account.service.js';
import { ACTIVE_TOKENS_MAX, TOKEN_NAME_LENGTH_MAX, TokenService, type NewToken } from './token.service.js';
import { newTokenValue } from './token-value.js';

async function world() {
  const clock = new ManualClock(Date.parse('2026-03-02T09:00:00Z'));
  const storage: Storage = new MemoryStorage();
  await storage.open();
  const ids = new Ids(clock, new SeededRandom(1));
  const accounts = new AccountService(storage, clock, ids);
  const tokens = new TokenService(storage, clock, new SystemRandom(), ids);
  const made = await accounts.create({ name: 'Bakery' });
  if (!made.ok) throw new Error(made.refusal.detail);
  const { account } = made;
  const create = async (request: NewToken) => {
    const answer = await tokens.create(account.id, request);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer;
  };
  const refusalOf = async (request: NewToken) => {
    const answer = await tokens.create(account.id, request);
    return answer.ok ? undefined : answer.refusal.code;
  };
  return { clock, storage, accounts, tokens, account, create, refusalOf };
}

describe('tokens', () => {
  it('open their account, and no other value does', async () => {
    const { tokens, account, create } = await world();
    const { token, value } = await create({ name: 'till' });
    expect(value).toMatch(/^chp_live_/);
    expect(await tokens.authenticate(value)).toMatchObject({
      account: { id: account.id },
      token: { id: token.id },
    });
    expect(await tokens.authenticate(newTokenValue('live', new SystemRandom()))).toBeUndefined();
  });

  it('are kept without their value', async () => {
    const { tokens, account, create } = await world();
    const { value } = await create({ name: 'till' });
    const kept = JSON.stringify(await tokens.list(account.id));
    expect(kept).toContain('"name":"till"');
    expect(kept).not.toContain(value);
    expect(kept).not.toContain(value.slice(9, 39));
  });

  it('are refused without a look at the database when they are none', async () => {
    const { clock, storage, create } = await world();
    const { value } = await create({ name: 'till' });
    let looks = 0;
    const read = storage.read.bind(storage);
    storage.read = <T>(work: (tx: Transaction) => Promise<T>) => {
      looks += 1;
      return read(work);
    };
    const tokens = new TokenService(storage, clock, new SystemRandom(), new Ids(clock, new SeededRandom(2)));
    const last = value.at(-1) === 'A' ? 'B' : 'A';
    expect(await tokens.authenticate(value.slice(0, -1) + last)).toBeUndefined();
    expect(await tokens.authenticate('short')).toBeUndefined();
    expect(await tokens.authenticate('x'.repeat(10_000))).toBeUndefined();
    expect(looks).toBe(0);
    expect(await tokens.authenticate(value)).toBeDefined();
    expect(looks).toBe(1);
  });

  it('share looks at the database when many come together, and open each their own account', async () => {
    const { clock, storage, accounts, tokens: makers, account, create } = await world();
    const other = await accounts.create({ name: 'Rival' });
    if (!other.ok) throw new Error(other.refusal.detail);
    const ours = await create({ name: 'till' });
    const theirs = await makers.create(other.account.id, { name: 'till' });
    if (!theirs.ok) throw new Error(theirs.refusal.detail);
    const nobodys = newTokenValue('live', new SystemRandom());
    const read = jest.spyOn(storage, 'read');
    const tokens = new TokenService(storage, clock, new SystemRandom(), new Ids(clock, new SeededRandom(2)));
    const values = Array.from({ length: 30 }, () => [ours.value, theirs.value, nobodys]).flat();
    const callers = await Promise.all(values.map(value => tokens.authenticate(value)));
    const expected = Array.from({ length: 30 }, () => [account.id, other.account.id, undefined]).flat();
    expect(callers.map(caller => caller?.account.id)).toEqual(expected);
    expect(read.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('have names that are unique in the account while they are active', async () => {
    const { tokens, account, create, refusalOf } = await world();
    const { token } = await create({ name: 'till' });
    expect(await refusalOf({ name: ' till ' })).toBe('token_name_taken');
    await tokens.revoke(account.id, token.id);
    expect(await refusalOf({ name: 'till' })).toBeUndefined();
  });

  it('are ten at most, and a revoked one makes room', async () => {
    const { tokens, account, create, refusalOf } = await world();
    for (let made = 0; made < ACTIVE_TOKENS_MAX; made += 1) await create({ name: `till ${made}` });
    expect(ACTIVE_TOKENS_MAX).toBe(10);
    expect(await refusalOf({ name: 'one more' })).toBe('too_many_tokens');
    const [first] = await tokens.list(account.id);
    await tokens.revoke(account.id, first!.id);
    expect(await refusalOf({ name: 'one more' })).toBeUndefined();
  });

  it('open nothing once they are revoked, and are revoked once', async () => {
    const { tokens, account, create } = await world();
    const { token, value } = await create({ name: 'till' });
    expect((await tokens.revoke(account.id, token.id)).ok).toBe(true);
    expect(await tokens.authenticate(value)).toBeUndefined();
    expect(await tokens.list(account.id)).toEqual([]);
    expect(await tokens.revoke(account.id, token.id)).toMatchObject({ refusal: { code: 'token_not_found' } });
  });

  it('are not revoked by another account', async () => {
    const { accounts, tokens, create } = await world();
    const { token, value } = await create({ name: 'till' });
    const other = await accounts.create({ name: 'Rival' });
    const refused = await tokens.revoke(other.ok ? other.account.id : '', token.id);
    expect(refused).toMatchObject({ refusal: { code: 'token_not_found' } });
    expect(await tokens.authenticate(value)).toBeDefined();
  });

  it.each(['demo-token-for-scripts', 'chp_test_demo-token', '~'.repeat(16), 'x'.repeat(200)])(
    'may have a value that a script chose: %s',
    async value => {
      const { tokens, account, create } = await world();
      expect((await create({ name: 'demo', kind: 'test', value })).value).toBe(value);
      expect(await tokens.authenticate(value)).toMatchObject({
        account: { id: account.id },
        token: { kind: 'test' },
      });
    },
  );

  it('are of the kind that the value says', async () => {
    const { create } = await world();
    expect((await create({ name: 'a' })).token.kind).toBe('live');
    expect((await create({ name: 'b', kind: 'test' })).value).toMatch(/^chp_test_/);
    expect(
      (await create({ name: 'c', kind: 'test', value: 'chp_live_chosen' + '.'.repeat(9) })).token.kind,
    ).toBe('live');
  });

  it('refuse a value that could never open anything, and one that is taken', async () => {
    const { create, refusalOf } = await world();
    expect(await refusalOf({ name: 'a', value: 'too short' })).toBe('invalid_request');
    expect(await refusalOf({ name: 'a', value: 'x'.repeat(201) })).toBe('invalid_request');
    expect(await refusalOf({ name: 'a', value: `chp_live_${'0'.repeat(36)}` })).toBe('invalid_request');
    await create({ name: 'a', value: 'demo-token-for-scripts' });
    expect(await refusalOf({ name: 'b', value: 'demo-token-for-scripts' })).toBe('token_value_taken');
  });

  it('need a name of a bearable length, and an account', async () => {
    const { tokens, refusalOf } = await world();
    expect(await refusalOf({ name: '  ' })).toBe('invalid_request');
    expect(await refusalOf({ name: 'x'.repeat(TOKEN_NAME_LENGTH_MAX + 1) })).toBe('invalid_request');
    expect(await refusalOf({ name: 'x'.repeat(TOKEN_NAME_LENGTH_MAX) })).toBeUndefined();
    expect(await tokens.create('acc_none', { name: 'x' })).toMatchObject({
      refusal: { code: 'account_not_found' },
    });
  });
});
