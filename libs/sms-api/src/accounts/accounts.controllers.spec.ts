import { MemoryStorage } from '@chappe/testing';
import { ALICE, openApi, PLATFORMS, type ApiUnderTest } from '../testing/api-under-test.contract-spec.js';

describe.each(PLATFORMS)('accounts over HTTP on %s', platform => {
  let api: ApiUnderTest;
  beforeEach(async () => {
    api = await openApi(platform, new MemoryStorage());
  });
  afterEach(() => api.close());

  it('show their wallets, and what is left of their limits', async () => {
    const body = { to: ALICE, text: 'Bonjour' };
    const { body: sent } = await api.call('POST', '/v1/messages', { body });
    await api.clock.settle();
    const { status, body: account } = await api.call('GET', '/v1/account');
    const spent = Number(sent['cost']!['amount']);
    expect([status, account]).toEqual([
      200,
      {
        id: api.bakery.account.id,
        name: 'Bakery',
        asset: 'EUR',
        defaultCountry: 'FR',
        createdAt: '2026-03-02T08:00:00.000Z',
        wallets: [
          {
            asset: 'EUR',
            active: true,
            available: { amount: (10 - spent).toFixed(4), asset: 'EUR' },
            held: { amount: '0.0000', asset: 'EUR' },
            frozen: { amount: '0.0000', asset: 'EUR' },
            pending: { amount: '0.0000', asset: 'EUR' },
          },
        ],
        limits: { daily: { max: 20_000, used: 1, left: 19_999, resetsAt: '2026-03-03T00:00:00.000Z' } },
      },
    ]);
  });

  describe('with tokens', () => {
    it('see the value of a new one once, and can use it at once', async () => {
      const made = await api.call('POST', '/v1/tokens', { body: { name: 'van', kind: 'test' } });
      expect([made.status, made.body]).toMatchObject([
        201,
        { name: 'van', kind: 'test', value: expect.stringMatching(/^chp_test_/) },
      ]);
      const value = String(made.body['value']);
      const listed = await api.call('GET', '/v1/tokens', { token: value });
      expect(listed.body).toMatchObject({
        data: [{ name: 'till' }, { name: 'van', kind: 'test' }],
        next: null,
      });
      expect(JSON.stringify(listed.body)).not.toContain(value);
    });

    it('end them at once', async () => {
      const { body: made } = await api.call('POST', '/v1/tokens', { body: { name: 'van' } });
      const revoked = await api.call('DELETE', `/v1/tokens/${String(made['id'])}`);
      expect([revoked.status, revoked.body]).toEqual([204, {}]);
      const { status } = await api.call('GET', '/v1/account', { token: String(made['value']) });
      expect(status).toBe(401);
    });

    it.each<[object, number, string]>([
      [{ name: 'till' }, 409, 'token_name_taken'],
      [{ name: ' ' }, 400, 'invalid_request'],
      [{}, 400, 'invalid_request'],
      [{ name: 'van', kind: 'master' }, 400, 'invalid_request'],
      [{ name: 'van', value: 'chosen by somebody' }, 400, 'invalid_request'],
    ])('are refused %j', async (body, status, code) => {
      const answer = await api.call('POST', '/v1/tokens', { body });
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
    });

    it('have ten at most', async () => {
      for (let index = 1; index < 10; index += 1) {
        const { status } = await api.call('POST', '/v1/tokens', { body: { name: `van ${index}` } });
        expect(status).toBe(201);
      }
      const { status, body } = await api.call('POST', '/v1/tokens', { body: { name: 'one more' } });
      expect([status, body['code']]).toEqual([409, 'too_many_tokens']);
    });

    it('cannot end those of another account', async () => {
      const { body } = await api.call('GET', '/v1/tokens');
      const path = `/v1/tokens/${String(body['data']![0]!['id'])}`;
      const { status, body: problem } = await api.call('DELETE', path, { token: api.florist.token });
      expect([status, problem['code']]).toEqual([404, 'token_not_found']);
      expect((await api.call('GET', '/v1/account')).status).toBe(200);
    });
  });
});
