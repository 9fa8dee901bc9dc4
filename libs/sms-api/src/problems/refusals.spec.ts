import { jest } from '@jest/globals';
import { AccountService, SmsError } from '@chappe/sms';
import { MemoryStorage } from '@chappe/testing';
import {
  ALICE,
  openApi,
  PLATFORMS,
  type ApiUnderTest,
  type Asked,
} from '../testing/api-under-test.contract-spec.js';

const hello = { to: ALICE, text: 'Bonjour' };

describe.each(PLATFORMS)('refusals on %s', platform => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await openApi(platform, new MemoryStorage());
  });
  afterAll(() => api.close());

  /** Asks, and proves that the answer is a problem and that nothing has happened. */
  async function refused(method: string, path: string, asked?: Asked) {
    const before = await api.books();
    const { status, body, headers } = await api.call(method, path, asked);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({
      type: `urn:chappe:problem:${String(body['code'])}`,
      status,
      title: expect.stringMatching(/.+/),
      detail: expect.stringMatching(/\.$/),
      requestId: headers['x-request-id'],
    });
    expect(await api.books()).toEqual(before);
    const errors = body['errors'] as unknown as readonly { field: string; code: string; detail: string }[];
    return { status, code: String(body['code']), errors, body, headers };
  }

  it.each<[string, object, number, string, object[]]>([
    [
      'an empty text',
      { ...hello, text: '' },
      422,
      'invalid_message',
      [{ field: 'text', code: 'text_empty' }],
    ],
    [
      'a text of blanks',
      { ...hello, text: ' \n' },
      422,
      'invalid_message',
      [{ field: 'text', code: 'text_empty' }],
    ],
    ['no text', { to: ALICE }, 400, 'invalid_request', [{ field: 'text', code: 'required' }]],
    ['no recipient at all', { text: 'Bonjour' }, 400, 'invalid_request', [{ field: 'to', code: 'required' }]],
    [
      'an empty list of recipients',
      { ...hello, to: [] },
      422,
      'invalid_message',
      [{ field: 'to', code: 'no_recipient' }],
    ],
    [
      '10,001 recipients',
      { ...hello, to: Array.from({ length: 10_001 }, (_, index) => `+336${12_120_000 + index}`) },
      422,
      'invalid_message',
      [{ field: 'to', code: 'too_many_recipients' }],
    ],
    [
      'letters in a number',
      { ...hello, to: '06ABCDEF12' },
      422,
      'no_valid_recipient',
      [{ field: 'to', code: 'not_a_number' }],
    ],
    [
      'a fixed line',
      { ...hello, to: '+33140205050' },
      422,
      'no_valid_recipient',
      [{ field: 'to', code: 'not_mobile' }],
    ],
    [
      'a country that does not exist',
      { ...hello, to: '+9991234567' },
      422,
      'no_valid_recipient',
      [{ field: 'to' }],
    ],
    [
      '1225 characters',
      { ...hello, text: 'a'.repeat(1225) },
      422,
      'invalid_message',
      [{ field: 'text', code: 'text_too_long' }],
    ],
    [
      'a date in the past',
      { ...hello, scheduledAt: '2026-03-02T07:59:59Z' },
      422,
      'invalid_message',
      [{ field: 'scheduledAt', code: 'date_in_the_past' }],
    ],
    [
      'a date without a zone',
      { ...hello, scheduledAt: '2026-03-03T08:00:00' },
      400,
      'invalid_request',
      [{ field: 'scheduledAt', code: 'malformed' }],
    ],
    [
      'a day that no calendar has',
      { ...hello, scheduledAt: '2026-02-30T08:00:00Z' },
      400,
      'invalid_request',
      [{ field: 'scheduledAt' }],
    ],
    [
      'a duration of a month',
      { ...hello, validity: 'P1M' },
      400,
      'invalid_request',
      [{ field: 'validity', code: 'malformed' }],
    ],
    [
      'a validity beyond the longest',
      { ...hello, validity: 'P8D' },
      422,
      'invalid_message',
      [{ field: 'validity', code: 'out_of_range' }],
    ],
    [
      'an unknown field',
      { ...hello, txt: 'x' },
      400,
      'invalid_request',
      [{ field: 'txt', code: 'unknown_field' }],
    ],
    [
      'a number of the wrong type',
      { ...hello, to: 33612121515 },
      400,
      'invalid_request',
      [{ field: 'to', code: 'wrong_type' }],
    ],
    [
      'a list with something else in it',
      { ...hello, to: [ALICE, 7] },
      400,
      'invalid_request',
      [{ field: 'to', code: 'wrong_type' }],
    ],
    [
      'a text that is none',
      { ...hello, text: 7 },
      400,
      'invalid_request',
      [{ field: 'text', code: 'wrong_type' }],
    ],
    [
      'a purpose that is none',
      { ...hello, purpose: 'fun' },
      400,
      'invalid_request',
      [{ field: 'purpose', code: 'unknown_value' }],
    ],
    [
      'null where there must be something',
      { ...hello, purpose: null },
      400,
      'invalid_request',
      [{ field: 'purpose' }],
    ],
    [
      'a tag with a NUL',
      { ...hello, tag: 'a\u0000' },
      400,
      'invalid_request',
      [{ field: 'tag', code: 'malformed' }],
    ],
    ['a tag that is too long', { ...hello, tag: 'a'.repeat(65) }, 422, 'invalid_message', [{ field: 'tag' }]],
    [
      'a sender that cannot be one',
      { ...hello, from: 'Bäckerei am Platz' },
      422,
      'invalid_message',
      [{ field: 'from', code: 'sender_invalid' }],
    ],
    [
      'an address that is not of the web',
      { ...hello, callbackUrl: 'file:///etc/passwd' },
      400,
      'invalid_request',
      [{ field: 'callbackUrl' }],
    ],
    ['half a part', { ...hello, maxParts: 1.5 }, 400, 'invalid_request', [{ field: 'maxParts' }]],
    ['a list instead of an object', [hello], 400, 'invalid_request', []],
  ])('answer %s', async (_, body, status, code, errors) => {
    const answer = await refused('POST', '/v1/messages', { body });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.errors).toMatchObject(errors.map(error => expect.objectContaining(error)));
  });

  it('name every wrong field at once', async () => {
    const { errors } = await refused('POST', '/v1/messages', { body: { text: 7, txt: '', priority: 'now' } });
    expect(errors.map(({ field }) => field).sort()).toEqual(['priority', 'text', 'to', 'txt']);
    expect(errors.find(({ field }) => field === 'txt')?.detail).toContain('there are: ');
  });

  it('answer fields that would change the object itself', async () => {
    const raw = '{"to":"+33612121515","text":"x","__proto__":{"tag":"y"}}';
    const { status } = await refused('POST', '/v1/messages', { raw });
    expect(status).toBe(400);
  });

  it.each<[string, string]>([
    ['cut', '{"to":'],
    ['not JSON', 'to=+33612121515'],
    ['empty', ''],
  ])('answer a body that is %s', async (_, raw) => {
    const { status, code } = await refused('POST', '/v1/messages', { raw });
    expect([status, code]).toEqual([400, raw === '' ? expect.any(String) : 'malformed_json']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'image/png'])(
    'answer a body that says it is %s',
    async type => {
      const headers = { 'content-type': type };
      const { status, code } = await refused('POST', '/v1/messages', { raw: 'to=a&text=b', headers });
      expect([status, code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('answer a body of 20 MB', async () => {
    const { status, code, body } = await refused('POST', '/v1/messages', {
      body: { ...hello, text: 'a'.repeat(20_000_000) },
    });
    expect([status, code, body['limitOctets']]).toEqual([413, 'body_too_large', 2 * 1024 * 1024]);
  });

  it.each<[string, string]>([
    ['?status=flying', 'status'],
    ['?status=sent,', 'status'],
    ['?to=0612', 'to'],
    ['?since=yesterday', 'since'],
    ['?since=2026-03-02', 'since'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=ten', 'limit'],
    ['?cursor=', 'cursor'],
    ['?stat=sent', 'stat'],
    ['?tag=a&tag=b', 'tag'],
    ['?tag=%00', 'tag'],
  ])('answer the filter %s', async (query, field) => {
    const { status, code, errors } = await refused('GET', `/v1/messages${query}`);
    expect([status, code, errors.map(error => error.field)]).toEqual([400, 'invalid_request', [field]]);
  });

  it('answer a cursor of nobody', async () => {
    const { status } = await refused('GET', '/v1/messages?cursor=bm9ib2R5');
    expect(status).toBe(400);
  });

  it('tell what is wrong with the octets before asking who sends them', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { code } = await refused('POST', '/v1/messages', { raw: 'Bonjour', headers, token: null });
    expect(code).toBe('unsupported_media_type');
  });

  it('answer an address that is too long', async () => {
    const { status, code } = await refused('GET', `/v1/messages?tag=${'a'.repeat(9000)}`);
    expect([status, code]).toEqual([414, 'uri_too_long']);
  });

  describe('to whom has no valid token', () => {
    const looks = async (asked: Asked) => {
      const { status, body, headers } = await refused('POST', '/v1/messages', { body: hello, ...asked });
      expect([status, headers['www-authenticate']]).toEqual([
        401,
        expect.stringMatching(/^Bearer realm="chappe"/),
      ]);
      return { ...(body as object), requestId: '' };
    };

    it('are all alike', async () => {
      const { body: made } = await api.call('POST', '/v1/tokens', { body: { name: 'lost' } });
      await api.call('DELETE', `/v1/tokens/${String(made['id'])}`);
      const seen = [
        await looks({ token: null }),
        await looks({ token: 'chp_live_0000000000000000000000000000000000000' }),
        await looks({ token: 'short' }),
        await looks({ token: null, headers: { authorization: 'Basic YmFrZXJ5OmJyZWFk' } }),
        await looks({ token: null, headers: { authorization: 'Bearer ' } }),
        await looks({ token: String(made['value']) }),
      ];
      for (const one of seen) expect(one).toEqual(seen[0]);
    });

    it('say that a token is wrong only where there was one', async () => {
      const none = await refused('GET', '/v1/account', { token: null });
      const wrong = await refused('GET', '/v1/account', { token: 'x'.repeat(20) });
      expect(none.headers['www-authenticate']).toBe('Bearer realm="chappe"');
      expect(wrong.headers['www-authenticate']).toBe('Bearer realm="chappe", error="invalid_token"');
    });
  });

  it.each<[string, string, object | undefined]>([
    ['GET', '', undefined],
    ['PATCH', '', { text: 'Bonsoir' }],
    ['DELETE', '', undefined],
    ['POST', '/copy', {}],
  ])('answer %s of somebody else’s message, or of none%s, alike', async (method, suffix, body) => {
    const { body: sent } = await api.call('POST', '/v1/messages', { body: hello });
    await api.clock.settle();
    const token = api.florist.token;
    const id = String(sent['accepted']![0]!['id']);
    for (const path of [id, 'msg_01JD9ZQ2E8W3T5V7X9Z1B3D5F7', 'nothing%20at%20all', '%00']) {
      const { status, code } = await refused(method, `/v1/messages/${path}${suffix}`, { token, body });
      expect([status, code]).toEqual([404, 'message_not_found']);
    }
  });

  it('say when to come back after the daily limit', async () => {
    await api.app.get(AccountService).update(api.florist.account.id, { dailyLimit: 0 });
    const { status, code, body, headers } = await refused('POST', '/v1/messages', {
      token: api.florist.token,
      body: hello,
    });
    expect([status, code]).toEqual([429, 'daily_limit_reached']);
    expect(body).toMatchObject({ limit: 0, wanted: 1, resetsAt: '2026-03-03T00:00:00.000Z' });
    expect(Number(headers['retry-after'])).toBe(16 * 3600);
  });

  it.each([
    ['PUT', '/v1/messages', 'GET, POST'],
    ['DELETE', '/v1/messages', 'GET, POST'],
    ['POST', '/v1/messages/count', 'GET'],
    ['PUT', '/v1/messages/msg_1', 'GET, PATCH, DELETE'],
    ['GET', '/v1/messages/msg_1/copy', 'POST'],
    ['PATCH', '/v1/account', 'GET'],
    ['GET', '/v1/tokens/tok_1', 'DELETE'],
  ])('answer %s %s with what is allowed', async (method, path, allow) => {
    const { status, body, headers } = await api.ask(method, path);
    expect([status, body['code'], headers['allow']]).toEqual([405, 'method_not_allowed', allow]);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('carry the name that the caller gave the request, if it is a sane one', async () => {
    const named = await refused('GET', '/v1/messages/x', { headers: { 'x-request-id': 'trace-1794' } });
    expect(named.body['requestId']).toBe('trace-1794');
    const odd = await refused('GET', '/v1/messages/x', { headers: { 'x-request-id': 'a b<script>' } });
    expect(odd.body['requestId']).not.toContain('script');
  });

  describe('when something breaks', () => {
    afterEach(() => jest.restoreAllMocks());

    it('keep its insides to the log', async () => {
      jest.spyOn(api.storage, 'transaction').mockRejectedValue(new Error('SELECT secret FROM till'));
      const { status, code, body } = await refused('POST', '/v1/messages', { body: hello });
      expect([status, code]).toEqual([500, 'internal_error']);
      expect(JSON.stringify(body)).not.toContain('secret');
    });

    it('say that there is no room, that nothing was done, and when to try again', async () => {
      const full = new SmsError('storage_full', 'No room.');
      jest.spyOn(api.storage, 'transaction').mockRejectedValue(full);
      const { status, code, headers } = await refused('POST', '/v1/messages', { body: hello });
      expect([status, code, headers['retry-after']]).toEqual([507, 'storage_full', '30']);
    });

    it('say that the storage is away, and when to try again', async () => {
      jest.spyOn(api.storage, 'transaction').mockRejectedValue(new Error('connection refused'));
      jest.spyOn(api.storage, 'ping').mockRejectedValue(new Error('connection refused'));
      const { status, code, headers } = await refused('POST', '/v1/messages', { body: hello });
      expect([status, code, headers['retry-after']]).toEqual([503, 'storage_unavailable', '5']);
    });
  });
});
