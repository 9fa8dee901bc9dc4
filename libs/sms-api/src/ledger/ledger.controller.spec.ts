import { chainHash, type LedgerKind, type LedgerRow } from '@chappe/sms';
import { MemoryStorage } from '@chappe/testing';
import {
  ALICE,
  openApi,
  PLATFORMS,
  type ApiUnderTest,
  type Json,
} from '../testing/api-under-test.contract-spec.js';

const ZEROS = '0'.repeat(64);

/** What somebody who has the database could do, where the database is a memory. */
function rowsOf(storage: MemoryStorage): Map<string, LedgerRow> {
  return (Reflect.get(storage, 'committed') as { readonly ledger: Map<string, LedgerRow> }).ledger;
}

describe.each(PLATFORMS)('the books over HTTP on %s', platform => {
  let api: ApiUnderTest;
  let storage: MemoryStorage;
  beforeEach(async () => {
    storage = new MemoryStorage();
    api = await openApi(platform, storage);
  });
  afterEach(() => api.close());

  const send = async () => {
    const { body } = await api.call('POST', '/v1/messages', { body: { to: ALICE, text: 'Bonjour' } });
    await api.clock.settle();
    return String(body['accepted']![0]!['id']);
  };
  const list = async (path = '/v1/ledger') => {
    const { body } = await api.call('GET', path);
    return body as unknown as { readonly data: readonly Json[]; readonly next: string | null };
  };

  it('show the account’s own rows, newest first, a page at a time', async () => {
    const id = await send();
    const whole = await list();
    expect(whole.next).toBeNull();
    expect(whole.data).toMatchObject([
      { kind: 'capture', holdId: id, resolves: id, credit: 'revenue', chainSeq: 3 },
      { kind: 'hold', id, holdId: id, resolves: null, chainSeq: 2 },
      { kind: 'top_up', debit: 'funding', amount: { amount: '10.0000', asset: 'EUR' }, chainSeq: 1 },
    ]);
    const first = await list('/v1/ledger?limit=2');
    const second = await list(`/v1/ledger?limit=2&cursor=${first.next}`);
    expect([...first.data, ...second.data]).toEqual(whole.data);
    expect(second.next).toBeNull();
  });

  it('can be recomputed from what is shown, by anybody', async () => {
    await send();
    const { data } = await list();
    let previous = ZEROS;
    for (const shown of [...data].reverse()) {
      const text = (name: string) => shown[name] as unknown as string;
      const amount = shown['amount'] as unknown as { amount: string; asset: 'EUR' };
      previous = chainHash(previous, {
        chainSeq: Number(shown['chainSeq']),
        id: text('id'),
        at: Date.parse(text('at')),
        kind: text('kind') as LedgerKind,
        asset: amount.asset,
        micros: Math.round(Number(amount.amount) * 1e6),
        debit: text('debit') as LedgerRow['debit'],
        credit: text('credit') as LedgerRow['credit'],
        accountId: api.bakery.account.id,
        holdId: text('holdId'),
        resolves: text('resolves'),
        reference: text('reference'),
      });
      expect(shown['chainHash']).toBe(previous);
    }
    const { body } = await api.call('GET', '/v1/ledger/verify');
    expect(body).toEqual({
      intact: true,
      rows: 3,
      heads: [{ asset: 'EUR', chainSeq: 3, chainHash: previous }],
      fault: null,
      next: null,
    });
  });

  it('are verified a part at a time, when they are long', async () => {
    await send();
    const first = await api.call('GET', '/v1/ledger/verify?limit=2');
    expect(first.body).toMatchObject({ intact: true, rows: 2, next: expect.any(String) });
    const rest = await api.call('GET', `/v1/ledger/verify?cursor=${String(first.body['next'])}`);
    expect(rest.body).toMatchObject({ intact: true, rows: 1, heads: [{ chainSeq: 3 }], next: null });
  });

  it('name the row that was changed, to its owner and to nobody else', async () => {
    const id = await send();
    const rows = rowsOf(storage);
    rows.set(id, { ...rows.get(id)!, micros: 1 });
    const { status, body } = await api.call('GET', '/v1/ledger/verify');
    expect([status, body]).toMatchObject([
      200,
      {
        intact: false,
        fault: { kind: 'changed', asset: 'EUR', chainSeq: 2, rowId: id, detail: expect.stringContaining(id) },
        next: null,
      },
    ]);
    const florist = await api.call('GET', '/v1/ledger/verify', { token: api.florist.token });
    expect(florist.body).toMatchObject({ intact: true, rows: 1 });
  });

  it('are another account’s as little as its messages are', async () => {
    const id = await send();
    const { body } = await api.call('GET', '/v1/ledger', { token: api.florist.token });
    expect(body['data']).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain(id);
    const { next } = await list('/v1/ledger?limit=1');
    const theirs = await api.call('GET', `/v1/ledger?cursor=${next}`, { token: api.florist.token });
    expect(JSON.stringify(theirs.body)).not.toContain(api.bakery.account.id);
  });

  it.each<[string, number, string]>([
    ['/v1/ledger?limit=0', 400, 'invalid_request'],
    ['/v1/ledger?limit=1001', 400, 'invalid_request'],
    ['/v1/ledger?account=acc_1', 400, 'invalid_request'],
    ['/v1/ledger?cursor=nonsense', 400, 'invalid_cursor'],
    ['/v1/ledger/verify?limit=10001', 400, 'invalid_request'],
    ['/v1/ledger/verify?cursor=nonsense', 400, 'invalid_cursor'],
  ])('refuse %s', async (path, status, code) => {
    const answer = await api.call('GET', path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('are shown to nobody without a token, and changed by nobody at all', async () => {
    for (const path of ['/v1/ledger', '/v1/ledger/verify']) {
      expect((await api.call('GET', path, { token: null })).status).toBe(401);
      const { status, headers } = await api.ask('DELETE', path);
      expect([status, headers['allow']]).toEqual([405, 'GET']);
    }
    const foreign = await api.call('GET', '/v1/ledger/verify?limit=1', { token: api.florist.token });
    const cursor = String(foreign.body['next']);
    const { status, body } = await api.call('GET', `/v1/ledger/verify?cursor=${cursor}`);
    expect([status, body['code']]).toEqual([400, 'invalid_cursor']);
  });
});
