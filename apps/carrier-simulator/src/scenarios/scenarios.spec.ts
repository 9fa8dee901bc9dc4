import * as yaml from 'yaml';
import { createSimulator, type Simulator } from '../simulator.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const PHONE = '+33612345678';
const YAML = { 'content-type': 'application/yaml' };
const RUN = '/control/scenarios/run';

describe('scenarios at the control door', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual' });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  it('are run from YAML, and what failed is told with its line', async () => {
    const { status, body } = await client.post(
      RUN,
      `name: Two steps\nsteps:\n  - send: { as: order, to: ${PHONE}, text: Hello }\n  - advance: PT1M\n  - expect: { message: order, state: EXPIRED }\n`,
      YAML,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: false,
      stepCount: 3,
      simulatedMs: 60_000,
      failures: [
        { file: 'scenario.yaml', line: 5, path: 'steps.2.expect', seen: 'it is DELIVRD after 1 attempts' },
      ],
      journal: { byKind: { 'message.delivered': 1 } },
    });
    expect(simulator.centre.subscribers.messages(PHONE)).toHaveLength(1);
  });

  it('that begin with a clean world do not while runs of suites are under way', async () => {
    await client.post('/control/runs', { id: 'mine' });
    const scenario = { name: 'Clean', seed: 7, steps: [{ advance: 'PT1S' }] };
    const before = simulator.centre.journal.total;
    expect(await client.post(RUN, scenario)).toMatchObject({
      status: 409,
      body: { code: 'not_for_run', detail: expect.stringContaining('mine') },
    });
    expect(simulator.centre.journal.total).toBe(before);
    expect((await client.post(`${RUN}?where=apart`, scenario)).body).toMatchObject({ ok: true });
    await client.delete('/control/runs/mine');
    expect((await client.post(RUN, scenario)).body).toMatchObject({ ok: true });
  });

  it('are run from JSON, or from YAML with the name of its file', async () => {
    const scenario = { name: 'One step', steps: [{ expect: { now: 'PT1S' } }] };
    expect((await client.post(RUN, scenario)).body).toMatchObject({ failures: [{ path: 'steps.0.expect' }] });
    const wrapped = { file: 'shop/order.yaml', yaml: yaml.stringify(scenario) };
    expect((await client.post(RUN, wrapped)).body).toMatchObject({
      failures: [{ file: 'shop/order.yaml', line: 3 }],
    });
  });

  it('are refused with every mistake and its line', async () => {
    const { status, body } = await client.post(
      RUN,
      'name: a\nsteps:\n  - advance: soon\n  - sned: {}\n',
      YAML,
    );
    expect([status, body['code']]).toEqual([422, 'invalid_request']);
    expect(body['errors']).toEqual([
      { field: 'steps.0.advance', detail: expect.stringMatching(/^line 3: must be/) },
      { field: 'steps.1', detail: expect.stringMatching(/^line 4: must have one of/) },
    ]);
    expect((await client.post(RUN, 'name: [', YAML)).status).toBe(422);
    expect((await client.post(RUN, `name: a\n#${'x'.repeat(1_100_000)}`, YAML)).status).toBe(413);
  });

  it('leave the simulator alone when they are run apart', async () => {
    const text = `name: a\nsteps:\n  - send: { to: ${PHONE}, text: Hello }\n  - advance: P1D\n  - expect: { phone: ${PHONE}, count: 1 }`;
    const before = simulator.time.now();
    expect((await client.post(`${RUN}?where=apart`, text, YAML)).body).toMatchObject({ ok: true });
    expect(simulator.time.now()).toBe(before);
    expect(simulator.centre.subscribers.messages(PHONE)).toEqual([]);
  });

  it('wait for what a host sends through the carrier’s door', async () => {
    simulator.time.after(60_000, async () => {
      await client.post('/carrier/messages', {
        ref: 'a',
        from: 'HOST',
        to: PHONE,
        text: 'Your code is 4711',
      });
    });
    const text = `name: a\nsteps:\n  - wait: { to: ${PHONE}, match: code, within: PT1H }\n`;
    expect((await client.post(RUN, text, YAML)).body).toMatchObject({ ok: true, failures: [] });
  });

  it('wait in real time where time follows the wall clock', async () => {
    await client.put('/control/clock', { mode: 'real', speed: 1 });
    const text = `name: a\nworld: { latency: none }\nsteps:\n  - wait: { to: ${PHONE}, kind: submission.accepted }\n`;
    const run = client.post(RUN, text, YAML);
    await client.post('/carrier/messages', { ref: 'a', from: 'HOST', to: PHONE, text: 'Hello' });
    expect((await run).body).toMatchObject({ ok: true });
  });

  it('begin with a clean world where they name a seed', async () => {
    simulator.centre.subscribers.set(PHONE, { state: 'off' });
    const text = `name: a\nseed: 7\nsteps:\n  - expect: { phone: ${PHONE}, state: reachable }`;
    expect((await client.post(RUN, text, YAML)).body).toMatchObject({ ok: true, seed: 7 });
  });

  it('are recorded from what was done at the doors, and replayed to the same end', async () => {
    await client.post('/control/reset', { seed: 5 });
    await client.put(`/control/subscribers/${PHONE}`, { state: 'off' });
    await client.post('/carrier/messages', { ref: 'a', from: 'HOST', to: PHONE, text: 'Hello' });
    await client.post('/carrier/messages', { ref: 'b', from: '36180', to: '+33612990008', text: 'Hello' });
    await client.post('/control/clock/advance', { by: 'PT3H' });
    await client.put(`/control/subscribers/${PHONE}`, { state: 'reachable' });
    await client.post('/control/clock/advance', { by: 'PT3H' });
    const answer = await fetch(`${simulator.url}/control/scenarios/record?name=Mine&anonymised=false`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/yaml/);
    const text = await answer.text();
    expect(text).toMatch(/^name: Mine\nseed: 5\n/);
    const journal = simulator.centre.journal.toNdjson();
    const { body } = await client.post(`${RUN}?where=apart`, text, YAML);
    expect(body).toMatchObject({ ok: true, journal: { entries: journal.trimEnd().split('\n').length } });
    const anonymous = await (await fetch(`${simulator.url}/control/scenarios/record`)).text();
    expect(anonymous).not.toContain(PHONE);
    expect((await client.post(`${RUN}?where=apart`, anonymous, YAML)).body).toMatchObject({ ok: true });
  });

  it('have a schema that editors read', async () => {
    expect((await client.get('/control/scenarios/schema')).body).toMatchObject({
      title: 'A scenario for the message centre',
    });
  });
});

describe('faults at the control door', () => {
  it('are set by the name of a bad day, with others on top', async () => {
    const simulator = await createSimulator({ port: 0, clockMode: 'manual' });
    const client = new SimulatorClient(simulator.url);
    const set = await client.put('/control/faults', { preset: 'half_open_link', bindRefusalProbability: 1 });
    expect(set.body).toEqual({ halfOpenProbability: 0.05, bindRefusalProbability: 1 });
    const unknown = await client.put('/control/faults', { preset: 'lazy_sunday' });
    expect([unknown.status, unknown.body['errors']]).toEqual([
      422,
      [expect.objectContaining({ field: 'preset' })],
    ]);
    await simulator.close();
  });
});
