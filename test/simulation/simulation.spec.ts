import { explain, shrink } from './shrink.js';
import { Simulation } from './simulation.js';

it('runs', async () => {
  const count = Number(process.env.SIMULATION_SEEDS ?? 20);
  const from = Number(process.env.CHAPPE_SEED ?? 1);
  const begin = performance.now();
  let messages = 0;
  const kinds = new Map<string, number[]>();
  for (let seed = from; seed < from + count; seed += 1) {
    const verdict = await new Simulation(seed).run();
    messages += verdict.messages;
    if (verdict.violations.length > 0) {
      const kind = verdict.violations[0]!.split('\n')[0]!
        .replace(/[a-z]+_[0-9A-Z]{10,}/g, 'X')
        .replace(/\d+/g, 'N');
      kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
      if (process.env.CHAPPE_SEED && count === 1)
        process.stdout.write(explain(verdict, await shrink(verdict)) + '\n');
    }
  }
  console.log(`${count} seeds, ${messages} messages, ${(performance.now() - begin) / count} ms each`);
  console.log([...kinds].map(([kind, seeds]) => `${seeds.length}× ${kind}  ${seeds.slice(0, 8)}`).join('\n'));
}, 600_000);
