import { SimulatorClock } from '@chappe/carrier-http';
import { createSimulator, type Simulator } from '../simulator.js';

const START = Date.UTC(2026, 2, 2, 9);
const HOUR_MS = 3_600_000;

describe('SimulatorClock', () => {
  let simulator: Simulator;
  let clock: SimulatorClock;

  const follow = async (mode: 'manual' | 'real' = 'manual') => {
    simulator = await createSimulator({ port: 0, clockMode: mode, startAt: START });
    clock = new SimulatorClock({ url: simulator.url });
    await clock.connect();
  };

  afterEach(async () => {
    clock.detach();
    await simulator.close();
  });

  it('knows the date from the first call, and stands still', async () => {
    await follow();
    expect(clock.now()).toBe(START);
  });

  it('calls each timer at its date, in order, in step with the events of the simulator', async () => {
    await follow();
    const story: string[] = [];
    const hours = () => (clock.now() - START) / HOUR_MS;
    simulator.time.after(
      2 * HOUR_MS,
      () => void story.push(`simulator at ${(simulator.time.now() - START) / HOUR_MS}`),
    );
    clock.after(3 * HOUR_MS, () => void story.push(`host at ${hours()}`));
    clock.after(1 * HOUR_MS, () => {
      story.push(`host at ${hours()}`);
      clock.after(1.5 * HOUR_MS, () => void story.push(`host at ${hours()}`));
    });
    const cancelled = clock.after(HOUR_MS, () => void story.push('cancelled'));
    cancelled.cancel();
    await simulator.clock.advanceBy(48 * HOUR_MS);
    expect(story).toEqual(['host at 1', 'simulator at 2', 'host at 2.5', 'host at 3']);
    expect(clock.now()).toBe(START + 48 * HOUR_MS);
  });

  it('does not let time overtake its work', async () => {
    await follow();
    const dates: number[] = [];
    clock.after(HOUR_MS, async () => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(done => setImmediate(done));
      dates.push(simulator.time.now());
    });
    simulator.time.after(HOUR_MS + 1, () => void dates.push(simulator.time.now()));
    await simulator.clock.advanceBy(2 * HOUR_MS);
    expect(dates).toEqual([START + HOUR_MS, START + HOUR_MS + 1]);
  });

  it('does what is due at the present date by itself', async () => {
    await follow();
    await new Promise<void>(done => clock.at(START - 5, done));
    expect(clock.now()).toBe(START);
  });

  it('runs on its own in real mode, stands still when told to, and is stepped by an advance', async () => {
    await follow('real');
    await new Promise<void>(done => clock.after(5, done));
    expect(clock.now()).toBeGreaterThan(START);
    let calledAt = 0;
    clock.after(24 * HOUR_MS, () => {
      calledAt = clock.now();
    });
    const dueAt = clock.now() + 24 * HOUR_MS;
    await simulator.clock.advanceBy(48 * HOUR_MS);
    expect(Math.abs(calledAt - dueAt)).toBeLessThan(1_000);
    await simulator.clock.change({ mode: 'manual' });
    const now = clock.now();
    await new Promise(done => setImmediate(done));
    expect(clock.now()).toBe(now);
  });

  it('never goes back: a simulator that was started anew comes up to it', async () => {
    await follow();
    await simulator.clock.advanceBy(48 * HOUR_MS);
    const port = Number(new URL(simulator.url).port);
    await simulator.close();
    simulator = await createSimulator({
      port,
      smpp: { port: 0 },
      clockMode: 'manual',
      startAt: START + HOUR_MS,
    });
    const joined = new Promise<void>(done => {
      const end = simulator.centre.journal.subscribe(({ kind }) => {
        if (kind !== 'follower.joined') return;
        end();
        done();
      });
    });
    await joined;
    expect(simulator.time.now()).toBe(START + 48 * HOUR_MS);
    await simulator.clock.advanceBy(HOUR_MS);
    expect(clock.now()).toBe(START + 49 * HOUR_MS);
  });

  it('goes on as real time once detached, and blocks nobody', async () => {
    await follow();
    const called = new Promise<void>(done => clock.after(5, done));
    clock.detach();
    await called;
    expect(clock.now()).toBeGreaterThanOrEqual(START + 5);
    await simulator.clock.advanceBy(HOUR_MS);
  });

  it('says when there is no simulator, and what to do', async () => {
    await follow();
    const astray = new SimulatorClock({ url: 'http://127.0.0.1:1', connectWithinMs: 50 });
    await expect(astray.connect()).rejects.toThrow(
      /http:\/\/127.0.0.1:1 did not answer .* Start the simulator/,
    );
    expect(() => new SimulatorClock({ url: 'nowhere', name: 'a b' })).toThrow(/url is .*\n.*name is/);
  });
});
