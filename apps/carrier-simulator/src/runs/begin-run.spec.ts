import { beginRun, MINUTE, SECOND, type SimulatorRun } from '@chappe/testing';
import { createSimulator, type Simulator } from '../simulator.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const SUITES = 8;

let simulator: Simulator;
let client: SimulatorClient;

beforeEach(async () => {
  simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: Date.UTC(2026, 2, 2, 9) });
  client = new SimulatorClient(simulator.url);
});

afterEach(() => simulator.close());

const begin = (): Promise<SimulatorRun> => beginRun({ simulator: simulator.url });
/** What the application under test would do. */
const send = (run: SimulatorRun, ref: string, to: string, text: string) =>
  client.post('/carrier/messages', { ref, from: '36180', to, text }, { 'x-chappe-client': run.id });

describe('a run of a suite in a simulator that runs', () => {
  it('waits until the message is on the phone, with its code and links, and no longer', async () => {
    const run = await begin();
    const phone = run.phone('990020');
    await send(run, 'a', phone, 'Your code is 482913, or go to https://example.com/c/1.');
    const before = simulator.time.now();
    expect(await run.waitFor({ to: phone, match: /code/, advance: true })).toMatchObject({
      code: '482913',
      links: ['https://example.com/c/1'],
      from: '36180',
      at: before + 5 * SECOND,
    });
    expect(simulator.time.now() - before).toBe(5 * SECOND);
    await run.end();
  });

  it('tells the second of two messages from the first', async () => {
    const run = await begin();
    const phone = run.phone(1);
    await send(run, 'a', phone, 'Your code is 1111');
    expect(await run.waitFor({ to: phone, match: 'code' })).toMatchObject({ code: '1111' });
    await send(run, 'b', phone, 'Your code is 2222');
    expect(await run.waitFor({ to: phone, match: 'code', nth: 2 })).toMatchObject({ code: '2222' });
  });

  it('says what is on the phone and what happened when it does not come, and takes no more time than it may', async () => {
    const run = await begin();
    const phone = run.phone(2);
    await send(run, 'a', phone, 'Hello');
    const before = simulator.time.now();
    await expect(run.waitFor({ to: phone, match: 'Goodbye', within: MINUTE })).rejects.toThrow(
      /a message to \+\d+ with Goodbye did not come within 60000 ms of simulated time.*"Hello"\nWhat happened last:\n.*message\.delivered/s,
    );
    expect(simulator.time.now() - before).toBe(MINUTE);
    await expect(run.waitFor({ to: phone, match: 'Goodbye', advance: false, within: 1 })).rejects.toThrow(
      'of real time',
    );
    expect(simulator.time.now() - before).toBe(MINUTE);
  });

  it('sets phones up and lets them answer, and keeps to its own', async () => {
    const run = await begin();
    const other = await begin();
    await run.set(run.phone(3), { state: 'off' });
    expect(simulator.centre.subscribers.get(run.phone(3)).state).toBe('off');
    await run.reply(run.phone(4), { to: '36180', text: 'STOP' });
    expect(await run.journal()).toContain('"kind":"inbound.sent"');
    expect(await other.journal()).toBe('');
    await expect(run.set(other.phone(1), { state: 'off' })).rejects.toThrow('is not one of the phones of');
    expect(() => run.phone('1234567')).toThrow('one to six digits');
    await run.end();
    expect(simulator.centre.subscribers.get(`${run.prefix}000003`).state).toBe('reachable');
    await expect(beginRun({ simulator: simulator.url, id: other.id })).rejects.toThrow(other.id);
  });

  it('is one of eight at once, and each gets its own codes', async () => {
    const runs = await Promise.all(Array.from({ length: SUITES }, begin));
    const codes = await Promise.all(
      runs.map(async (run, index) => {
        const phone = run.phone(7);
        await send(run, 'same-ref', phone, `Your code is 12345${String(index)}`);
        return (await run.waitFor({ to: phone, match: /code/, advance: true })).code;
      }),
    );
    expect(codes).toEqual(runs.map((_, index) => `12345${String(index)}`));
    await Promise.all(runs.map(run => run.end()));
  });
});
