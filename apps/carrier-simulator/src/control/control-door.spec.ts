import { createSimulator, type Simulator } from '../simulator.js';
import { MAX_WAITERS } from './wait.controller.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const PHONE = '+33612345678';
const START = Date.UTC(2026, 2, 2, 9);

describe('the control door', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: START });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  const send = (ref: string, changes: object = {}) =>
    client.post('/carrier/messages', { ref, from: 'Chappe', to: PHONE, text: 'Bonjour', ...changes });

  describe('clock', () => {
    it('stands still until it is told to advance, by a duration or to a date', async () => {
      expect((await client.get('/control/clock')).body).toEqual({
        now: '2026-03-02T09:00:00.000Z',
        mode: 'manual',
        speed: 1,
        followers: [],
      });
      const by = await client.post('/control/clock/advance', { by: 'PT48H' });
      expect(by).toMatchObject({ status: 200, body: { now: '2026-03-04T09:00:00.000Z' } });
      const to = await client.post('/control/clock/advance', { to: '2026-03-05T00:00:00Z' });
      expect(to.body).toMatchObject({ now: '2026-03-05T00:00:00.000Z' });
    });

    it('advances until nothing is due any more', async () => {
      simulator.centre.subscribers.set(PHONE, { state: 'off' });
      await send('a');
      const { body } = await client.post('/control/clock/advance', { untilIdle: true });
      expect(body).toMatchObject({ idle: true, now: '2026-03-04T09:00:00.000Z' });
      expect(simulator.centre.journal.find({ kind: 'message.expired' })).toBeDefined();
    });

    it.each([
      [{}, 'by'],
      [{ by: 'PT1H', untilIdle: true }, 'by'],
      [{ by: 'P1M' }, 'by'],
      [{ by: -5 }, 'by'],
      [{ to: 'tomorrow' }, 'to'],
      [{ to: '2026-03-01T00:00:00Z' }, 'to'],
    ])('does not advance by %j', async (body, field) => {
      const reply = await client.post('/control/clock/advance', body);
      expect(reply).toMatchObject({ status: 422, body: { errors: [{ field }] } });
      expect(simulator.time.now()).toBe(START);
    });

    it('follows the wall clock at a chosen speed, and stands still again', async () => {
      await send('a');
      const real = await client.put('/control/clock', { mode: 'real', speed: 100_000 });
      expect(real.body).toMatchObject({ mode: 'real', speed: 100_000 });
      const { body } = await client.post('/control/wait', { for: { kind: 'message.delivered' } });
      expect(body).toMatchObject({ ref: 'a' });
      await client.put('/control/clock', { mode: 'manual' });
      const { now } = (await client.get('/control/clock')).body;
      await client.get('/health/live');
      expect((await client.get('/control/clock')).body).toMatchObject({ now, mode: 'manual' });
    });

    it('jumps ahead in real mode too, does what is due on the way, and goes on following', async () => {
      await client.put('/control/clock', { mode: 'real', speed: 1 });
      simulator.centre.subscribers.set(PHONE, { state: 'off' });
      await send('a');
      const { body } = await client.post('/control/clock/advance', { by: 'PT49H' });
      expect(body['mode']).toBe('real');
      expect(Date.parse(String(body['now']))).toBeGreaterThanOrEqual(START + 49 * 3_600_000);
      expect(simulator.centre.journal.find({ kind: 'message.expired' })).toBeDefined();
    });
  });

  describe('wait', () => {
    it('answers what has come already', async () => {
      await send('a');
      const { body } = await client.post('/control/wait', { for: { kind: 'submission', ref: 'a' } });
      expect(body).toMatchObject({ kind: 'submission.accepted', at: '2026-03-02T09:00:00.000Z' });
    });

    it('lets virtual time move from event to event until it comes', async () => {
      simulator.centre.subscribers.set(PHONE, { state: 'off', until: START + 3 * 3_600_000 });
      await send('a');
      const { status, body } = await client.post('/control/wait', {
        for: { msisdn: '33612345678', kind: 'message.delivered', match: 'jour' },
        timeout: 'PT24H',
        advance: true,
      });
      expect(status).toBe(200);
      expect(Date.parse(String(body['at']))).toBeGreaterThanOrEqual(START + 3 * 3_600_000);
      expect(simulator.time.now()).toBe(Date.parse(String(body['at'])));
    });

    it('says so when nothing came in time', async () => {
      const reply = await client.post('/control/wait', {
        for: { kind: 'nothing' },
        timeout: 'PT1H',
        advance: true,
      });
      expect(reply).toMatchObject({ status: 408, body: { code: 'wait_timed_out' } });
      expect(simulator.time.now()).toBe(START + 3_600_000);
      expect(await client.post('/control/wait', { for: { kind: 'nothing' }, timeout: 0 })).toMatchObject({
        status: 408,
      });
    });

    it('lets so many wait at a time and no more, and those that have given up do not count', async () => {
      const abort = new AbortController();
      const body = { for: { kind: 'nothing' }, timeout: 'PT1M' };
      const waiting = Array.from({ length: MAX_WAITERS }, () =>
        client.send('POST', '/control/wait', body, {}, abort.signal).catch(() => undefined),
      );
      let status = 0;
      // Whoever comes before all of them are there waits for no time at all.
      while (status !== 429) ({ status } = await client.post('/control/wait', { ...body, timeout: 0 }));
      abort.abort();
      await Promise.all(waiting);
      while (status !== 408) ({ status } = await client.post('/control/wait', { ...body, timeout: 0 }));
    });

    it('names what it does not know in a filter', async () => {
      const reply = await client.post('/control/wait', { for: { kinds: 'x' } });
      expect(reply).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'for.kinds', detail: 'is not known' }] },
      });
    });
  });

  it('sets, changes and forgets subscribers', async () => {
    expect((await client.get(`/control/subscribers/${PHONE}`)).body).toMatchObject({
      msisdn: PHONE,
      state: 'reachable',
      mentioned: false,
    });
    expect(
      await client.put('/control/subscribers/33612345678', { state: 'off', inboxCapacity: 3 }),
    ).toMatchObject({
      status: 200,
      body: { state: 'off', inboxCapacity: 3, mentioned: true },
    });
    expect(
      (await client.patch(`/control/subscribers/${PHONE}`, { inboxCapacity: null })).body,
    ).not.toHaveProperty('inboxCapacity');
    expect((await client.get('/control/subscribers')).body).toMatchObject({
      data: [{ msisdn: PHONE }],
      next: null,
    });
    expect(await client.delete(`/control/subscribers/${PHONE}`)).toMatchObject({ status: 204 });
    expect((await client.get('/control/subscribers')).body).toEqual({ data: [], next: null });
  });

  it('tells every mistake in a subscriber at once, and changes nothing', async () => {
    const reply = await client.put(`/control/subscribers/${PHONE}`, { state: 'asleep', inboxCapacity: -1 });
    expect(reply.status).toBe(422);
    expect((reply.body['errors'] as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'inboxCapacity',
      'state',
    ]);
    expect(await client.get('/control/subscribers/hello')).toMatchObject({
      status: 422,
      body: { code: 'invalid_msisdn' },
    });
  });

  it('shows what is on a phone, reads it and empties it', async () => {
    await send('a');
    await simulator.clock.advanceBy(60_000);
    const path = `/control/phones/${PHONE}`;
    expect((await client.get(`${path}/messages`)).body).toMatchObject({
      data: [{ from: 'Chappe', text: 'Bonjour', complete: true, read: false, parts: [{ no: 1 }] }],
      next: null,
    });
    expect(await client.post(`${path}/read`, undefined)).toMatchObject({ status: 200, body: { count: 1 } });
    expect((await client.delete(`${path}/messages`)).body).toEqual({ count: 1 });
    expect((await client.get(`${path}/messages`)).body).toEqual({ data: [], next: null });
  });

  it('sets, changes and clears faults, with every mistake at once', async () => {
    expect((await client.put('/control/faults', { submitRatePerSecond: 5 })).body).toEqual({
      submitRatePerSecond: 5,
    });
    const patched = await client.patch('/control/faults', { submitRatePerSecond: null, cutProbability: 0.5 });
    expect(patched.body).toEqual({ cutProbability: 0.5 });
    const wrong = await client.put('/control/faults', { cutProbability: 2, gremlins: true });
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field: 'gremlins' })]) },
    });
    expect((await client.get('/control/faults')).body).toEqual({ cutProbability: 0.5 });
    expect(await client.delete('/control/faults')).toMatchObject({ status: 204 });
    expect((await client.get('/control/faults')).body).toEqual({});
  });

  it('shows the journal by pages, filtered', async () => {
    for (const ref of ['a', 'b', 'c']) await send(ref);
    const first = await client.get('/control/journal?kind=submission&limit=2');
    expect(first.body).toMatchObject({ data: [{ ref: 'a' }, { ref: 'b' }], dropped: 0 });
    const rest = await client.get(
      `/control/journal?kind=submission&limit=2&since=${String(first.body['next'])}`,
    );
    expect(rest.body).toMatchObject({ data: [{ ref: 'c' }], next: null });
    expect(await client.get('/control/journal?limit=1001')).toMatchObject({ status: 422 });
  });

  it('streams the journal, and resumes after the last event that was heard', async () => {
    await send('a');
    const first = await eventsOf(`${simulator.url}/control/journal/stream?since=0`, {}, 1);
    expect(first[0]).toMatchObject({ seq: 1, kind: 'world.reset' });
    const later = eventsOf(`${simulator.url}/control/journal/stream`, { 'last-event-id': '2' }, 1);
    await send('b');
    expect(await later).toMatchObject([{ kind: 'submission.accepted', ref: 'b' }]);
  });

  it('gives the whole journal as lines, the same for the same seed and script', async () => {
    const run = async () => {
      await client.post('/control/reset', { seed: 7 });
      const since = simulator.time.now();
      await send('a');
      await client.post('/control/clock/advance', { by: 'PT1H' });
      const text = await (await fetch(`${simulator.url}/control/journal/ndjson`)).text();
      return text.replace(/"at":"([^"]+)"/g, (_, at: string) => `"at":${Date.parse(at) - since}`);
    };
    const first = await run();
    expect(first).toContain('message.delivered');
    expect(await run()).toBe(first);
  });

  it('answers lookups, sums a run up, and lists messages and operators', async () => {
    await send('a');
    await simulator.clock.advanceBy(60_000);
    expect((await client.get(`/control/hlr/${PHONE}`)).body).toMatchObject({
      msisdn: PHONE,
      known: true,
      reach: 'present',
    });
    expect((await client.get('/control/summary')).body).toMatchObject({
      accepted: 1,
      delivered: 1,
      billedParts: 1,
    });
    expect((await client.get('/control/messages')).body).toMatchObject({
      data: [{ ref: 'a', state: 'DELIVRD' }],
    });
    expect((await client.get('/control/operators')).body['data']).not.toHaveLength(0);
    expect(await client.get('/control/hlr/x')).toMatchObject({ status: 422 });
  });

  it('gives numbers to clients, and takes them away', async () => {
    for (const name of ['shop', 'bank']) {
      const message = { ref: 'a', from: 'Chappe', to: PHONE, text: 'Bonjour' };
      await client.post('/carrier/messages', message, { 'x-chappe-client': name });
    }
    const stop = () =>
      client.post(`/control/phones/${PHONE}/messages`, { to: '36180', text: 'STOP', delay: 'PT1S' });
    const unroutable = () => simulator.centre.journal.list({ kind: 'inbound.unroutable' });
    expect(await client.put('/control/inbound-routes/36180', { clientId: 'shop' })).toMatchObject({
      status: 204,
    });
    await stop();
    await simulator.clock.advanceBy(60_000);
    expect(unroutable()).toHaveLength(0);
    expect(await client.delete('/control/inbound-routes/36180')).toMatchObject({ status: 204 });
    await stop();
    await simulator.clock.advanceBy(60_000);
    expect(unroutable()).toHaveLength(1);
  });

  it('begins anew: no messages, no subscribers, an empty journal', async () => {
    simulator.centre.subscribers.set(PHONE, { state: 'off' });
    await send('a');
    expect(await client.post('/control/reset', {})).toMatchObject({ status: 204 });
    expect((await client.get('/control/summary')).body).toMatchObject({ accepted: 0 });
    expect((await client.get('/control/subscribers')).body).toEqual({ data: [], next: null });
    expect(await client.post('/control/reset', { seed: 'x' })).toMatchObject({ status: 422 });
  });

  describe('from elsewhere', () => {
    it('is not driven by foreign pages, nor under a foreign name', async () => {
      const foreign = await client.get('/control/clock', { origin: 'https://evil.example' });
      expect(foreign).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
      const own = await client.get('/control/clock', { origin: simulator.url });
      expect(own.status).toBe(200);
      expect(await statusUnderName(simulator.url, 'evil.example')).toBe(403);
      expect(await statusUnderName(simulator.url, 'localhost:4000')).toBe(200);
      expect(await statusUnderName(simulator.url, '[::1]:4000')).toBe(200);
    });

    it('is told with a problem that there is nothing here', async () => {
      expect(await client.get('/nowhere')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    });

    it('finds out how it is, and all that it can do', async () => {
      expect(await client.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect(await client.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect((await fetch(`${simulator.url}/docs`)).status).toBe(200);
    });
  });
});

describe('operators at the control door', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: START });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  const submit = async (text: string, purpose?: string) => {
    const message = {
      ref: text,
      from: '36180',
      to: PHONE,
      text,
      ...(purpose === undefined ? {} : { purpose }),
    };
    const { body } = await client.post('/carrier/messages', message);
    await simulator.clock.advanceBy(60_000);
    return simulator.centre.query('http', String(body['id']))?.reason;
  };

  it('get rules while the simulator runs: spam words, marketing hours', async () => {
    const { key } = simulator.centre.network.homeOf(PHONE.slice(1))!;
    expect(await submit('Visit our casino')).toBeUndefined();
    const rules = { spamWords: ['casino'], marketingHours: [{ from: '20:00', to: '21:00' }] };
    expect(await client.patch(`/control/operators/${key}`, rules)).toMatchObject({
      status: 200,
      body: { key, ...rules },
    });
    expect([await submit('Your casino'), await submit('Sale', 'marketing')]).toEqual([
      'spam',
      'marketing_hours',
    ]);
  });

  it('come and go, and what is wrong with one is told', async () => {
    const operator = { name: 'New', country: 'FR', mcc: '208', mnc: '77', prefixes: ['33612345'] };
    expect(await client.put('/control/operators/new', operator)).toMatchObject({
      status: 200,
      body: { key: 'new' },
    });
    expect(simulator.centre.lookup(PHONE)?.home?.operator).toBe('new');
    expect((await client.delete('/control/operators/new')).status).toBe(204);
    expect(simulator.centre.lookup(PHONE)?.home?.operator).not.toBe('new');
    expect(await client.put('/control/operators/new', { name: 'New' })).toMatchObject({ status: 422 });
    expect(await client.patch('/control/operators/fr-1', { spamWord: ['x'] })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'spamWord' }] },
    });
    expect(await client.patch('/control/operators/nobody', {})).toMatchObject({ status: 422 });
    const of = await client.send('PATCH', '/control/operators/fr-1', {}, { 'x-chappe-run': 'none' });
    expect(of.status).toBe(404);
  });
});

/** Reads so many events of a stream, then leaves. */
async function eventsOf(url: string, headers: Record<string, string>, count: number): Promise<unknown[]> {
  const abort = new AbortController();
  const { body } = await fetch(url, { headers, signal: abort.signal });
  const events: unknown[] = [];
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) if (line.startsWith('data: ')) events.push(JSON.parse(line.slice(6)));
    if (events.length >= count) break;
  }
  abort.abort();
  return events;
}

async function statusUnderName(url: string, host: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((done, failed) => {
    request(`${url}/health/live`, { headers: { host } }, response => {
      response.resume();
      done(response.statusCode ?? 0);
    })
      .on('error', failed)
      .end();
  });
}
