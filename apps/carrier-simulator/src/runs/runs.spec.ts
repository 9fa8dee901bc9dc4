import { connect } from '@chappe/smpp';
import { createSimulator, type Simulator } from '../simulator.js';
import { ReceiptEar, SimulatorClient, type Reply } from '../testing/simulator-client.contract-spec.js';
import { MAX_RUNS } from './runs.js';

const START = Date.UTC(2026, 2, 2, 9);
const SUITES = 8;
const TESTS = 25;
/** What every suite sends: nothing in it tells them apart. */
const TEXT = 'Your code is 482913';

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly msisdn?: string;
  readonly clientId?: string;
  readonly ref?: string;
}

let simulator: Simulator;
let tester: SimulatorClient;

beforeEach(async () => {
  simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: START });
  tester = new SimulatorClient(simulator.url);
});

afterEach(() => simulator.close());

/** A suite of an application's tests, with a run of its own. */
class Suite {
  readonly headers: Record<string, string>;

  private constructor(
    readonly id: string,
    readonly prefix: string,
    readonly ear: ReceiptEar,
  ) {
    this.headers = { 'x-chappe-run': id };
  }

  static async begin(body: object = {}): Promise<Suite> {
    const { status, body: run } = await tester.post('/control/runs', body);
    if (status !== 201) throw new Error(JSON.stringify(run));
    const ear = await ReceiptEar.open();
    const { prefix } = run['numbers'] as { prefix: string };
    const suite = new Suite(String(run['id']), prefix, ear);
    await tester.put(`/carrier/connections/${suite.id}`, { receiptUrl: ear.url });
    return suite;
  }

  phone(index: number): string {
    return `${this.prefix}${String(index).padStart(6, '0')}`;
  }

  get(path: string): Promise<Reply> {
    return tester.get(path, this.headers);
  }

  post(path: string, body: unknown): Promise<Reply> {
    return tester.post(path, body, this.headers);
  }

  set(index: number, settings: object): Promise<Reply> {
    return tester.send('PUT', `/control/subscribers/${this.phone(index)}`, settings, this.headers);
  }

  submit(index: number, changes: object = {}): Promise<Reply> {
    return this.post('/carrier/messages', {
      ref: `ref-${index}`,
      from: '36180',
      to: this.phone(index),
      text: TEXT,
      ...changes,
    });
  }

  wait(what: object): Promise<Reply> {
    return this.post('/control/wait', { for: what, advance: true, timeout: 'PT10M' });
  }

  async journal(query = ''): Promise<Entry[]> {
    return (await this.get(`/control/journal?limit=1000${query}`)).body['data'] as Entry[];
  }

  /** One test: a phone that is off gets a message once it is back, and answers. */
  async test(index: number): Promise<void> {
    await this.set(index, { state: 'off' });
    expect((await this.submit(index)).body).toMatchObject({ ref: `ref-${index}`, repeated: false });
    expect(await this.wait({ kind: 'attempt.failed', ref: `ref-${index}` })).toMatchObject({ status: 200 });
    await this.set(index, { state: 'reachable' });
    const { body } = await this.wait({ kind: 'message.delivered', match: 'code', ref: `ref-${index}` });
    expect(body).toMatchObject({ msisdn: this.phone(index) });
    await this.post(`/control/phones/${this.phone(index)}/messages`, { to: '36180', text: `STOP ${index}` });
    await this.wait({ kind: 'inbound.acknowledged', msisdn: this.phone(index) });
  }

  async end(): Promise<void> {
    expect(await tester.delete(`/control/runs/${this.id}`)).toMatchObject({ status: 204 });
  }
}

describe('eight suites at once in one simulator', () => {
  let suites: Suite[];

  beforeEach(async () => {
    suites = await Promise.all(Array.from({ length: SUITES }, () => Suite.begin()));
  });

  afterEach(() => Promise.all(suites.map(({ ear }) => ear.close())));

  it('do not see each other: messages, waits, phones, receipts, replies', async () => {
    await Promise.all(
      suites.map(async suite => {
        for (let index = 0; index < TESTS; index++) await suite.test(index);
      }),
    );
    const phones = new Set(suites.flatMap(suite => Array.from({ length: TESTS }, (_, i) => suite.phone(i))));
    expect(phones.size).toBe(SUITES * TESTS);
    for (const suite of suites) {
      const journal = await suite.journal();
      expect(journal.filter(({ kind }) => kind === 'submission.accepted')).toHaveLength(TESTS);
      expect(
        journal.filter(({ msisdn }) => msisdn !== undefined && !msisdn.startsWith(suite.prefix)),
      ).toEqual([]);
      expect(new Set(journal.flatMap(({ clientId }) => clientId ?? []))).toEqual(new Set([suite.id]));
      const { data: subscribers } = (await suite.get('/control/subscribers?limit=1000')).body;
      expect(subscribers).toHaveLength(TESTS);
      const { data: messages } = (await suite.get('/control/messages?limit=1000')).body;
      expect(messages).toHaveLength(TESTS);
      // A receipt for each, and a reply from each phone.
      const events = suite.ear.events as unknown as {
        kind?: string;
        type?: string;
        from?: string;
        to?: string;
      }[];
      expect(events.length).toBeGreaterThanOrEqual(2 * TESTS);
      expect(JSON.stringify(events)).not.toMatch(
        new RegExp(
          suites
            .filter(other => other !== suite)
            .map(({ prefix }) => prefix.slice(1))
            .join('|'),
        ),
      );
    }
  });

  it('answer a wait with what came in their own run, although the others’ came first', async () => {
    const [mine, ...others] = suites as [Suite, ...Suite[]];
    const waiting = mine.post('/control/wait', {
      for: { kind: 'submission.accepted', match: 'code' },
      timeout: 'PT30S',
    });
    for (const other of others) await other.submit(1);
    await mine.submit(1);
    expect((await waiting).body).toMatchObject({ msisdn: mine.phone(1) });
    const named = await tester.post('/control/wait', { for: { kind: 'submission', run: others[0]!.id } });
    expect(named.body).toMatchObject({ msisdn: others[0]!.phone(1) });
  });

  it('hear only their own in the stream of the journal', async () => {
    const [mine, other] = suites as [Suite, Suite];
    const ending = new AbortController();
    const answer = await fetch(`${simulator.url}/control/journal/stream?run=${mine.id}&kind=submission`, {
      signal: ending.signal,
    });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    await other.submit(1);
    await mine.submit(2);
    let text = '';
    while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
    expect(JSON.parse(/^data: (.*)$/m.exec(text)![1]!)).toMatchObject({ msisdn: mine.phone(2) });
    ending.abort();
  });

  it('leave the others alone when they end or clear what is theirs', async () => {
    const [mine, other] = suites as [Suite, Suite];
    for (const suite of [mine, other]) {
      await suite.set(1, { state: 'off' });
      await suite.submit(1, { registeredDelivery: 1 });
      await suite.submit(2);
      await suite.wait({ kind: 'message.delivered', ref: 'ref-2' });
    }
    expect(await mine.post('/control/reset', {})).toMatchObject({ status: 204 });
    expect(await mine.journal()).toEqual([]);
    expect((await mine.get('/control/subscribers')).body['data']).toEqual([]);
    expect((await mine.get(`/control/phones/${mine.phone(2)}/messages`)).body['data']).toEqual([]);
    await tester.post('/control/clock/advance', { by: 'PT1S' });
    expect(mine.ear.events.at(-1)).toMatchObject({ ref: 'ref-1', state: 'DELETED' });

    expect((await other.get('/control/subscribers')).body['data']).toMatchObject([{ state: 'off' }]);
    expect((await other.get(`/control/phones/${other.phone(2)}/messages`)).body['data']).toHaveLength(1);
    expect(other.ear.events.map(event => (event as { state?: string }).state)).not.toContain('DELETED');
    await other.end();
    expect(simulator.centre.subscribers.size).toBe(0);
    expect(await other.get('/control/journal')).toMatchObject({ status: 404 });
    expect(await tester.get(`/carrier/connections/${other.id}`)).toMatchObject({ status: 404 });
    // The id and the numbers are free again, and nothing of the old run is to be seen.
    const heir = await Suite.begin({ id: other.id, prefix: other.prefix });
    suites.push(heir);
    expect((await heir.journal()).filter(({ kind }) => kind !== 'link.connected')).toEqual([]);
  });
});

describe('a run', () => {
  it('keeps to its phones: those of others are refused', async () => {
    const suite = await Suite.begin();
    const foreign = '+33612345678';
    for (const reply of [
      await tester.send('PUT', `/control/subscribers/${foreign}`, { state: 'off' }, suite.headers),
      await suite.get(`/control/subscribers/${foreign}`),
      await suite.get(`/control/phones/${foreign}/messages`),
      await suite.post(`/control/phones/${foreign}/messages`, { to: '36180', text: 'STOP' }),
      await suite.get(`/control/hlr/${foreign}`),
    ]) {
      expect(reply).toMatchObject({ status: 409, body: { code: 'outside_run' } });
    }
    expect(simulator.centre.journal.list({ msisdn: foreign })).toEqual([]);
    await suite.ear.close();
  });

  it('does not change the faults of all, but has its own with its phones', async () => {
    const suite = await Suite.begin();
    for (const [method, body] of [
      ['PUT', {}],
      ['PATCH', {}],
      ['DELETE', undefined],
    ] as const) {
      const reply = await tester.send(method, '/control/faults', body, suite.headers);
      expect(reply).toMatchObject({ status: 409, body: { code: 'not_for_run' } });
    }
    await suite.set(1, { faults: { submitErrorProbability: 1 } });
    expect((await suite.submit(1)).body).toMatchObject({ error: { code: 'system_error' } });
    expect((await suite.submit(2)).body).toMatchObject({ id: expect.any(String) });
    await suite.ear.close();
  });

  it.each([
    ['its phones', (suite: Suite) => ({ toPrefixes: [suite.prefix.slice(1)] }), {}],
    ['its clients', (suite: Suite) => ({ clientIds: [suite.id, `${suite.id}.bulk`] }), {}],
    [
      'more than it',
      (suite: Suite) => ({ clientIds: [suite.id, 'shop'] }),
      { submitErrorProbability: 1, only: expect.anything() },
    ],
  ])('takes faults with it that were set for %s', async (_whom, only, left) => {
    const suite = await Suite.begin();
    await tester.put('/control/faults', { submitErrorProbability: 1, only: only(suite) });
    await suite.end();
    expect(simulator.centre.faults.current).toEqual(left);
    await suite.ear.close();
  });

  it('owns what its SMPP clients do, and what others send to its phones', async () => {
    const suite = await Suite.begin({ id: 'checkout' });
    const session = await connect({ host: '127.0.0.1', port: Number(new URL(simulator.smppUrl).port) });
    await session.bind('transmitter', { systemId: 'checkout.x', password: '' });
    await session.request('submit_sm', {
      sourceAddr: '36180',
      destAddrTon: 1,
      destAddrNpi: 1,
      destinationAddr: '33612345678',
      shortMessage: Buffer.from('out of its block'),
    });
    session.destroy();
    await tester.post('/carrier/messages', {
      ref: 'x',
      from: '36180',
      to: suite.phone(7),
      text: 'from a stranger',
    });
    const texts = await suite.journal('&kind=submission.accepted');
    expect(texts.map(entry => (entry as { text?: string }).text)).toEqual([
      'out of its block',
      'from a stranger',
    ]);
    await suite.ear.close();
  });

  it('may choose its numbers, in any country, and they keep their fates', async () => {
    const suite = await Suite.begin({ prefix: '+447700' });
    await suite.submit(992_000);
    expect((await suite.wait({ kind: 'message.undeliverable' })).body).toMatchObject({
      msisdn: '+447700992000',
    });
    await suite.ear.close();
  });

  it('that waits in vain moves time by ten minutes and not by days, and is given no summary of all', async () => {
    const suite = await Suite.begin();
    const waiting = await suite.post('/control/wait', { for: { kind: 'message.delivered' }, advance: true });
    expect([waiting.status, simulator.time.now() - START]).toEqual([408, 600_000]);
    expect(await suite.get('/control/summary')).toMatchObject({ status: 409, body: { code: 'not_for_run' } });
    await suite.ear.close();
  });

  it('goes on after a reset of the world, and begins anew', async () => {
    const suite = await Suite.begin();
    await suite.submit(1);
    await tester.post('/control/reset', { seed: 5 });
    expect((await suite.journal()).map(({ kind }) => kind)).toEqual(['link.connected']);
    await suite.submit(1);
    expect(await suite.journal('&kind=submission.accepted')).toHaveLength(1);
    await suite.ear.close();
  });

  it('cannot take what another one has, nor be one too many', async () => {
    await tester.post('/control/runs', { id: 'a', prefix: '33699' });
    expect(await tester.post('/control/runs', { id: 'a' })).toMatchObject({ status: 409 });
    expect(await tester.post('/control/runs', { prefix: '+33699' })).toMatchObject({
      status: 409,
      body: { code: 'taken_by_run', detail: expect.stringContaining('the run a') },
    });
    for (let count = 1; count < MAX_RUNS; count++) await tester.post('/control/runs', {});
    expect(await tester.post('/control/runs', {})).toMatchObject({ status: 429 });
    const { data } = (await tester.get('/control/runs')).body as { data?: { numbers: { prefix: string } }[] };
    expect(new Set(data?.map(({ numbers }) => numbers.prefix)).size).toBe(MAX_RUNS);
  });

  it.each([
    [{ id: 'more than twelve' }, 'id'],
    [{ id: 'a.b' }, 'id'],
    [{ prefix: '0612' }, 'prefix'],
    [{ prefix: '3361234567' }, 'prefix'],
  ])('is refused for %j', async (body, field) => {
    expect(await tester.post('/control/runs', body)).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });

  it('may be one after the other for ever: the clients of those that have ended are forgotten', async () => {
    await simulator.close();
    simulator = await createSimulator({
      port: 0,
      clockMode: 'manual',
      startAt: START,
      limits: { maxClients: 3 },
    });
    tester = new SimulatorClient(simulator.url);
    for (let count = 0; count < 20; count++) {
      const suite = await Suite.begin();
      expect((await suite.submit(1)).body).toMatchObject({ ref: 'ref-1', repeated: false });
      const { port, hostname: host } = new URL(simulator.smppUrl);
      const session = await connect({ host, port: Number(port) });
      await session.bind('transmitter', { systemId: `${suite.id}.x` });
      const fields = { sourceAddr: '36180', destinationAddr: suite.phone(2).slice(1), registeredDelivery: 1 };
      expect(await session.request('submit_sm', fields)).toMatchObject({ response: { status: 0 } });
      await session.unbind();
      if (count % 2 === 0) await simulator.clock.advanceBy(60_000);
      await suite.end();
      await simulator.clock.advanceBy(0);
      await suite.ear.close();
    }
    expect(simulator.centre.clients().length).toBeLessThanOrEqual(3);
  });

  it('that nobody has begun is not known', async () => {
    for (const path of ['/control/journal', '/control/subscribers', '/control/messages']) {
      expect(await tester.get(path, { 'x-chappe-run': 'nobody' })).toMatchObject({ status: 404 });
    }
    expect(await tester.get('/control/journal?run=nobody')).toMatchObject({ status: 404 });
    expect(await tester.delete('/control/runs/nobody')).toMatchObject({ status: 404 });
  });
});
