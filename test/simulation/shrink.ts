import { FAULT_CLASSES } from './fault-classes.js';
import type { Omissions } from './plan.js';
import { Simulation, type Sabotage, type Verdict } from './simulation.js';

/** Runs that a search for the smallest failure may take. */
const TRIES_MAX = 150;

/**
 * Leaves out of a failing run what its failure does not need: classes of faults, then steps, one after the other. Answers the
 * smallest run that still fails, whatever with.
 */
export async function shrink(failing: Verdict, sabotage?: () => Sabotage): Promise<Verdict> {
  const { seed, steps: count } = failing;
  let smallest = failing;
  const faults = new Set<string>();
  const steps = new Set<number>();
  let tries = 0;
  const tryWithout = async (omissions: Required<Omissions>) => {
    if ((tries += 1) > TRIES_MAX) return false;
    const verdict = await new Simulation(seed, omissions, sabotage).run();
    if (verdict.violations.length === 0) return false;
    smallest = verdict;
    return true;
  };
  for (const name of FAULT_CLASSES) {
    if (await tryWithout({ faults: new Set([...faults, name]), steps })) faults.add(name);
  }
  // From the end: what comes last is needed least, and what comes first decides what the rest is about.
  for (let step = count - 1; step >= 0; step -= 1) {
    if (await tryWithout({ faults, steps: new Set([...steps, step]) })) steps.add(step);
  }
  return smallest;
}

/** A failure in words: what did not hold, what had happened, and how to see it again. */
export function explain(failing: Verdict, smallest: Verdict): string {
  return [
    `Seed ${failing.seed} breaks a promise:`,
    ...failing.violations.slice(0, 5).map(violation => `  ${violation}`),
    '',
    `See it again: CHAPPE_SEED=${failing.seed} npm test -- test/simulation`,
    '',
    'The smallest run of this seed that fails:',
    `  ${smallest.plan}`,
    ...smallest.log.map(line => `  ${line}`),
  ].join('\n');
}
