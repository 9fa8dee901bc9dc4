import { MAX_HTTP_CLIENTS } from './http-accounts.js';
import { createSimulator, type Simulator } from '../simulator.js';
import { ReceiptEar, SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const PHONE = '+33612345678';
const item = (ref: string, changes: object = {}) => ({
  ref,
  from: 'Chappe',
  to: PHONE,
  text: 'Bonjour',
  ...changes,
});

describe('the carrier’s door', () => {
  let simulator: Simulator;
  let client: SimulatorClient;
  let ear: ReceiptEar;

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: Date.UTC(2026, 2, 2, 9) });
    client = new SimulatorClient(simulator.url);
    ear = await ReceiptEar.open();
  });

  afterEach(async () => {
    await simulator.close();
    await ear.close();
  });

  const onPhone = () => simulator.centre.subscribers.messages(PHONE).map(({ text }) => text);
  const connect = (changes: object = {}) =>
    client.put('/carrier/connections/http', { receiptUrl: `${ear.url}/receipts`, ...changes });

  it('answers one message with one answer, and an array with an array in the same order', async () => {
    const one = await client.post('/carrier/messages', item('a'));
    expect(one).toMatchObject({ status: 200, body: { ref: 'a', id: expect.any(String), parts: 1 } });
    const many = await client.post('/carrier/messages', [item('b'), item('c', { to: '12' }), item('d')]);
    expect(many.body).toMatchObject([
      { ref: 'b', id: expect.any(String) },
      { ref: 'c', error: { code: 'invalid_destination', temporary: false, commandStatus: 0x0b } },
      { ref: 'd', id: expect.any(String) },
    ]);
  });

  it('answers a ref it has seen with the first result, and sends no second message', async () => {
    const first = await client.post('/carrier/messages', item('a'));
    const again = await client.post('/carrier/messages', item('a', { text: 'something else' }));
    expect(again.body).toMatchObject({ id: first.body['id'], repeated: true });
    await simulator.clock.advanceBy(60_000);
    expect(onPhone()).toEqual(['Bonjour']);
  });

  it('takes octets with a header, and puts the parts together on the phone', async () => {
    const part = (no: number, text: string) =>
      item(`p${no}`, { text: undefined, udh: `0500032a020${no}`, ud: Buffer.from(text).toString('hex') });
    await client.post('/carrier/messages', [part(1, 'Hello '), part(2, 'world')]);
    await simulator.clock.advanceBy(60_000);
    expect(onPhone()).toEqual(['Hello world']);
  });

  it('keeps a message for the validity it was given, as a duration or in milliseconds', async () => {
    simulator.centre.subscribers.set(PHONE, { state: 'off' });
    const { body } = await client.post('/carrier/messages', [
      item('a', { validity: 'PT1H' }),
      item('b', { validity: 3_600_000 }),
    ]);
    await simulator.clock.advanceBy(3_600_001);
    for (const { id } of body as unknown as { id: string }[]) {
      const message = await client.get(`/carrier/messages/${id}`);
      expect(message.body).toMatchObject({
        state: 'EXPIRED',
        final: true,
        expiresAt: '2026-03-02T10:00:00.000Z',
      });
    }
  });

  it('tells all that is wrong with an item, and takes the others', async () => {
    const { status, body } = await client.post('/carrier/messages', [
      { from: 7, validity: 'two days', colour: 'red' },
      item('ok'),
    ]);
    expect(status).toBe(200);
    const [wrong, fine] = body as unknown as { error?: { errors: { field: string }[] } }[];
    expect(fine).toMatchObject({ ref: 'ok', id: expect.any(String) });
    expect(wrong?.error).toMatchObject({ code: 'invalid_item', temporary: false });
    expect(wrong?.error?.errors.map(({ field }) => field).sort()).toEqual([
      'colour',
      'from',
      'ref',
      'text',
      'to',
      'validity',
    ]);
  });

  it.each([
    ['no message at all', [], 400, 'malformed_request'],
    ['what is no JSON', '{"ref', 400, 'malformed_request'],
    ['more than 1000 messages', Array.from({ length: 1_001 }, (_, i) => item(String(i))), 413, 'too_large'],
    ['a body of more than 8 MiB', [item('a', { text: 'x'.repeat(9_000_000) })], 413, 'too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    const reply = await client.post('/carrier/messages', body);
    expect(reply).toMatchObject({ status, body: { code, requestId: expect.any(String) } });
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('takes 1000 messages in one request', async () => {
    const items = Array.from({ length: 1_000 }, (_, i) => item(String(i), { to: `+3361200${1000 + i}` }));
    const { body } = await client.post('/carrier/messages', items);
    expect((body as unknown as { id?: string }[]).filter(({ id }) => id !== undefined)).toHaveLength(1_000);
  });

  it('shows a message to the client that sent it, and to no other', async () => {
    const { body } = await client.post('/carrier/messages', item('a'), { 'x-chappe-client': 'shop' });
    const path = `/carrier/messages/${String(body['id'])}`;
    expect((await client.get(path, { 'x-chappe-client': 'shop' })).body).toMatchObject({
      ref: 'a',
      state: 'ENROUTE',
    });
    expect(await client.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('holds the response for as long as a fault delays the answer, in virtual time', async () => {
    simulator.centre.faults.set({ submitAnswerDelayMs: 5_000 });
    let answered = false;
    const reply = client.post('/carrier/messages', item('a')).then(given => {
      answered = true;
      return given;
    });
    await client.post('/control/wait', { for: { kind: 'submission.accepted' } });
    await simulator.clock.advanceBy(4_999);
    expect(answered).toBe(false);
    await simulator.clock.advanceBy(1);
    expect((await reply).body).toMatchObject({ ref: 'a', id: expect.any(String) });
  });

  it('never answers when a fault says so, until the client gives up', async () => {
    simulator.centre.faults.set({ answerLossStoredProbability: 1 });
    const abort = new AbortController();
    const reply = client.send('POST', '/carrier/messages', item('a'), {}, abort.signal);
    await client.post('/control/wait', { for: { kind: 'answer.lost' } });
    await simulator.clock.advanceBy(3_600_000);
    expect(onPhone()).toEqual(['Bonjour']);
    abort.abort();
    await expect(reply).rejects.toThrow();
  });

  it('cuts what it holds when the world begins anew', async () => {
    simulator.centre.faults.set({ answerLossStoredProbability: 1 });
    const reply = client.post('/carrier/messages', item('a'));
    await client.post('/control/wait', { for: { kind: 'answer.lost' } });
    const cut = expect(reply).rejects.toThrow();
    expect(await client.post('/control/reset', {})).toMatchObject({ status: 204 });
    await cut;
  });

  it.each([
    ['cut in the middle', { cutProbability: 1 }],
    ['garbage', { garbageProbability: 1 }],
  ])('answers as a broken line does: %s', async (_, faults) => {
    simulator.centre.faults.set(faults);
    await expect(client.post('/carrier/messages', item('a'))).rejects.toThrow();
  });

  it('takes new clients for ever, and forgets those that it has not heard of for longest', async () => {
    await connect();
    const submit = (clientId: string, changes: object = {}) =>
      client.post('/carrier/messages', item('a', changes), { 'x-chappe-client': clientId });
    await submit('waiting', { receiptUrl: `${ear.url}/own`, to: '+33612991000' });
    for (let index = 0; index < MAX_HTTP_CLIENTS; index++) {
      expect(await submit(`client-${String(index)}`)).toMatchObject({ status: 200 });
      if (index % 100 === 0) await simulator.clock.advanceBy(60_000);
    }
    await simulator.clock.advanceBy(48 * 3_600_000);
    expect(ear.events).toMatchObject([{ state: 'ENROUTE' }, { state: 'EXPIRED' }]);
    expect((await submit('client-0')).body).toMatchObject({ repeated: true });
  });

  it.each([
    [
      'throttles',
      { submitThrottleProbability: 1, throttleRetryAfterMs: 2_000 },
      { code: 'throttled', retryAfterMs: 2_000 },
    ],
    ['fills up', { queueFullProbability: 1 }, { code: 'queue_full' }],
    ['fails', { submitErrorProbability: 1, submitError: 'temporary_error' }, { code: 'temporary_error' }],
  ] as const)('%s as the faults say, and takes the same again when all is well', async (_, faults, error) => {
    simulator.centre.faults.set(faults);
    expect((await client.post('/carrier/messages', item('a'))).body).toMatchObject({
      ref: 'a',
      error: { ...error, temporary: true },
    });
    simulator.centre.faults.clear();
    expect((await client.post('/carrier/messages', item('a'))).body).toMatchObject({ repeated: false });
  });

  it('takes a message and says nothing where the line is half open, until the client gives up', async () => {
    simulator.centre.faults.set({ halfOpenProbability: 1 });
    const abort = new AbortController();
    let answered = false;
    const reply = client
      .send('POST', '/carrier/messages', item('a'), {}, abort.signal)
      .then(() => (answered = true));
    await client.post('/control/wait', { for: { kind: 'submission.accepted' } });
    simulator.centre.faults.clear();
    await simulator.clock.advanceBy(3_600_000);
    expect([answered, onPhone()]).toEqual([false, ['Bonjour']]);
    abort.abort();
    await expect(reply).rejects.toThrow();
  });

  it('refuses everything while it is down', async () => {
    simulator.centre.faults.set({ downUntil: '2026-03-02T10:00:00Z' });
    const reply = await client.post('/carrier/messages', item('a'));
    expect(reply).toMatchObject({ status: 503, body: { code: 'carrier_down' } });
    expect(reply.headers.get('retry-after')).toBe('1');
  });

  describe('receipts', () => {
    it('are posted to the URL of the connection with its token, those of one date together', async () => {
      simulator.centre.faults.set({ networkDelayMs: 1_000, receiptDelayMs: 0 });
      expect(await connect({ token: 'a-token-of-mine' })).toMatchObject({
        status: 200,
        body: { clientId: 'http', inboundUrl: `${ear.url}/receipts` },
      });
      await client.post('/carrier/messages', [item('a'), item('b', { to: '+33612345679' })]);
      await simulator.clock.advanceBy(60_000);
      expect(ear.batches).toHaveLength(1);
      expect(ear.batches[0]).toMatchObject({
        path: '/receipts',
        headers: { authorization: 'Bearer a-token-of-mine' },
      });
      expect(ear.events).toMatchObject([
        {
          type: 'receipt',
          ref: 'a',
          state: 'DELIVRD',
          errorCode: expect.any(String),
          doneAt: '2026-03-02T09:00:01.000Z',
        },
        { type: 'receipt', ref: 'b', state: 'DELIVRD' },
      ]);
    });

    it('are repeated with growing delays until a 2xx acknowledges them', async () => {
      await connect();
      ear.answer = () => (ear.batches.length <= 3 ? { status: 503 } : undefined);
      await client.post('/carrier/messages', item('a'));
      await simulator.clock.advanceBy(24 * 3_600_000);
      expect(ear.batches).toHaveLength(4);
      const offers = simulator.centre.journal.list({ kind: 'receipt' });
      expect(offers.at(-1)?.kind).toBe('receipt.acknowledged');
      const dates = simulator.centre.journal.list({ kind: 'receipt.refused' }).map(({ at }) => at);
      expect(dates.slice(1).map((at, i) => at - dates[i]!)).toEqual([5_000, 10_000]);
    });

    it('are repeated one by one where the answer names those that were not stored', async () => {
      simulator.centre.faults.set({ networkDelayMs: 1_000, receiptDelayMs: 0 });
      await connect();
      ear.answer = () => (ear.batches.length === 1 ? { status: 200, body: { notStored: [1] } } : undefined);
      await client.post('/carrier/messages', [item('a'), item('b', { to: '+33612345679' })]);
      await simulator.clock.advanceBy(60_000);
      expect(ear.batches.map(({ events }) => events.map(({ ref }) => String(ref)))).toEqual([
        ['a', 'b'],
        ['b'],
      ]);
    });

    it('go where the message itself says', async () => {
      await connect();
      await client.post('/carrier/messages', item('a', { receiptUrl: `${ear.url}/elsewhere` }));
      await simulator.clock.advanceBy(60_000);
      expect(ear.batches.map(({ path }) => path)).toEqual(['/elsewhere']);
    });

    it('are not made where nobody could be told', async () => {
      await client.post('/carrier/messages', item('a'));
      await simulator.clock.advanceBy(60_000);
      expect(simulator.centre.journal.list({ kind: 'receipt' })).toEqual([]);
      expect(onPhone()).toEqual(['Bonjour']);
    });

    it('wait for the next connection of a client that has left', async () => {
      await connect();
      await client.post('/carrier/messages', item('a'));
      expect(await client.delete('/carrier/connections/http')).toMatchObject({ status: 204 });
      await simulator.clock.advanceBy(60_000);
      expect(ear.batches).toEqual([]);
      await connect();
      await simulator.clock.advanceBy(3_600_000);
      expect(ear.events).toMatchObject([{ ref: 'a', state: 'DELIVRD' }]);
    });

    it('do not follow redirects', async () => {
      const other = await ReceiptEar.open();
      await connect();
      ear.answer = () => ({ status: 307, headers: { location: other.url } });
      await client.post('/carrier/messages', item('a'));
      await simulator.clock.advanceBy(60_000);
      expect(ear.batches.length).toBeGreaterThan(1);
      expect(other.batches).toEqual([]);
      await other.close();
    });

    it('refuse submissions of a client whose connection is no longer its own', async () => {
      const { body } = await connect();
      const headers = { 'x-chappe-connection': String(body['connectionId']) };
      expect(await client.post('/carrier/messages', item('a'), headers)).toMatchObject({ status: 200 });
      await connect();
      expect(await client.post('/carrier/messages', item('b'), headers)).toMatchObject({
        status: 409,
        body: { code: 'unknown_connection' },
      });
    });
  });

  it('posts a message from a phone in one piece, however many parts it came in', async () => {
    await connect({ inboundUrl: `${ear.url}/replies` });
    const text = 'A long answer, and then some. '.repeat(10);
    const sent = await client.post(`/control/phones/${PHONE}/messages`, { to: '36180', text });
    expect(sent).toMatchObject({ status: 202, body: { count: 1 } });
    await simulator.clock.advanceBy(60_000);
    expect(ear.batches.map(({ path }) => path)).toEqual(['/replies']);
    expect(ear.events).toMatchObject([{ type: 'inbound', from: PHONE, to: '36180', text, parts: 2 }]);
  });

  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:192.168.1.1]/',
    'http://0.0.0.0:1/',
    'http://user:secret@127.0.0.1/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'not a url',
  ])('will not post receipts to %s', async receiptUrl => {
    expect(await client.put('/carrier/connections/http', { receiptUrl })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'receiptUrl' }] },
    });
    const { body } = await client.post('/carrier/messages', item('a', { receiptUrl }));
    expect(body).toMatchObject({ error: { code: 'invalid_item', errors: [{ field: 'receiptUrl' }] } });
  });
});
