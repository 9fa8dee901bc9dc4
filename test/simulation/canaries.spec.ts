import { CANARIES } from './canaries.js';
import { explain, shrink } from './shrink.js';
import { Simulation, type Verdict } from './simulation.js';

/** Runs in which a defect must show at the latest. */
const SEEDS_MAX = 200;

describe('The simulation, tested by defects that were put in on purpose,', () => {
  it.each(CANARIES)(
    'finds $name',
    async ({ sabotage, finds }) => {
      const found: string[] = [];
      for (let seed = 1; seed <= SEEDS_MAX && !found.some(what => finds.test(what)); seed += 1)
        found.push(...(await new Simulation(seed, {}, sabotage).run()).violations);
      expect(found.find(what => finds.test(what))).toBeDefined();
    },
    60_000,
  );
});

describe('A run that fails', () => {
  const [{ sabotage }] = CANARIES as [(typeof CANARIES)[0]];
  const fail = async (): Promise<Verdict> => {
    for (let seed = 1; ; seed += 1) {
      const verdict = await new Simulation(seed, {}, sabotage).run();
      if (verdict.violations.length > 0) return verdict;
    }
  };

  it('fails in the same way when its seed is played again, and shrinks to what its failure needs', async () => {
    const failing = await fail();
    expect(await new Simulation(failing.seed, {}, sabotage).run()).toEqual(failing);
    const smallest = await shrink(failing, sabotage);
    expect(smallest.violations).not.toEqual([]);
    expect(smallest.log.length).toBeLessThan(failing.log.length / 2);
    expect(explain(failing, smallest)).toContain(`CHAPPE_SEED=${failing.seed}`);
  }, 60_000);
});
