import { request as httpRequest } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connect } from '@chappe/smpp';
import { createSimulator, type Simulator } from '../simulator.js';
import { MAX_LOGGED_PDUS } from '../smpp/pdu-log.js';
import { ReceiptEar, SimulatorClient } from '../testing/simulator-client.contract-spec.js';
import { MAX_PAGE_STREAMS } from './page-api.controller.js';
import type { EntryDetails, FoundEntries, PhoneDetails } from './page.wire.js';

const PHONE = '+33612345678';
const START = Date.UTC(2026, 2, 2, 9);

describe('the door of the page', () => {
  let folder: string;
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chappe-page-door-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>The page</title>');
    await writeFile(join(folder, 'assets', 'index-abc.js'), 'console.log("page")');
    await writeFile(join(folder, 'assets', 'notes.txt'), 'not of the page');
    await writeFile(join(folder, 'secret.html'), 'secret');
  });

  afterAll(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: START, pageFolder: folder });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  const send = (ref: string, changes: object = {}) =>
    client.post('/carrier/messages', { ref, from: '36180', to: PHONE, text: 'Bonjour', ...changes });
  const read = async <T>(path: string) => (await client.get(path)).body as T;

  /** A request with headers and paths that fetch would not let through. */
  const raw = (path: string, headers: Record<string, string> = {}, method = 'GET', body = '') =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((done, failed) => {
      const { hostname, port } = new URL(simulator.url);
      const asked = httpRequest({ hostname, port, path, headers, method, agent: false }, answer => {
        const chunks: Buffer[] = [];
        const finish = () =>
          done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (answer.headers['content-type'] !== 'text/event-stream') return;
          finish();
          asked.destroy();
        });
        answer.on('end', finish);
      });
      asked.on('error', failed);
      asked.end(method === 'GET' || method === 'DELETE' ? '' : body);
    });

  describe('serves the page', () => {
    it('with rules that let nothing in from elsewhere', async () => {
      const { status, headers, body } = await raw('/');
      expect([status, String(body)]).toEqual([200, '<!doctype html><title>The page</title>']);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
    });

    it('compressed where the browser takes that, and not again where it has it', async () => {
      const { headers, body } = await raw('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': 'text/javascript; charset=utf-8',
      });
      expect(headers['cache-control']).toContain('immutable');
      expect(String(gunzipSync(body))).toBe('console.log("page")');
      const again = await raw('/assets/index-abc.js', { 'if-none-match': String(headers['etag']) });
      expect([again.status, again.body.length]).toEqual([304, 0]);
    });

    it.each([
      '/assets/missing.js',
      '/assets/notes.txt',
      '/assets/..%2fsecret.html',
      '/assets/%2e%2e%2fsecret.html',
      '/assets/../secret.html',
      '/assets/..\\secret.html',
      '/assets/%00',
      '/assets/__proto__',
      '/secret.html',
    ])('and nothing else: %s', async path => {
      const { status, body } = await raw(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(String(body)).not.toBe('secret');
    });

    it('or says how to build it', async () => {
      const bare = await createSimulator({ port: 0, pageFolder: join(folder, 'nothing') });
      const answer = await fetch(bare.url);
      expect(await answer.text()).toContain('npm run build');
      await bare.close();
    });
  });

  describe('keeps foreign pages out', () => {
    const foreign = { origin: 'https://evil.example' };

    it.each([
      ['POST', '/control/reset'],
      ['POST', '/control/clock/advance'],
      ['PUT', '/control/faults'],
      ['DELETE', '/control/faults'],
      ['PATCH', `/control/subscribers/${PHONE}`],
      ['POST', `/control/phones/${PHONE}/messages`],
      ['POST', '/carrier/messages'],
      ['GET', '/page/stream'],
      ['GET', '/page/journal'],
      ['GET', '/control/journal/stream'],
    ])('%s %s', async (method, path) => {
      await send('kept');
      const before = simulator.centre.journal.total;
      for (const origin of ['https://evil.example', 'null', `${simulator.url}.evil.example`]) {
        const { status, body } = await raw(path, { origin, 'content-type': 'text/plain' }, method, '{}');
        expect(status).toBe(403);
        expect(JSON.parse(String(body))).toMatchObject({ code: 'foreign_origin' });
      }
      expect(simulator.centre.journal.total).toBe(before);
    });

    it('whatever name they have rebound to this address', async () => {
      for (const path of ['/', '/page/stream', '/page/journal']) {
        expect((await raw(path, { host: 'evil.example' })).status).toBe(403);
      }
      expect((await raw('/', { host: 'evil.example', ...foreign })).status).toBe(403);
    });

    it('where they ask for a stream as if it were a picture, which says no Origin', async () => {
      for (const site of ['cross-site', 'same-site']) {
        const { status } = await raw('/page/stream', { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' });
        expect(status).toBe(403);
      }
      expect((await raw('/page/stream', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    });

    it('and lets its own in', async () => {
      const own = await raw(
        '/control/faults',
        { origin: simulator.url, 'content-type': 'application/json' },
        'PUT',
        '{}',
      );
      expect(own.status).toBe(200);
    });
  });

  describe('streams what goes on', () => {
    it('all of it first, under a position to resume from', async () => {
      await send('first');
      const { headers, body } = await raw('/page/stream');
      expect(headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      const [, position, data] = /^id: ([\w-]+\.\d+)\ndata: (.*)\n\n/.exec(String(body)) ?? [];
      expect(JSON.parse(data!)).toMatchObject({ type: 'whole', since: null, phones: [{ msisdn: PHONE }] });
      await send('second');
      const resumed = await raw('/page/stream', { 'last-event-id': position! });
      const event = JSON.parse(/data: (.*)/.exec(String(resumed.body))![1]!) as { entries: unknown[] };
      expect(event).toMatchObject({ since: Number(position!.split('.')[1]) });
      expect(event.entries).toEqual([expect.objectContaining({ ref: 'second' })]);
    });

    it('to so many pages and no more', async () => {
      const ends: AbortController[] = [];
      for (let count = 0; count < MAX_PAGE_STREAMS; count += 1) {
        const end = new AbortController();
        ends.push(end);
        expect((await fetch(`${simulator.url}/page/stream`, { signal: end.signal })).status).toBe(200);
      }
      const refused = await fetch(`${simulator.url}/page/stream`);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
      for (const end of ends) end.abort();
    });

    it('and refuses a position that is none', async () => {
      expect((await client.get('/page/stream?since=%0aid:%201')).status).toBe(422);
    });
  });

  it('shows a phone with its conversation and whom it may answer', async () => {
    await send('hello');
    await simulator.clock.advanceBy(60_000);
    await client.post(`/control/phones/${PHONE}/messages`, { to: '36180', text: 'STOP' });
    await client.patch(`/control/subscribers/${PHONE}`, { state: 'full' });
    const details = await read<PhoneDetails>(`/page/phones/${encodeURIComponent(PHONE)}`);
    expect(details).toMatchObject({
      phone: { msisdn: PHONE, state: 'full', operator: 'Télégraphe', unread: 1 },
      settings: { state: 'full' },
      conversation: [
        { isReply: false, who: '36180', text: 'Bonjour', parts: 1, isRead: false },
        { isReply: true, who: '36180', text: 'STOP', fate: 'waiting' },
      ],
      answerable: ['36180'],
    });
    expect((await client.get('/page/phones/hello')).status).toBe(422);
  });

  it('searches all that the journal keeps, the newest first to come', async () => {
    await client.post(
      '/carrier/messages',
      Array.from({ length: 250 }, (_, index) => ({
        ref: `r${index}`,
        from: '36180',
        to: PHONE,
        text: 'Bonjour',
      })),
    );
    await send('other', { to: '+33698765432' });
    const found = await read<FoundEntries>(
      `/page/journal?q=${encodeURIComponent(`to:${PHONE} kind:submission`)}`,
    );
    expect([found.entries.length, found.more]).toEqual([200, true]);
    expect(found.entries.at(-1)).toMatchObject({ ref: 'r249' });
    const one = await read<FoundEntries>('/page/journal?q=ref:other');
    expect(one).toMatchObject({ entries: [{ ref: 'other' }], more: false });
    expect((await client.get(`/page/journal?q=${'x'.repeat(501)}`)).status).toBe(422);
  });

  describe('explains an entry', () => {
    const detailsOf = async (filter: object) => {
      const entry = simulator.centre.journal.list(filter).at(-1)!;
      return read<EntryDetails>(`/page/entries/${String(entry.seq)}`);
    };

    it('of a message sent over HTTP: its life, its writing, its exchange', async () => {
      await send('hello', { text: 'Prix : 12 €' });
      await simulator.clock.advanceBy(60_000);
      const { life, encoding, exchanges } = await detailsOf({ kind: 'message.delivered' });
      expect(life.map(({ kind }) => kind)).toEqual(['submission.accepted', 'message.delivered']);
      expect(encoding).toMatchObject({
        alphabet: 'GSM 7-bit',
        parts: [{ units: 12 }],
        costly: [{ character: '€' }],
      });
      const accepted = await detailsOf({ kind: 'submission.accepted' });
      expect(accepted.exchanges).toEqual(exchanges);
      expect(exchanges).toEqual([
        {
          protocol: 'http',
          title: 'Submission',
          request: {
            line: 'POST /carrier/messages HTTP/1.1',
            headers: expect.stringMatching(/^host: 127/im),
            body: expect.stringContaining('"text": "Prix : 12 €"'),
            note: null,
          },
          answer: {
            line: 'HTTP/1.1 200 OK',
            headers: 'content-type: application/json; charset=utf-8',
            body: expect.stringContaining('"parts": 1'),
            note: null,
          },
          note: null,
        },
      ]);
    });

    const http = ({ exchanges: [first] }: EntryDetails) => {
      if (first?.protocol !== 'http') throw new Error(JSON.stringify(first));
      return first;
    };

    it('of each of two requests about the same ref, with its own answer', async () => {
      simulator.centre.faults.set({ submitThrottleProbability: 1 });
      await send('again');
      simulator.centre.faults.clear();
      await send('again');
      const refused = await detailsOf({ kind: 'submission.refused' });
      expect(refused.entry).toMatchObject({
        reason: 'throttled',
        detail: 'Too many submissions: slow down.',
      });
      expect(http(refused).answer?.body).toContain('throttled');
      expect(http(await detailsOf({ kind: 'submission.accepted' })).answer?.body).toContain('"parts": 1');
    });

    it('of several in one request: the whole request, without what is secret', async () => {
      const message = { from: '36180', to: PHONE, text: 'Bonjour' };
      await client.post(
        '/carrier/messages',
        [
          { ...message, ref: 'a' },
          { ...message, ref: 'b' },
        ],
        {
          authorization: 'Bearer a-token-of-mine',
          cookie: 'session=mine',
          'x-shop': 'yes',
        },
      );
      const { request } = http(await detailsOf({ kind: 'submission.accepted', ref: 'a' }));
      expect(JSON.parse(request.body)).toMatchObject([{ ref: 'a' }, { ref: 'b' }]);
      expect(request.headers).toMatch(/^x-shop: yes$/m);
      expect(request.headers).toMatch(/^authorization: \[not kept\]$/im);
      expect(request.headers).not.toContain('mine');
    });

    it('of requests that come to nothing: the problem that was answered', async () => {
      expect(await send('known', { validity: 'soon' })).toMatchObject({ status: 200 });
      expect((await detailsOf({ kind: 'request.refused', ref: 'known' })).entry).toMatchObject({
        reason: 'invalid_item',
        detail: expect.stringContaining('validity must be'),
      });
      simulator.centre.faults.set({ downUntil: '2099-01-01T00:00:00Z' });
      await send('down');
      const down = await detailsOf({ kind: 'request.refused' });
      expect(down.entry).toMatchObject({ reason: 'carrier_down' });
      expect(http(down).answer).toMatchObject({
        line: 'HTTP/1.1 503 Service Unavailable',
        body: expect.stringContaining('"code": "carrier_down"'),
      });
    });

    it('of a long request: its beginning', async () => {
      const many = Array.from({ length: 300 }, (_, index) => ({
        ref: `r${String(index)}`,
        from: '36180',
        to: PHONE,
        text: 'Bonjour'.repeat(10),
      }));
      await client.post('/carrier/messages', many);
      const { request } = http(await detailsOf({ kind: 'submission.accepted' }));
      expect(request.note).toBe(`The first 16384 of ${String(JSON.stringify(many).length)} octets.`);
      expect(request.body).toHaveLength(16_384);
    });

    it('of what a client was told over HTTP: each attempt with its own answer', async () => {
      const ear = await ReceiptEar.open();
      let attempts = 0;
      ear.answer = () => (++attempts === 1 ? { status: 500, body: { sorry: true } } : undefined);
      await client.put('/carrier/connections/http', {
        receiptUrl: `${ear.url}/told`,
        token: 'a-token-of-mine',
      });
      await send('hello');
      await simulator.clock.advanceBy(60_000);
      const refused = http(await detailsOf({ kind: 'receipt.refused' }));
      expect(refused).toMatchObject({
        request: {
          line: `POST ${ear.url}/told HTTP/1.1`,
          body: expect.stringContaining('"state": "DELIVRD"'),
        },
        answer: { line: 'HTTP/1.1 500 Internal Server Error', body: expect.stringContaining('sorry') },
      });
      expect(refused.request.headers).toContain('authorization: [not kept]');
      expect(http(await detailsOf({ kind: 'receipt.acknowledged' })).answer?.line).toBe(
        'HTTP/1.1 204 No Content',
      );
      expect(http(await detailsOf({ kind: 'receipt.offered' }))).toEqual(refused);
      await ear.close();
      await client.post(`/control/phones/${PHONE}/messages`, { to: '36180', text: 'STOP' });
      await simulator.clock.advanceBy(0);
      const cut = http(await detailsOf({ kind: 'inbound.refused' }));
      expect(cut).toMatchObject({ answer: null, note: expect.stringContaining('It came to no answer') });
    });

    it('of what was done at two binds of one client that count alike, and after their PDUs have left the log', async () => {
      const port = Number(new URL(simulator.smppUrl).port);
      const binds = await Promise.all([1, 2].map(() => connect({ host: '127.0.0.1', port })));
      for (const bind of binds) await bind.bind('transmitter', { systemId: 'twice', password: 'x' });
      simulator.centre.faults.set({ submitAnswerDelayMs: 1_000 });
      const answers = binds.map((bind, index) =>
        bind.request('submit_sm', {
          sourceAddr: '36180',
          destinationAddr: PHONE.slice(1),
          shortMessage: Buffer.from(`From bind ${String(index)}`),
        }),
      );
      while (simulator.centre.summary().submitted < 2) await new Promise(setImmediate);
      await simulator.clock.advanceBy(1_000);
      await Promise.all(answers);
      for (let count = 0; count < MAX_LOGGED_PDUS / 2; count++) await binds[0]!.request('enquire_link', {});
      for (const index of [0, 1]) {
        const text = `From bind ${String(index)}`;
        const { exchanges, entry } = await detailsOf({ kind: 'submission.accepted', match: text });
        expect(exchanges.map(({ title }) => title)).toEqual(['submit_sm', 'submit_sm_resp']);
        const fields = exchanges.flatMap(one => (one.protocol === 'smpp' ? one.fields : []));
        expect(fields).toContainEqual(expect.objectContaining({ meaning: `“${text}”` }));
        expect(fields).toContainEqual(expect.objectContaining({ name: 'message_id', value: entry.id }));
      }
      for (const bind of binds) await bind.unbind();
    });

    it('of what SMPP has a number for only: the PDU, and a sentence', async () => {
      const session = await connect({ host: '127.0.0.1', port: Number(new URL(simulator.smppUrl).port) });
      await session.bind('transmitter', { systemId: 'esme', password: 'secret' });
      const fields = { sourceAddr: '36180', destinationAddr: PHONE.slice(1), shortMessage: Buffer.from('x') };
      await session.request('submit_sm', { ...fields, priorityFlag: 9 });
      const priority = await detailsOf({ kind: 'request.refused' });
      expect(priority.entry).toMatchObject({
        clientId: 'esme',
        to: PHONE.slice(1),
        reason: 'ESME_RINVPRTFLG',
        detail: 'submit_sm: priority_flag is 9; 0 to 3 have a meaning.',
      });
      expect(priority.exchanges.map(({ title }) => title)).toEqual(['submit_sm', 'submit_sm_resp']);
      await session.request('submit_multi', {
        sourceAddr: '36180',
        destinations: [{ kind: 'sme', ton: 1, npi: 1, addr: '33612345679' }],
        shortMessage: Buffer.from('x'),
      });
      const multi = await detailsOf({ kind: 'submission.accepted' });
      expect(multi.exchanges.map(({ title }) => title)).toEqual(['submit_multi', 'submit_multi_resp']);
      await session.unbind();
    });

    it('of one sent over SMPP: the PDUs that went over the line, field by field', async () => {
      const session = await connect({
        host: '127.0.0.1',
        port: Number(new URL(simulator.smppUrl).port),
        handlers: { deliver_sm: () => ({ status: 0 }) },
      });
      await session.bind('transceiver', { systemId: 'esme', password: 'secret' });
      await session.request('submit_sm', {
        sourceAddr: '36180',
        sourceAddrNpi: 1,
        destAddrTon: 1,
        destAddrNpi: 1,
        destinationAddr: PHONE.slice(1),
        registeredDelivery: 1,
        shortMessage: Buffer.from('Bonjour'),
      });
      await simulator.clock.advanceBy(60_000);
      const accepted = await detailsOf({ kind: 'submission.accepted' });
      expect(accepted.exchanges.map(({ title }) => title)).toEqual(['submit_sm', 'submit_sm_resp']);
      const [submit] = accepted.exchanges;
      expect(submit).toMatchObject({ protocol: 'smpp' });
      expect(submit?.protocol === 'smpp' && submit.fields).toEqual(
        expect.arrayContaining([
          { name: 'dest_addr_ton', value: '1', meaning: 'international' },
          { name: 'registered_delivery', value: '1', meaning: 'a receipt at the end' },
          { name: 'short_message', value: '426f6e6a6f7572', meaning: '“Bonjour”' },
        ]),
      );
      const receipt = await detailsOf({ kind: 'receipt' });
      expect(receipt.exchanges[0]).toMatchObject({ protocol: 'smpp', title: 'deliver_sm', note: null });
      expect(receipt.exchanges[0]?.protocol === 'smpp' && receipt.exchanges[0].fields).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'esm_class', meaning: 'a delivery receipt' }),
          expect.objectContaining({ name: 'message_state', meaning: 'DELIVERED' }),
        ]),
      );
      await session.unbind();
    });

    it('and not one that is not there', async () => {
      for (const seq of ['0', '999', 'x', '-1', '1e3']) {
        expect((await client.get(`/page/entries/${seq}`)).status).toBe(404);
      }
    });
  });
});
