import { CANARIES } from './canaries.js';
import { Simulation } from './simulation.js';

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
