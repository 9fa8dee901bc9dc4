import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBlocks } from './documents.ts';
import { MEASUREMENT, modelBlocks, readMeasurement } from './model-tables.ts';

const source = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const performance = source('../../docs/performance.md');

describe('docs/performance.md', () => {
  it('lists every setting of the bench, with its default', () => {
    const settings = [...source('settings.ts').matchAll(/read\('(BENCH_\w+)', ([\d_]+)\)/g)].map(
      ([, name, value]) => `| \`${name}\` | ${value!.replaceAll('_', '')} |`,
    );
    expect(settings).not.toEqual([]);
    for (const row of settings) expect(performance).toContain(row);
  });

  it('names every part that can be measured alone', () => {
    const parts = [...source('parts.ts').matchAll(/^ {4}name: '(\w+)'/gm)].map(([, name]) => `\`${name}\``);
    expect(performance).toContain(`${parts.join(', ')}; \`model\``);
  });

  it('has a place for all that is measured', () => {
    const written = [...source('parts.ts').matchAll(/\(\{ (\w+): await/g)].map(([, block]) => block!);
    expect([...readBlocks().keys()]).toEqual(
      expect.arrayContaining(['machine', 'lives', 'costs', MEASUREMENT, ...written]),
    );
  });
});

describe('docs/scale.md', () => {
  it('shows what the model makes of what was measured', () => {
    const blocks = readBlocks();
    const measurement = readMeasurement(blocks.get(MEASUREMENT)!);
    for (const [name, text] of Object.entries(modelBlocks(measurement))) {
      expect([name, blocks.get(name)]).toEqual([name, text]);
    }
  });
});
