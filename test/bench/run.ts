/**
 * `npm run bench`: what this machine does, in real processes that commit durably. Prints Markdown. `-- --write` puts it into
 * docs/performance.md and docs/scale.md, `BENCH_ONLY=<name>,…` measures parts alone, `BENCH_ONLY=model` measures nothing
 * and works out docs/scale.md again; other settings are listed in docs/performance.md.
 */
import { readBlocks, writeBlocks } from './documents.ts';
import { machineLine } from './machine.ts';
import { MEASUREMENT, modelBlocks, readMeasurement } from './model-tables.ts';
import { PARTS } from './parts.ts';
import { Theatre } from './stage.ts';

const names = [...PARTS.map(({ name }) => name), 'model'];
const only = (process.env.BENCH_ONLY || '').split(',').filter(name => name !== '');
const unknown = only.filter(name => !names.includes(name));
if (unknown.length > 0) {
  console.error(`BENCH_ONLY names ${unknown.join(', ')}; it must be of ${names.join(', ')}.`);
  process.exit(2);
}

/** Tells what is known as soon as it is: a run that is cut short has not been for nothing. */
function tell(blocks: Readonly<Record<string, string>>): void {
  for (const [block, text] of Object.entries(blocks)) console.log(`## ${block}\n\n${text}\n`);
  if (!process.argv.includes('--write')) return;
  const homeless = writeBlocks(new Map(Object.entries(blocks)));
  if (homeless.length > 0) console.error(`No document has a block for ${homeless.join(', ')}.`);
}

const isWhole = only.length === 0;
if (isWhole) tell({ machine: machineLine() });
const theatre = new Theatre();
try {
  for (const { name, what, run } of PARTS.filter(part => isWhole || only.includes(part.name))) {
    const begin = performance.now();
    console.error(`${name}: ${what}`);
    try {
      tell(await run(theatre));
    } catch (cause) {
      // The other parts are worth having all the same.
      process.exitCode = 1;
      console.error(cause);
    }
    console.error(`  ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  }
} finally {
  await theatre.close();
}
if (only.includes('model')) tell(modelBlocks(readMeasurement(readBlocks().get(MEASUREMENT)!)));
