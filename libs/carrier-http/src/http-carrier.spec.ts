import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock, type CarrierListener, type Submission } from '@chappe/sms';
import { HttpCarrier, MAX_EVENTS_PER_REQUEST } from './http-carrier.js';
import type { HttpCarrierOptions } from './http-carrier.options.js';

const submission = (messageId: string, parts = 1): Submission => ({
  messageId,
  attempt: 1,
  to: '+33612345678',
  country: 'FR',
  from: null,
  text: 'a'.repeat(parts),
  encoding: 'GSM7',
  parts: Array.from({ length: parts }, (_, index) => ({ number: index + 1, text: 'a' })),
  purpose: 'transactional',
  messageClass: null,
  priority: 'medium',
  validityMs: 1_000,
});

const nobody: CarrierListener = { receipt: async () => undefined, inbound: async () => undefined };
const TOKEN = 'sixteen-characters-at-least';
const BEARER = `Bearer ${TOKEN}`;
const receipt = { type: 'receipt', id: '7', ref: 'm.1', state: 'DELIVRD', errorCode: '000' };

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: { ref: string }[] & { receiptUrl?: string };
}

describe('HttpCarrier', () => {
  let server: Server;
  let url: string;
  let heard: Heard[];
  /** What the door does with submissions; null cuts the line. */
  let answer: (
    items: { ref: string }[],
  ) => { status: number; body?: unknown; headers?: Record<string, string> } | null;
  let carrier: HttpCarrier;
  let connections: number;
  const clock = new ManualClock(Date.UTC(2026, 2, 2));

  const taken = (items: { ref: string }[]) => ({
    status: 200,
    body: items.map(({ ref }) => ({ ref, id: `id-${ref}` })),
  });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = text === '' ? {} : JSON.parse(text);
    heard.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    const reply =
      request.method === 'PUT'
        ? { status: 200, body: { connectionId: `connection-${(connections += 1)}` } }
        : request.method === 'DELETE'
          ? { status: 204 }
          : answer(body);
    if (reply === null) return void response.destroy();
    response.writeHead(reply.status, 'headers' in reply ? reply.headers : {});
    response.end('body' in reply ? JSON.stringify(reply.body) : '');
  };

  beforeEach(async () => {
    heard = [];
    connections = 0;
    answer = taken;
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    carrier = carrierWith({});
  });

  afterEach(async () => {
    await carrier.stop();
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  const carrierWith = (options: Partial<HttpCarrierOptions>) =>
    new HttpCarrier({ name: 'simulator', url, clock, token: TOKEN, ...options });
  const submit = (message: Submission) => carrier.submit(message, { signal: new AbortController().signal });
  const submitted = () => heard.filter(({ method }) => method === 'POST');

  it('connects with the address of its own ear, and takes leave when stopped', async () => {
    await carrier.start(nobody);
    expect(heard[0]).toMatchObject({
      method: 'PUT',
      path: '/carrier/connections/simulator',
      body: { receiptUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/events$/), token: TOKEN },
    });
    await carrier.stop();
    expect(heard.at(-1)).toMatchObject({ method: 'DELETE', path: '/carrier/connections/simulator' });
  });

  it('opens no port where the host has a route for receipts', async () => {
    carrier = carrierWith({ receiptUrl: 'http://127.0.0.1:3000/carrier/simulator/events' });
    await carrier.start(nobody);
    expect(heard[0]?.body.receiptUrl).toBe('http://127.0.0.1:3000/carrier/simulator/events');
  });

  it('names its connection with every submission, and connects anew when it is no longer known', async () => {
    await carrier.start(nobody);
    answer = items =>
      connections === 1 ? { status: 409, body: { code: 'unknown_connection' } } : taken(items);
    expect(await submit(submission('m'))).toMatchObject({
      kind: 'accepted',
      parts: [{ reference: 'id-m.1' }],
    });
    expect(heard.map(({ method, headers }) => [method, headers['x-chappe-connection']])).toEqual([
      ['PUT', undefined],
      ['POST', 'connection-1'],
      ['PUT', undefined],
      ['POST', 'connection-2'],
    ]);
    expect(carrier.health()).toEqual({ up: true });
  });

  it.each([
    [429, { 'retry-after': '7' }, { kind: 'throttled', retryAfterMs: 7_000 }],
    [503, {}, { kind: 'throttled', retryAfterMs: null }],
    [500, {}, { kind: 'unknown' }],
    [502, {}, { kind: 'unknown' }],
    [307, { location: 'http://127.0.0.1:1/' }, { kind: 'unknown' }],
    [404, {}, { kind: 'rejected', reason: 'carrier_unavailable', rawCode: 'http_404', permanent: false }],
  ])('makes of the status %i %j: %j', async (status, headers, result) => {
    await carrier.start(nobody);
    answer = () => ({ status, headers: headers as Record<string, string> });
    expect(await submit(submission('m'))).toMatchObject(result);
  });

  it.each([
    ['the line is cut', () => null],
    ['the answer is no JSON of ours', () => ({ status: 200, body: 'hello' })],
    ['the answer is for other items', () => ({ status: 200, body: [] })],
  ])('does not know what became of a message when %s', async (_, broken) => {
    await carrier.start(nobody);
    answer = broken;
    expect(await submit(submission('m'))).toMatchObject({ kind: 'unknown', cause: expect.any(String) });
  });

  it('asks for patience when nothing can have left', async () => {
    carrier = carrierWith({ url: 'http://127.0.0.1:1' });
    await carrier.start(nobody);
    expect(carrier.health()).toMatchObject({ up: false, why: expect.stringContaining('127.0.0.1:1') });
    expect(await submit(submission('m'))).toEqual({
      kind: 'throttled',
      retryAfterMs: null,
      rawCode: 'ECONNREFUSED',
    });
  });

  it('hands over the parts that a busy carrier left out, and only those', async () => {
    await carrier.start(nobody);
    answer = items => ({
      status: 200,
      body: items.map(({ ref }) =>
        ref === 'm.2' && submitted().length === 1
          ? { ref, error: { code: 'throttled', temporary: true, retryAfterMs: 2_000 } }
          : { ref, id: `id-${ref}` },
      ),
    });
    const result = submit(submission('m', 3));
    while (submitted().length < 1 || clock.outsideCount > 0) await new Promise(done => setImmediate(done));
    await clock.settle();
    await clock.advanceBy(2_000);
    expect(await result).toMatchObject({
      kind: 'accepted',
      parts: [{ reference: 'id-m.1' }, { reference: 'id-m.2' }, { reference: 'id-m.3' }],
    });
    expect(submitted().map(({ body }) => body.map(({ ref }) => ref))).toEqual([
      ['m.1', 'm.2', 'm.3'],
      ['m.2'],
    ]);
  });

  describe('hears', () => {
    it('receipts over its own port, and nothing else', async () => {
      const receipts: string[] = [];
      await carrier.start({ ...nobody, receipt: async ({ reference }) => void receipts.push(reference) });
      const ear = heard[0]!.body.receiptUrl!;
      const post = (body: string, authorization = BEARER, path = '') =>
        fetch(ear + path, { method: 'POST', headers: { authorization }, body });
      expect((await post(JSON.stringify({ events: [receipt] }))).status).toBe(200);
      expect(receipts).toEqual(['7']);
      expect((await post('{}', BEARER, '/elsewhere')).status).toBe(404);
      expect((await fetch(ear)).status).toBe(404);
      expect((await post('{"events":')).status).toBe(400);
      expect((await post(JSON.stringify({ events: [receipt] }), 'Bearer wrong')).status).toBe(401);
      expect((await post(`"${'x'.repeat(9_000_000)}"`).catch(() => ({ status: 413 }))).status).toBe(413);
      expect(receipts).toEqual(['7']);
    });

    it('only who has its token', async () => {
      await carrier.start(nobody);
      expect(await carrier.receive({ events: [] }, undefined)).toMatchObject({ status: 401 });
      expect(await carrier.receive({ events: [] }, `${BEARER}x`)).toMatchObject({ status: 401 });
      expect(await carrier.receive({ events: [] }, BEARER)).toEqual({ status: 200, body: { notStored: [] } });
    });

    it('no more than 1000 events at a time, and nothing while it is not started', async () => {
      expect(await carrier.receive({ events: [receipt] }, BEARER)).toMatchObject({ status: 503 });
      await carrier.start(nobody);
      const events = Array.from({ length: MAX_EVENTS_PER_REQUEST + 1 }, () => receipt);
      expect(await carrier.receive({ events }, BEARER)).toMatchObject({ status: 422 });
      expect(await carrier.receive('hello', BEARER)).toMatchObject({ status: 422 });
    });

    it('names what could not be stored, and thanks for the rest', async () => {
      await carrier.start({
        ...nobody,
        receipt: async ({ reference }) => {
          if (reference === '8') throw new Error('The disk is full.');
        },
      });
      const events = [receipt, { ...receipt, id: '8' }];
      expect(await carrier.receive({ events }, BEARER)).toEqual({ status: 200, body: { notStored: [1] } });
      expect(await carrier.receive({ events: [events[1]] }, BEARER)).toMatchObject({ status: 503 });
    });

    it('of what nobody will ever read, reports it, and does not ask for it again', async () => {
      const reported: unknown[] = [];
      carrier = carrierWith({ report: trouble => reported.push(trouble) });
      await carrier.start(nobody);
      const events = ['garbage', { type: 'receipt', id: '7' }];
      expect(await carrier.receive({ events }, BEARER)).toEqual({ status: 200, body: { notStored: [] } });
      expect(reported).toHaveLength(2);
      expect(String(reported[0])).toContain('garbage');
    });

    it('on the host’s time: the clock does not go on before it is stored', async () => {
      let store = (): void => undefined;
      await carrier.start({ ...nobody, receipt: () => new Promise<void>(done => (store = done)) });
      const answered = carrier.receive({ events: [receipt] }, BEARER);
      let settled = false;
      const settling = clock.settle().then(() => (settled = true));
      for (let turn = 0; turn < 10; turn += 1) await new Promise(done => setImmediate(done));
      expect(settled).toBe(false);
      store();
      await settling;
      expect((await answered).status).toBe(200);
    });
  });

  it('tells every mistake in its options at once', () => {
    const make = () =>
      new HttpCarrier({
        name: 'a b',
        url: 'localhost',
        receiptUrl: 'ftp://x',
        listen: { port: -1 },
        token: 'short',
        windowSize: 0,
        ratePerSecond: -1,
        answerLimitMs: 0,
        requestsAtOnce: 0,
        defaultSender: '',
      });
    for (const key of [
      'name',
      'url',
      'receiptUrl',
      'listen',
      'token',
      'windowSize',
      'ratePerSecond',
      'answerLimitMs',
      'requestsAtOnce',
      'defaultSender',
    ]) {
      expect(make).toThrow(new RegExp(`- ${key} is `));
    }
  });

  it('says what it can do', () => {
    expect(carrier.capabilities).toEqual({
      ratePerSecond: null,
      windowSize: 2_000,
      submitMaxMs: 30_000,
      deduplicates: true,
    });
    expect(carrierWith({ ratePerSecond: 50, windowSize: 10 }).capabilities).toEqual({
      ratePerSecond: 50,
      windowSize: 10,
      submitMaxMs: 30_000,
      deduplicates: true,
    });
  });
});
