import { FAULT_CLASSES } from './fault-classes.js';
import { explain, shrink } from './shrink.js';
import { Simulation } from './simulation.js';

/**
 * `CHAPPE_SEED=17` plays one seed again; `SIMULATION_SEEDS=100000` plays more of them than usual.
 */
const only = process.env['CHAPPE_SEED'];
const count = only === undefined ? Number(process.env['SIMULATION_SEEDS'] ?? 2000) : 1;
const first = Number(only ?? 1);
const SEEDS_PER_TEST = 100;
/** For a test of the slowest machine; a run takes some 25 ms. */
const LIMIT_MS = 120_000;

const ranges = Array.from({ length: Math.ceil(count / SEEDS_PER_TEST) }, (_, index) => {
  const from = first + index * SEEDS_PER_TEST;
  return [from, Math.min(from + SEEDS_PER_TEST, first + count) - 1] as const;
});

/** In how many runs each class of faults was, and each two of them together. */
const runsWith = new Map<string, number>();
const SEEDS_FOR_PAIRS = 1000;

describe('A platform whose hosts die, whose storage fails and whose carriers lie', () => {
  it.each(ranges)(
    'keeps its promises, and brings everything to an end: seeds %i to %i',
    async (from, to) => {
      for (let seed = from; seed <= to; seed += 1) {
        const verdict = await new Simulation(seed).run();
        for (const name of namesOf(verdict.faults)) runsWith.set(name, (runsWith.get(name) ?? 0) + 1);
        if (verdict.violations.length > 0) throw new Error(explain(verdict, await shrink(verdict)));
      }
    },
    LIMIT_MS,
  );

  it('meets every fault, alone of its kind and with every other', () => {
    const all = namesOf(FAULT_CLASSES);
    const [alone, pairs] = [all.filter(name => !name.includes('+')), all.filter(name => name.includes('+'))];
    const least = (names: readonly string[]) => Math.min(...names.map(name => runsWith.get(name) ?? 0));
    process.stdout.write(
      `${count} seeds: each of ${alone.length} classes of faults in ${least(alone)} of them or more, each of ${pairs.length} pairs in ${least(pairs)} or more\n`,
    );
    if (count >= SEEDS_FOR_PAIRS) expect(all.filter(name => !runsWith.has(name))).toEqual([]);
  });
});

/** The classes, and each two of them. */
function namesOf(classes: readonly string[]): readonly string[] {
  return classes.flatMap((one, index) => [one, ...classes.slice(index + 1).map(other => `${one}+${other}`)]);
}

describe('A run', () => {
  it('is the same each time it is played', async () => {
    for (let seed = 1; seed <= 15; seed += 1)
      expect(await new Simulation(seed).run()).toEqual(await new Simulation(seed).run());
  });

  it('goes through everything, with some luck', async () => {
    const reached = new Set<string>();
    const wrongs = new Set<string>();
    let [messages, deaths] = [0, 0];
    for (let seed = 1; seed <= 150; seed += 1) {
      const verdict = await new Simulation(seed).run();
      for (const what of verdict.reached) reached.add(what);
      for (const what of verdict.wrongs) wrongs.add(what);
      messages += verdict.messages;
      deaths += verdict.lives - 1;
    }
    expect([...reached].sort()).toEqual(
      ['scheduled', 'queued', 'submitting', 'in_doubt', 'second send', 'sent', 'buffered', 'delivered']
        .concat(['undelivered', 'rejected', 'expired', 'cancelled', 'second chance', 'no way'])
        .sort(),
    );
    expect([...wrongs].sort()).toEqual(
      ['notBegun', 'rolledBack', 'answerLost', 'runTwice', 'diesBefore', 'diesAfter', 'readFails']
        .concat(['diesHandingOver', 'handlerFails', 'submission.refused', 'submission.swallowed'])
        .concat(['answer.late', 'answer.lost', 'attempt.failed', 'message.lost', 'receipt.lost'])
        .sort(),
    );
    expect(messages).toBeGreaterThan(1000);
    expect(deaths).toBeGreaterThan(150);
  });
});
