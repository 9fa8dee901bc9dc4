import { createSimulator, type Simulator } from '../simulator.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const START = Date.UTC(2026, 2, 2, 9);
const MINUTE_MS = 60_000;

describe('a step of the clock', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeEach(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: START });
    client = new SimulatorClient(simulator.url);
  });

  afterEach(() => simulator.close());

  it('goes to the next date at which anything is due, and no further', async () => {
    const done: number[] = [];
    for (const minutes of [5, 7]) simulator.time.after(minutes * MINUTE_MS, () => void done.push(minutes));
    const step = await client.post('/control/clock/advance', { untilNext: true });
    expect(step.body).toMatchObject({ now: '2026-03-02T09:05:00.000Z', idle: false });
    expect(done).toEqual([5]);
  });

  it('says that it is idle where nothing is due, and time stands', async () => {
    const step = await client.post('/control/clock/advance', { untilNext: true });
    expect(step.body).toMatchObject({ now: '2026-03-02T09:00:00.000Z', idle: true });
  });

  it('is not combined with another way to advance', async () => {
    const both = await client.post('/control/clock/advance', { untilNext: true, by: 'PT1H' });
    expect(both).toMatchObject({ status: 422, body: { errors: [{ field: 'by' }] } });
  });

  it('is told to those who observe the clock, until they stop', async () => {
    let turns = 0;
    const stop = simulator.clock.observe(() => (turns += 1));
    await simulator.clock.advanceBy(MINUTE_MS);
    await simulator.clock.change({ speed: 2 });
    stop();
    await simulator.clock.advanceBy(MINUTE_MS);
    expect(turns).toBe(2);
  });
});
