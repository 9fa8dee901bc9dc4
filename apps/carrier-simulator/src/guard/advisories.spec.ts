/**
 * One test for each class of advisory that simulators like this one have had to publish, applied to this one. Classes that cannot
 * be met here, and why:
 *
 * - SSRF by fetching what a message links to (checks of HTML and of links, proxies of screenshots): the simulator fetches nothing
 *   that a message names. The one address it is given is where receipts go, and that is tested below.
 * - Bombs in image dimensions: there are no images, neither taken nor shown.
 * - Lengths of command lines and of `DATA` lines: SMPP has no lines. What has no end there is a PDU, tested below; the heads of HTTP
 *   requests are bounded by Node (16 KiB).
 */
import { request as httpRequest } from 'node:http';
import type { LookupAddress } from 'node:dns';
import { CommandStatus, MAX_PDU_OCTETS } from '@chappe/smpp';
import { MAX_JOURNAL_STREAMS } from '../control/journal.controller.js';
import { UrlGuard } from '../http/index.js';
import { MAX_CONTROL_BODY_OCTETS } from '../simulator.js';
import { RawPeer, Stage } from '../smpp/stage.contract-spec.js';
import { ReceiptEar, SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const PHONE = '+33612345678';
const item = (ref: string, changes: object = {}) => ({
  ref,
  from: '36180',
  to: PHONE,
  text: 'Bonjour',
  ...changes,
});

let stage: Stage;
let client: SimulatorClient;

async function open(...args: Parameters<typeof Stage.open>): Promise<void> {
  stage = await Stage.open(...args);
  client = new SimulatorClient(stage.simulator.url);
}

afterEach(() => stage.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request with headers and paths that fetch would not let through. An answer without an end is left after its head. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  const { hostname, port } = new URL(stage.simulator.url);
  return new Promise((done, failed) => {
    const asked = httpRequest({ hostname, port, path, headers, method, agent: false }, answer => {
      let text = '';
      const finish = (): void => done({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      if (answer.headers['content-type'] === 'text/event-stream') {
        finish();
        asked.destroy();
      }
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', finish).on('error', () => undefined);
    });
    asked.on('error', failed);
    asked.end(method === 'GET' ? '' : body);
  });
}

/** The data of an event stream's first event: up to the next line feed, and no other character ends a line. */
function dataOf(streamed: string): string {
  return streamed
    .split('\n')
    .find(line => line.startsWith('data: '))!
    .slice('data: '.length);
}

describe('SSRF by the address for receipts', () => {
  it.each([
    ['a private network', 'http://10.0.0.1/'],
    ['a private network as a decimal number', 'http://167772161/'],
    ['a private network in octal', 'http://012.0.0.1/'],
    ['a private network in hexadecimal', 'http://0x0a000001/'],
    ['link-local: what clouds tell of their machines', 'http://169.254.169.254/latest/meta-data'],
    ['shared by a carrier (CGNAT)', 'http://100.64.0.1/'],
    ['any address of this machine', 'http://0.0.0.0/'],
    ['a public one', 'http://93.184.216.34/'],
    ['unique local IPv6', 'http://[fd00::1]/'],
    ['link-local IPv6', 'http://[fe80::1]/'],
    ['IPv4 mapped into IPv6', 'http://[::ffff:10.0.0.1]/'],
    ['IPv4 in IPv6 by NAT64, loopback too', 'http://[64:ff9b::7f00:1]/'],
    ['IPv4 in IPv6 by 6to4, loopback too', 'http://[2002:7f00:1::]/'],
    ['IPv4 in IPv6 by Teredo', 'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/'],
    ['no HTTP', 'file:///etc/passwd'],
    ['no HTTP either', 'gopher://127.0.0.1:6379/_FLUSHALL'],
    ['with credentials', 'http://user:password@127.0.0.1/'],
  ])('%s is refused: %s', async (_what, receiptUrl) => {
    await open();
    for (const body of [{ receiptUrl }, { receiptUrl: 'http://127.0.0.1:9/', inboundUrl: receiptUrl }]) {
      expect(await client.put('/carrier/connections/http', body)).toMatchObject({ status: 422 });
    }
    const { body } = await client.post('/carrier/messages', item('a', { receiptUrl }));
    expect(body).toMatchObject({ error: { code: 'invalid_item', errors: [{ field: 'receiptUrl' }] } });
  });

  it('a redirect is not followed', async () => {
    await open();
    const [ear, elsewhere] = [await ReceiptEar.open(), await ReceiptEar.open()];
    ear.answer = () => ({ status: 307, headers: { location: `${elsewhere.url}/inside` } });
    await client.put('/carrier/connections/http', { receiptUrl: ear.url });
    await client.post('/carrier/messages', item('a', { registeredDelivery: 1 }));
    await stage.advance(60_000);
    expect(ear.batches.length).toBeGreaterThan(0);
    expect(elsewhere.batches).toEqual([]);
    await Promise.all([ear.close(), elsewhere.close()]);
  });

  it('a name is judged by where it leads at each connection, by all of its addresses', async () => {
    await open();
    const answers: LookupAddress[][] = [
      [{ address: '127.0.0.1', family: 4 }],
      [{ address: '10.0.0.1', family: 4 }],
      [
        { address: '127.0.0.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
      [{ address: '64:ff9b::a00:1', family: 6 }],
      [],
    ];
    const guard = new UrlGuard([], (_name, _options, answer) => answer(null, answers.shift()!));
    const connect = () =>
      new Promise<string>(done =>
        guard.lookup('rebinding.example', {}, (failure, address) =>
          done(failure?.message ?? String(address)),
        ),
      );
    expect(guard.mistakeIn('http://rebinding.example/')).toBeUndefined();
    expect(await connect()).toBe('127.0.0.1');
    for (let time = 0; time < 4; time++) expect(await connect()).toContain('must lead to this machine');
  });
});

describe('hijacks by foreign pages', () => {
  const STREAMS = [
    '/control/journal/stream',
    '/control/clock/followers/evil/stream?now=2027-01-01T00:00:00Z',
    '/page/stream',
  ];
  const CHANGES: readonly [string, string][] = [
    ['POST', '/control/clock/advance'],
    ['PUT', '/control/clock'],
    ['POST', '/control/clock/followers/host'],
    ['PUT', '/control/faults'],
    ['PATCH', '/control/faults'],
    ['DELETE', '/control/faults'],
    ['PUT', `/control/subscribers/${PHONE}`],
    ['DELETE', `/control/subscribers/${PHONE}`],
    ['POST', `/control/phones/${PHONE}/messages`],
    ['DELETE', `/control/phones/${PHONE}/messages`],
    ['POST', '/control/reset'],
    ['POST', '/control/runs'],
    ['DELETE', '/control/runs/checkout'],
    ['POST', '/control/scenarios/run'],
    ['PUT', '/control/inbound-routes/36180'],
    ['POST', '/carrier/messages'],
    ['PUT', '/carrier/connections/http'],
  ];
  const READS = ['/control/journal', '/control/journal/ndjson', '/control/smpp/pdus', '/page/journal'].map(
    path => ['GET', path] as const,
  );

  it.each([...STREAMS.map(path => ['GET', path] as const), ...CHANGES, ...READS])(
    '%s %s',
    async (method, path) => {
      await open();
      const { journal } = stage.simulator.centre;
      const before = [journal.total, stage.simulator.time.now()];
      const foreign: Record<string, string>[] = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
        // A form that is sent, and a window that is opened.
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        { host: 'evil.example' },
      ];
      for (const headers of foreign) {
        const { status, text } = await raw(
          path,
          { ...headers, 'content-type': 'application/json' },
          method,
          '{}',
        );
        expect({ status, code: (JSON.parse(text) as { code: string }).code }).toEqual({
          status: 403,
          code: expect.stringMatching(/^foreign_(origin|host)$/),
        });
      }
      expect([journal.total, stage.simulator.time.now()]).toEqual(before);
    },
  );

  it('what people read may be linked to, not framed nor loaded', async () => {
    await open();
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    for (const path of ['/', '/numbers']) {
      const { status, headers } = await raw(path, link);
      expect(status).toBe(200);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect((await raw(path, { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
      expect((await raw(path, { ...link, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
      expect((await raw(path, link, 'POST', '')).status).toBe(403);
    }
  });

  it('the simulator’s own page, and whoever is no browser, are let in', async () => {
    await open();
    for (const site of [undefined, 'same-origin', 'none']) {
      const headers: Record<string, string> = site === undefined ? {} : { 'sec-fetch-site': site };
      expect((await raw('/control/journal/stream', headers)).status).toBe(200);
    }
  });
});

describe('header injection', () => {
  it('a token for receipts cannot begin another header', async () => {
    await open();
    for (const token of ['x\r\nx-admin: 1', 'x\nx', 'x\u0000', 'é', 'a b']) {
      const reply = await client.put('/carrier/connections/http', {
        receiptUrl: 'http://127.0.0.1:9/',
        token,
      });
      expect(reply).toMatchObject({ status: 422, body: { errors: [{ field: 'token' }] } });
    }
  });

  it('line breaks in senders, refs and texts end no header, no event and no line', async () => {
    await open();
    const ear = await ReceiptEar.open();
    await client.put('/carrier/connections/http', { receiptUrl: ear.url });
    const ref = 'a\r\nx-admin: 1\r\n\r\ndata: {}\n\n';
    const text = 'one\r\n\r\ndata: {"kind":"world.reset"}\n\ntwo\u2028three';
    const ending = new AbortController();
    const stream = await fetch(`${client.url}/control/journal/stream?kind=submission`, {
      signal: ending.signal,
    });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { body } = await client.post(
      '/carrier/messages',
      item(ref, { from: '36180', text, registeredDelivery: 1 }),
    );
    expect(body).toMatchObject({ ref, id: expect.any(String) });
    let streamed = '';
    while (!streamed.includes('\n\n')) streamed += (await reader.read()).value ?? '';
    ending.abort();
    expect(streamed.match(/^data: /gm)).toHaveLength(1);
    expect(JSON.parse(dataOf(streamed))).toMatchObject({ ref, text });
    await stage.advance(60_000);
    expect(ear.events).toMatchObject([{ ref }]);
    expect(ear.batches[0]?.headers).not.toHaveProperty('x-admin');
    const lines = (await raw('/control/journal/ndjson')).text.trimEnd().split('\n');
    expect(lines).toHaveLength(stage.simulator.centre.journal.total);
    for (const line of lines) JSON.parse(line);
    await ear.close();
  });

  it('a sender with control characters is refused, over HTTP and SMPP', async () => {
    await open();
    const { body } = await client.post('/carrier/messages', item('a', { from: 'CHAP\r\nPE' }));
    expect(body).toMatchObject({ error: { code: 'invalid_item', errors: [{ field: 'from' }] } });
    const shop = await stage.bind();
    const { status } = await shop.submit({ sourceAddrTon: 5, sourceAddr: 'CHAP\r\nPE' });
    expect(status).toBe(CommandStatus.RINVSRCADR);
  });
});

describe('path traversal', () => {
  it.each([
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets/....//package.json',
    '/assets/%00index.html',
    '/..%2f..%2fpackage.json',
    '/docs/..%2f..%2f..%2fpackage.json',
    '/carrier/messages/..%2f..%2fpackage.json',
    '/control/runs/..%2f..%2fetc',
    '/page/entries/..%2f1',
  ])('%s leads nowhere', async path => {
    await open();
    const { status, text } = await raw(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain('"dependencies"');
  });

  it('what is exported has a name that no request chooses', async () => {
    await open();
    const { headers } = await raw('/control/journal/ndjson?id=..%2f..%2fevil&ref=%22;filename=evil');
    expect(headers['content-disposition']).toBe('attachment; filename="journal.ndjson"');
  });
});

describe('bodies and requests without an end', () => {
  it('longer bodies than a door reads are refused, whether they say how long they are or not', async () => {
    await open();
    const body = JSON.stringify({ by: 'PT1S', x: 'x'.repeat(MAX_CONTROL_BODY_OCTETS) });
    for (const path of ['/control/clock/advance', '/control/faults', '/CONTROL/reset', '/carrier']) {
      for (const headers of [
        { 'content-length': String(body.length) },
        { 'transfer-encoding': 'chunked' },
      ] as Record<string, string>[]) {
        const { status } = await raw(path, { ...headers, 'content-type': 'application/json' }, 'POST', body);
        expect([path, status]).toEqual([path, 413]);
      }
    }
    expect(await raw('/health/ready')).toMatchObject({ status: 200 });
  });

  it('a PDU of more than 64 KiB ends its line at once, one that dribbles when its time is up', async () => {
    await open({ smpp: { unfinishedPduTimeoutMs: 30 } });
    const witness = await stage.bind('transceiver', 'witness');
    const long = await stage.raw();
    await long.bind('transceiver', 'long');
    const header = Buffer.alloc(16);
    header.writeUInt32BE(MAX_PDU_OCTETS + 1);
    header.writeUInt32BE(4, 4);
    long.write(header);
    await long.closed;
    const slow = await stage.raw();
    await slow.bind('transceiver', 'slow');
    header.writeUInt32BE(100);
    slow.write(header);
    await slow.closed;
    expect(await witness.submit()).toMatchObject({ status: CommandStatus.ROK });
  });

  it.each([
    ['the head', 'POST /carrier/messages HTTP/1.1\r\nHost: localhost\r\nX-Slow: y'],
    [
      'the body',
      'POST /carrier/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])(
    'an HTTP request that dribbles in %s is given up, one that waits for its answer is not',
    async (_, dribble) => {
      await open({ requestTimeoutMs: 30 });
      stage.faults({ submitAnswerDelayMs: 1_000 });
      const waiting = client.post('/carrier/messages', item('patient'));
      await stage.until(() => stage.simulator.centre.summary().submitted === 1);
      const slow = await RawPeer.connect(Number(new URL(stage.simulator.url).port));
      slow.write(dribble);
      await slow.closed;
      expect(slow.received.toString()).toMatch(/^HTTP\/1\.1 408 /);
      await stage.advance(1_000);
      expect(await waiting).toMatchObject({ status: 200, body: { ref: 'patient' } });
      expect(stage.simulator.centre.summary().submitted).toBe(1);
    },
  );

  it('who connects and says nothing is shown out', async () => {
    await open({ smpp: { unboundTimeoutMs: 30 } });
    const silent = await stage.raw();
    await silent.closed;
  });
});

describe('bodies that nobody would read', () => {
  it.each([
    ['PUT', '/control/faults', '{"receiptLossProbability":1}'],
    ['PUT', `/control/subscribers/${PHONE}`, '{"state":"off"}'],
    ['POST', '/control/reset', '{"seed":9}'],
    ['PUT', '/control/clock', '{"mode":"real"}'],
    ['POST', '/control/runs', '{"id":"abc"}'],
    ['POST', '/carrier/messages', '{"ref":"a"}'],
  ])('%s %s changes nothing when its body is of another type', async (method, path, body) => {
    await open();
    stage.faults({ receiptLossProbability: 0.5 });
    const { journal } = stage.simulator.centre;
    const before = journal.total;
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      const answer = await raw(path, { ...headers, 'content-length': String(body.length) }, method, body);
      expect(answer.status).toBe(415);
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 'wrong_media_type',
        detail: expect.stringContaining('Content-Type: application/json'),
      });
    }
    expect(journal.total).toBe(before);
  });
});

describe('lists without an end', () => {
  it.each([
    ['GET', '/control/journal?limit=1001', undefined],
    ['GET', '/control/journal?limit=Infinity', undefined],
    ['GET', '/control/journal?limit=-1', undefined],
    ['GET', '/control/journal?limit=1&limit=2', undefined],
    ['GET', `/control/journal?match=${'x'.repeat(501)}`, undefined],
    ['GET', '/control/subscribers?limit=100000', undefined],
    ['GET', `/control/phones/${PHONE}/messages?limit=1e9`, undefined],
    ['GET', '/control/messages?limit=99999', undefined],
    ['GET', '/control/smpp/pdus?limit=99999', undefined],
    [
      'GET',
      `/control/clock/followers/a/stream?clients=${Array.from({ length: 33 }, (_, i) => `c${i}`).join(',')}`,
      undefined,
    ],
    ['POST', `/control/phones/${PHONE}/messages`, { to: '36180', text: 'x', count: 1e9 }],
    ['POST', `/control/phones/${PHONE}/messages`, { to: '36180', text: 'x'.repeat(5_001) }],
    ['PUT', '/control/clock', { mode: 'real', speed: 1e12 }],
    ['POST', '/control/wait', { for: { match: 'x'.repeat(501) } }],
  ])('%s %s', async (method, path, body) => {
    await open();
    expect((await client.send(method, path, body)).status).toBe(422);
  });

  it('streams of the journal are counted, and those that have ended are not', async () => {
    await open();
    const ending = new AbortController();
    const stream = (signal: AbortSignal) => fetch(`${client.url}/control/journal/stream`, { signal });
    await Promise.all(Array.from({ length: MAX_JOURNAL_STREAMS }, () => stream(ending.signal)));
    expect((await raw('/control/journal/stream')).status).toBe(429);
    ending.abort();
    let status = 429;
    while (status === 429) ({ status } = await raw('/control/journal/stream'));
    expect(status).toBe(200);
  });
});

describe('changes while somebody looks', () => {
  it('readers that come and go while messages do harm nobody', async () => {
    await open();
    const { centre } = stage.simulator;
    const entries = centre.journal.entries();
    const ends: (() => void)[] = [];
    for (let index = 0; index < 100; index++) {
      // Each listener takes itself and its neighbour away in the midst of being told.
      ends.push(
        centre.journal.subscribe(() => {
          ends[index]!();
          ends[(index + 1) % 100]?.();
        }),
      );
    }
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const number = `+3368900${String(1_000 + index)}`;
        await client.post('/carrier/messages', item(`ref-${index}`, { to: number }));
        await client.put(`/control/subscribers/${number}`, { state: 'off' });
        await client.get('/control/subscribers?limit=1000');
        await client.delete(`/control/subscribers/${number}`);
        const { body } = await client.post('/control/runs', {});
        if (body['id'] !== undefined) await client.delete(`/control/runs/${String(body['id'])}`);
        entries.next();
        if (index % 10 === 0) await client.post('/control/reset', {});
      }),
    );
    await stage.advance(60_000);
    expect((await client.get('/control/journal')).status).toBe(200);
    expect((await client.get('/control/runs')).body).toEqual({ data: [], next: null });
  });
});

describe('stored XSS', () => {
  const MARKUP = '<img src=x onerror=alert(1)><script>alert(1)</script>"\'&';

  it('a text is only ever data: JSON that no browser takes for a page', async () => {
    await open();
    await client.post('/carrier/messages', item('<b>', { text: MARKUP }));
    await stage.advance(60_000);
    for (const path of [
      '/control/journal',
      '/control/journal/ndjson',
      `/control/phones/${PHONE}/messages`,
      `/page/phones/${PHONE}`,
      '/page/journal',
      '/control/messages',
    ]) {
      const { status, headers, text } = await raw(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['content-type']).toMatch(/^application\/(json|x-ndjson)\b/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(text).toContain('onerror');
    }
    const { text } = await raw('/');
    expect(text).not.toContain('onerror');
  });

  it('what a question says does not come back as markup, neither in a page nor in a problem', async () => {
    await open();
    const query = encodeURIComponent(MARKUP);
    for (const path of [
      `/numbers?msisdn=${query}`,
      `/numbers?country=${query}`,
      `/${query}`,
      `/page/entries/${query}`,
    ]) {
      const { headers, text } = await raw(path);
      if (String(headers['content-type']).startsWith('text/html')) expect(text).not.toMatch(/<script>|<img/);
      else expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('a system id is printable, so that it can stand in a list', async () => {
    await open();
    const peer = await stage.raw();
    const answer = await peer.bind('transceiver', 'a\u0007b');
    expect(answer.status).toBe(CommandStatus.RINVSYSID);
  });
});
