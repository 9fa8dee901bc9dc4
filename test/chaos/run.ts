/**
 * `npm run chaos`: real processes are killed, cut off and starved, and then everything is judged. `--long` does all of it,
 * `--only <drill>` one drill, `--seed <n>` repeats a run, `--bug <name>` plants that one
 * alone, `--minutes <n>` is how long the cluster is tormented in the long form.
 */
import { parseArgs } from 'node:util';
import { Chance } from './chance.ts';
import { DRILLS } from './drills/index.ts';
import { Report, recoveryTable, type Recovery } from './drills/report.ts';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
    bug: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const chosen = DRILLS.filter(drill => values.only === undefined || drill.name.startsWith(values.only));
if (chosen.length === 0 || !Number.isSafeInteger(seed)) {
  console.error(
    `Usage: npm run chaos -- [--long] [--seed <number>] [--only ${DRILLS.map(({ name }) => name).join('|')}]`,
  );
  process.exit(2);
}

console.log(`seed ${seed}`);
let failed = 0;
const recoveries: Recovery[] = [];
for (const drill of chosen) {
  console.log(`${drill.name}: ${drill.what}`);
  const report = new Report(drill.name, line => console.log(line));
  const begin = performance.now();
  try {
    await drill.run(
      { chance: new Chance(seed), isLong: values.long, minutes: Number(values.minutes), bug: values.bug },
      report,
    );
  } catch (cause) {
    report.fail(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  }
  recoveries.push(...report.recoveries);
  failed += report.failures.length;
  console.log(
    `  ${report.failures.length === 0 ? 'held' : 'BROKEN'} in ${((performance.now() - begin) / 1000).toFixed(1)} s`,
  );
}
if (recoveries.length > 0)
  console.log(`\nHow long until all was well again:\n\n${recoveryTable(recoveries)}\n`);
console.log(failed === 0 ? 'Everything held.' : `${failed} failures. Repeat with --seed ${seed}.`);
process.exitCode = failed === 0 ? 0 : 1;
