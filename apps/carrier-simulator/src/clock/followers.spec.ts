import type { Timers } from '@chappe/smpp';
import { createSimulator, type Simulator } from '../simulator.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const START = Date.UTC(2026, 2, 2, 9);
const HOUR_MS = 3_600_000;

interface Told {
  readonly step?: number;
  readonly now: string;
  readonly mode: string;
  readonly speed: number;
}

/** Real time that stands still until a test lets it pass. */
class HandMadeTime implements Timers {
  private passed = 0;
  private readonly waiting = new Map<() => void, number>();

  now(): number {
    return this.passed;
  }

  after(ms: number, run: () => void): () => void {
    const ring = (): void => run();
    this.waiting.set(ring, this.passed + ms);
    return () => this.waiting.delete(ring);
  }

  pass(ms: number): void {
    this.passed += ms;
    for (const [ring, dueAt] of [...this.waiting]) {
      if (dueAt <= this.passed && this.waiting.delete(ring)) ring();
    }
  }
}

const PATIENCE_MS = 300;
const isStep = ({ step }: Told): boolean => step !== undefined;

/** A host that follows, as far as the simulator sees it: a stream, and answers. */
class Host {
  readonly told: Told[] = [];
  nextDueAt: number | null = null;
  outside = 0;
  silent = false;
  readonly left: Promise<void>;
  private readonly abort = new AbortController();
  private waiting: { fits: (event: Told) => boolean; done: (event: Told) => void } | undefined;
  private joined!: () => void;
  private readonly first = new Promise<void>(done => (this.joined = done));

  private constructor(
    private readonly client: SimulatorClient,
    private readonly name: string,
  ) {
    this.left = this.read().catch(() => undefined);
  }

  static async join(client: SimulatorClient, name = 'host'): Promise<Host> {
    const host = new Host(client, name);
    await host.first;
    return host;
  }

  /** The dates of its steps, hours since the start. */
  get hours(): number[] {
    return this.told
      .filter(({ step }) => step !== undefined)
      .map(({ now }) => (Date.parse(now) - START) / HOUR_MS);
  }

  /** Resolves with the first event that fits. */
  hears(fits: (event: Told) => boolean): Promise<Told> {
    const heard = this.told.find(fits);
    return heard ? Promise.resolve(heard) : new Promise(done => (this.waiting = { fits, done }));
  }

  kill(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    const url = `${this.client.url}/control/clock/followers/${this.name}/stream`;
    const { body } = await fetch(url, { signal: this.abort.signal });
    let text = '';
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) if (line.startsWith('data: ')) await this.hear(JSON.parse(line.slice(6)));
    }
  }

  private async hear(event: Told): Promise<void> {
    this.told.push(event);
    this.joined();
    if (this.waiting?.fits(event)) this.waiting.done(event);
    if (event.step === undefined || this.silent) return;
    if (this.nextDueAt !== null && this.nextDueAt <= Date.parse(event.now)) this.nextDueAt = null;
    await this.answer(event.step);
  }

  answer(step: number) {
    return this.client.post(`/control/clock/followers/${this.name}`, {
      step,
      nextDueAt: this.nextDueAt === null ? null : new Date(this.nextDueAt).toISOString(),
      outside: this.outside,
    });
  }
}

describe('a host that follows the clock', () => {
  let simulator: Simulator;
  let client: SimulatorClient;
  let real: HandMadeTime;

  beforeEach(async () => {
    real = new HandMadeTime();
    simulator = await createSimulator({
      port: 0,
      clockMode: 'manual',
      startAt: START,
      followerPatienceMs: PATIENCE_MS,
      timers: real,
    });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  const advance = (by: string) => client.post('/control/clock/advance', { by });
  const followers = async () => (await client.get('/control/clock')).body['followers'];
  const leaving = () => simulator.centre.journal.list({ kind: 'follower.left' });

  it('is told the date as it joins, and each date at which it has something to do', async () => {
    const host = await Host.join(client);
    expect(host.told).toEqual([{ now: '2026-03-02T09:00:00.000Z', mode: 'manual', speed: 1 }]);
    expect(await followers()).toEqual(['host']);
    host.nextDueAt = START + 5 * HOUR_MS;
    await advance('PT48H');
    expect([...new Set(host.hours)]).toEqual([0, 5, 48]);
  });

  it('is not asked at dates that do not concern it', async () => {
    const host = await Host.join(client);
    for (let hour = 1; hour <= 40; hour += 1) simulator.time.after(hour * HOUR_MS, () => undefined);
    await advance('PT48H');
    expect([...new Set(host.hours)]).toEqual([0, 48]);
    expect(host.hours.length).toBeLessThan(5);
  });

  it('is put out when it leaves a step unanswered, and time goes on without it', async () => {
    const host = await Host.join(client);
    host.silent = true;
    const advanced = advance('PT1H');
    await host.hears(isStep);
    real.pass(PATIENCE_MS);
    expect(await advanced).toMatchObject({ status: 200, body: { followers: [] } });
    expect(leaving()).toMatchObject([
      { clientId: 'host', detail: expect.stringContaining('has not answered') },
    ]);
    await host.left;
  });

  it('may ask for patience while it works', async () => {
    const host = await Host.join(client);
    host.silent = true;
    const advanced = advance('PT1H');
    await host.hears(isStep);
    for (let asked = 0; asked < 4; asked += 1) {
      real.pass(PATIENCE_MS - 1);
      await client.post('/control/clock/followers/host', { step: 1, busy: true });
    }
    host.silent = false;
    await host.answer(1);
    expect((await advanced).body).toMatchObject({ followers: ['host'] });
  });

  it('blocks nobody when it is killed in the middle of a step', async () => {
    const host = await Host.join(client);
    host.silent = true;
    const advanced = advance('PT1H');
    await host.hears(isStep);
    host.kill();
    expect(await advanced).toMatchObject({ status: 200, body: { followers: [] } });
  });

  it('is waited for while a request of it is on the wire, and put out if that never arrives', async () => {
    const host = await Host.join(client);
    host.outside = 1;
    const advanced = advance('PT1H');
    let heard = 0;
    for (let times = 0; times < 2; times += 1) {
      // The step after the next one begins after the last pause: it is never the steps that are late.
      const later = heard + 2;
      ({ step: heard = 0 } = await host.hears(({ step = 0 }) => step >= later));
      real.pass(PATIENCE_MS - 1);
    }
    expect((await advanced).body).toMatchObject({ followers: [] });
    expect(leaving()).toMatchObject([
      { detail: expect.stringContaining('1 of its requests are unanswered') },
    ]);
  });

  it('is not waited for while its requests are held here until a later date', async () => {
    const host = await Host.join(client);
    simulator.centre.faults.set({ submitAnswerDelayMs: 2 * HOUR_MS });
    host.outside = 1;
    const message = { ref: 'a', from: 'Chappe', to: '+33612345678', text: 'Bonjour' };
    const reply = client.post('/carrier/messages', message, { 'x-chappe-follower': 'host' }).then(answer => {
      host.outside = 0;
      return answer;
    });
    expect((await advance('PT1H')).body).toMatchObject({ followers: ['host'] });
    await advance('PT2H');
    expect(await reply).toMatchObject({ status: 200, body: { ref: 'a' } });
    // It knew the date at which it was answered before the answer came.
    expect(host.hours).toContain(2);
  });

  it('takes the place of its former life', async () => {
    const former = await Host.join(client);
    const present = await Host.join(client);
    await former.left;
    await advance('PT1H');
    expect(present.hours).toContain(1);
    expect(await followers()).toEqual(['host']);
  });

  it('goes on its own in real mode, and step by step during an advance', async () => {
    await client.put('/control/clock', { mode: 'real', speed: 2 });
    const host = await Host.join(client);
    expect(host.told).toMatchObject([{ mode: 'real', speed: 2 }]);
    await advance('PT48H');
    expect(host.hours.at(-1)).toBeGreaterThanOrEqual(48);
    const goesOn = (event: Told) => event.step === undefined && Date.parse(event.now) >= START + 48 * HOUR_MS;
    expect(await host.hears(goesOn)).toMatchObject({ mode: 'real', speed: 2 });
  });

  it('brings the simulator up to its own date when it comes from a former life', async () => {
    const url = `${simulator.url}/control/clock/followers/host/stream?now=2026-03-03T09:00:00.000Z`;
    const abort = new AbortController();
    await fetch(url, { signal: abort.signal });
    expect(simulator.time.now()).toBe(START + 24 * HOUR_MS);
    abort.abort();
  });

  it('cannot answer what nobody asked', async () => {
    expect(await client.post('/control/clock/followers/host', { step: 1 })).toMatchObject({
      status: 409,
      body: { code: 'unknown_step' },
    });
    expect((await client.get(`/control/clock/followers/${'x'.repeat(65)}/stream`)).status).toBe(422);
  });

  it('is one of 32 at most', async () => {
    const hosts = await Promise.all(Array.from({ length: 32 }, (_, i) => Host.join(client, `host-${i}`)));
    const one = await client.get('/control/clock/followers/one-more/stream');
    expect(one).toMatchObject({ status: 429, body: { code: 'too_many' } });
    for (const host of hosts) host.kill();
  });
});
