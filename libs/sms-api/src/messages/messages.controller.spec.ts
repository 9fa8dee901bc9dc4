import { jest } from '@jest/globals';
import { MemoryStorage } from '@chappe/testing';
import {
  ALICE,
  BOB,
  MORNING,
  openApi,
  PLATFORMS,
  type ApiUnderTest,
} from '../testing/api-under-test.contract-spec.js';

describe.each(PLATFORMS)('messages over HTTP on %s', platform => {
  let api: ApiUnderTest;
  beforeEach(async () => {
    api = await openApi(platform, new MemoryStorage());
  });
  afterEach(() => api.close());

  const send = async (body: object) => {
    const { status, body: answer } = await api.call('POST', '/v1/messages', { body });
    expect(status).toBe(202);
    return answer;
  };

  it('are accepted with their price, and told apart from numbers that are not', async () => {
    const answer = await send({ to: [ALICE, '06 12 12 15 16', 'abc'], text: 'Bonjour', tag: 'till' });
    expect(answer).toMatchObject({
      accepted: [
        {
          id: expect.stringMatching(/^msg_/),
          to: ALICE,
          from: null,
          text: 'Bonjour',
          status: 'queued',
          reason: null,
          purpose: 'transactional',
          type: 'text',
          encoding: 'gsm7',
          parts: 1,
          cost: { amount: expect.stringMatching(/^0\.0\d+$/), asset: 'EUR' },
          network: null,
          tag: 'till',
          clientRef: null,
          campaignId: null,
          createdAt: '2026-03-02T08:00:00.000Z',
          scheduledAt: null,
          sentAt: null,
          deliveredAt: null,
          finalAt: null,
          validUntil: '2026-03-04T08:00:00.000Z',
        },
        { to: BOB },
      ],
      rejected: [{ to: 'abc', code: 'not_a_number', detail: expect.any(String) }],
      cost: { asset: 'EUR' },
    });
  });

  it('take every option that the library has', async () => {
    const answer = await send({
      to: ALICE,
      text: 'Soldes chez nous',
      from: 'Bakery',
      purpose: 'marketing',
      type: 'text',
      class: 'flash',
      encoding: 'ucs2',
      priority: 'high',
      scheduledAt: '2026-03-02T10:00:00+01:00',
      validity: 'PT2H',
      replyable: false,
      tag: 'spring',
      clientRef: 'order 1794',
      maxParts: 3,
      callbackUrl: 'https://bakery.example/sms',
    });
    expect(answer['accepted']![0]).toMatchObject({
      from: 'Bakery',
      status: 'scheduled',
      purpose: 'marketing',
      encoding: 'ucs2',
      text: expect.stringContaining('STOP'),
      clientRef: 'order 1794',
      scheduledAt: '2026-03-02T09:00:00.000Z',
      validUntil: null,
    });
    await api.clock.advanceTo(MORNING + 3_600_000);
    expect(api.carrier.submissions).toMatchObject([
      { messageClass: 'flash', priority: 'high', validityMs: 7_200_000, from: 'Bakery' },
    ]);
  });

  it('take null for what is not wanted', async () => {
    const none = {
      from: null,
      class: null,
      tag: null,
      clientRef: null,
      callbackUrl: null,
      scheduledAt: null,
    };
    expect((await send({ to: ALICE, text: 'Bonjour', ...none }))['accepted']![0]).toMatchObject({
      status: 'queued',
    });
  });

  it('go to 10,000 recipients in one request', async () => {
    const { token } = api.bakery;
    const to = Array.from({ length: 10_000 }, (_, index) => `+336${12_120_000 + index}`);
    const answer = await api.ask('POST', '/v1/messages', { token, body: { to, text: 'Bonjour' } });
    expect([answer.status, answer.body['code']]).toEqual([402, 'insufficient_credit']);
    expect(answer.body).toMatchObject({
      needed: { amount: expect.any(String), asset: 'EUR' },
      available: { amount: '10.0000', asset: 'EUR' },
    });
    expect(await api.books()).toEqual({ messages: 0, available: 10_000_000, held: 0, submissions: 0 });
  });

  it('are shown with their timeline and the text of each part', async () => {
    const text = 'a'.repeat(160) + 'b'.repeat(40);
    const { accepted } = await send({ to: ALICE, text });
    const id = String(accepted![0]!['id']);
    await api.clock.settle();
    const { body } = await api.call('GET', `/v1/messages/${id}`);
    expect(body).toMatchObject({
      id,
      status: 'sent',
      sentAt: '2026-03-02T08:00:00.000Z',
      timeline: [
        { state: 'queued', cause: 'accepted', at: '2026-03-02T08:00:00.000Z', attempt: 0, carrier: null },
        { state: 'submitting', cause: 'claimed' },
        { state: 'sent', cause: 'answer', attempt: 1, carrier: 'quiet', reason: null, rawCode: null },
      ],
      parts: [
        { number: 1, text: text.slice(0, 153), state: 'sent', reference: `${id}-1` },
        { number: 2, text: text.slice(153), state: 'sent', reference: `${id}-2` },
      ],
    });
  });

  it('say why they failed, and whether trying again could help', async () => {
    const { accepted } = await send({ to: ALICE, text: 'Bonjour' });
    const id = String(accepted![0]!['id']);
    await api.clock.settle();
    await api.carrier.listener!.receipt({
      reference: `${id}-1`,
      state: 'undelivered',
      reason: 'unknown_subscriber',
      rawCode: '001',
      at: MORNING,
      raw: 'id:1 stat:UNDELIV err:001',
    });
    const { body } = await api.call('GET', `/v1/messages/${id}`);
    const reason = { code: 'unknown_subscriber', detail: expect.stringMatching(/.+/), permanent: true };
    expect(body).toMatchObject({ status: 'undelivered', reason, finalAt: '2026-03-02T08:00:00.000Z' });
    expect(body['parts']![0]).toMatchObject({ state: 'undelivered', reason, rawCode: '001' });
  });

  it('show the text of parts that no carrier has answered for yet', async () => {
    const { accepted } = await send({ to: ALICE, text: 'Bonjour', scheduledAt: '2026-03-03T08:00:00Z' });
    const { body } = await api.call('GET', `/v1/messages/${String(accepted![0]!['id'])}`);
    expect(body['parts']).toEqual([
      { number: 1, text: 'Bonjour', state: null, reason: null, rawCode: null, reference: null, at: null },
    ]);
  });

  it('are estimated without being stored: parts, dear characters, STOP, prices', async () => {
    const body = { to: [ALICE, '+4915123456789', 'abc'], text: 'Soldes à 5 €', purpose: 'marketing' };
    const { status, body: estimate } = await api.call('POST', '/v1/messages/estimate', { body });
    expect(status).toBe(200);
    expect(estimate).toMatchObject({
      encoding: 'gsm7',
      parts: [{ number: 1, text: expect.stringMatching(/^Soldes à 5 €.*STOP/), units: expect.any(Number) }],
      costlyCharacters: [{ character: '€', index: 11, count: 1, why: 'two_septets' }],
      stopMention: expect.stringContaining('36180'),
      texts: [{ stopMention: expect.any(String) }, { stopMention: null, text: 'Soldes à 5 €', units: 13 }],
      recipients: [
        { to: ALICE, country: 'FR', textIndex: 0, parts: 1, price: { asset: 'EUR' } },
        { to: '+4915123456789', country: 'DE', textIndex: 1 },
      ],
      rejected: [{ to: 'abc', code: 'not_a_number' }],
    });
    expect(await api.books()).toEqual({ messages: 0, available: 10_000_000, held: 0, submissions: 0 });
  });

  it('name the characters that force UCS-2', async () => {
    const { body } = await api.call('POST', '/v1/messages/estimate', {
      body: { to: ALICE, text: 'Ça va ê' },
    });
    expect(body).toMatchObject({
      encoding: 'ucs2',
      costlyCharacters: [{ character: 'ê', why: 'not_in_gsm7' }],
      stopMention: null,
    });
  });

  describe('in lists', () => {
    const titles = async (query: string) => {
      const { status, body } = await api.call('GET', `/v1/messages${query}`);
      expect(status).toBe(200);
      const list = (body['data'] as unknown as readonly { text: string }[]).map(({ text }) => text);
      const { body: counted } = await api.call('GET', `/v1/messages/count${query}`);
      expect(counted).toEqual({ count: list.length });
      return list;
    };
    beforeEach(async () => {
      await send({ to: ALICE, text: 'one', tag: 'a', from: 'Bakery' });
      await api.clock.advanceBy(60_000);
      await send({ to: BOB, text: 'two', tag: 'b' });
      await api.clock.advanceBy(60_000);
      await send({ to: BOB, text: 'three', tag: 'b', scheduledAt: '2026-03-03T08:00:00Z' });
      await api.clock.settle();
    });

    it('stand newest first', async () => {
      expect(await titles('')).toEqual(['three', 'two', 'one']);
    });

    it.each([
      ['?status=scheduled', ['three']],
      ['?status=scheduled,sent', ['three', 'two', 'one']],
      ['?status=scheduled&status=delivered', ['three']],
      [`?to=${encodeURIComponent(ALICE)}`, ['one']],
      [`?to=${ALICE}`, ['one']],
      ['?from=Bakery', ['one']],
      ['?tag=b', ['three', 'two']],
      ['?tag=b&status=sent', ['two']],
      ['?campaignId=none', []],
      ['?since=2026-03-02T08:01:00Z', ['three', 'two']],
      ['?since=2026-03-02T09:01:00+01:00', ['three', 'two']],
      ['?until=2026-03-02T08:01:00Z', ['one']],
    ])('are found by %s', async (query, expected) => {
      expect(await titles(query)).toEqual(expected);
    });

    it('are paged through by the cursor', async () => {
      const first = await api.call('GET', '/v1/messages?limit=2');
      expect(first.body).toMatchObject({ data: [{ text: 'three' }, { text: 'two' }] });
      const next = encodeURIComponent(String(first.body['next']));
      const second = await api.call('GET', `/v1/messages?limit=2&cursor=${next}`);
      expect(second.body).toMatchObject({ data: [{ text: 'one' }], next: null });
    });

    it('are never those of another account', async () => {
      const { body } = await api.call('GET', '/v1/messages', { token: api.florist.token });
      expect(body).toEqual({ data: [], next: null });
    });
  });

  describe('that wait for their date', () => {
    let id: string;
    beforeEach(async () => {
      const { accepted } = await send({
        to: ALICE,
        text: 'Bonjour',
        scheduledAt: '2026-03-03T08:00:00Z',
        tag: 'a',
      });
      id = String(accepted![0]!['id']);
    });

    it('can be changed', async () => {
      const changes = { text: 'Bonsoir', to: BOB, scheduledAt: '2026-03-03T18:00:00Z', tag: null };
      const { status, body } = await api.call('PATCH', `/v1/messages/${id}`, { body: changes });
      expect([status, body]).toMatchObject([
        200,
        {
          id,
          text: 'Bonsoir',
          to: BOB,
          scheduledAt: '2026-03-03T18:00:00.000Z',
          tag: null,
          status: 'scheduled',
        },
      ]);
    });

    it('can be cancelled', async () => {
      const { status, body } = await api.call('DELETE', `/v1/messages/${id}`);
      expect([status, body]).toMatchObject([
        200,
        { id, status: 'cancelled', reason: { code: 'cancelled_by_sender' } },
      ]);
      await api.clock.advanceBy(48 * 3_600_000);
      expect(api.carrier.submissions).toEqual([]);
    });

    it('cannot lose their date', async () => {
      const { status, body } = await api.call('PATCH', `/v1/messages/${id}`, { body: { scheduledAt: null } });
      expect([status, body['errors']]).toMatchObject([400, [{ field: 'scheduledAt' }]]);
    });

    it('can be copied with changes, and stay as they are', async () => {
      const { status, body } = await api.call('POST', `/v1/messages/${id}/copy`, {
        body: { to: [BOB], text: 'Again' },
      });
      expect([status, body]).toMatchObject([
        202,
        { accepted: [{ to: BOB, text: 'Again', tag: 'a' }], rejected: [] },
      ]);
      const { body: original } = await api.call('GET', `/v1/messages/${id}`);
      expect(original).toMatchObject({ text: 'Bonjour', to: ALICE });
    });
  });

  it('are copied without a body, as they were', async () => {
    const { accepted } = await send({ to: ALICE, text: 'Bonjour' });
    const { status, body } = await api.call('POST', `/v1/messages/${String(accepted![0]!['id'])}/copy`);
    expect([status, body]).toMatchObject([202, { accepted: [{ to: ALICE, text: 'Bonjour' }] }]);
  });

  it('on their way can be neither changed nor taken back', async () => {
    const { accepted } = await send({ to: ALICE, text: 'Bonjour' });
    const path = `/v1/messages/${String(accepted![0]!['id'])}`;
    await api.clock.settle();
    const edited = await api.call('PATCH', path, { body: { text: 'Bonsoir' } });
    const deleted = await api.call('DELETE', path);
    for (const { status, body } of [edited, deleted]) {
      expect([status, body]).toMatchObject([409, { code: 'wrong_state', state: 'sent' }]);
    }
  });

  describe('under an Idempotency-Key', () => {
    const headers = { 'idempotency-key': 'order-1794' };
    const body = { to: ALICE, text: 'Bonjour' };

    it('are sent once, and answered alike', async () => {
      const first = await api.call('POST', '/v1/messages', { body, headers });
      const second = await api.call('POST', '/v1/messages', { body, headers });
      expect([second.status, second.body]).toEqual([202, first.body]);
      expect(await api.books()).toMatchObject({ messages: 1, submissions: 1 });
    });

    it('are refused when the body is another, which is named', async () => {
      await api.call('POST', '/v1/messages', { body, headers });
      const other = await api.call('POST', '/v1/messages', { body: { ...body, text: 'Bonsoir' }, headers });
      expect([other.status, other.body]).toMatchObject([
        422,
        { code: 'idempotency_conflict', errors: [{ field: 'text' }] },
      ]);
    });

    it('are told to wait while the first request is still running', async () => {
      let finish = () => {};
      const finished = new Promise<void>(resolve => (finish = resolve));
      let begun = () => {};
      const running = new Promise<void>(resolve => (begun = resolve));
      const transaction = api.storage.transaction.bind(api.storage);
      jest.spyOn(api.storage, 'transaction').mockImplementationOnce(async work => {
        begun();
        await finished;
        return transaction(work);
      });
      const first = api.call('POST', '/v1/messages', { body, headers });
      await running;
      const second = await api.call('POST', '/v1/messages', { body, headers });
      expect([second.status, second.body['code'], second.headers['retry-after']]).toEqual([
        409,
        'idempotency_in_progress',
        '1',
      ]);
      finish();
      expect((await first).status).toBe(202);
    });

    it('are copied once', async () => {
      const { accepted } = await send(body);
      const path = `/v1/messages/${String(accepted![0]!['id'])}/copy`;
      const first = await api.call('POST', path, { headers });
      const second = await api.call('POST', path, { headers });
      expect([second.status, second.body]).toEqual([202, first.body]);
    });

    it('are refused when the key cannot be one', async () => {
      const { status, body: problem } = await api.call('POST', '/v1/messages', {
        body,
        headers: { 'idempotency-key': 'x'.repeat(256) },
      });
      expect([status, problem['code']]).toEqual([400, 'idempotency_key_invalid']);
    });
  });
});
