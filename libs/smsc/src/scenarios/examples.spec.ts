import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as yaml from 'yaml';
import { OUTCOMES, readFate, TWISTS } from '../fates/index.js';
import { FAULT_PRESETS } from '../faults/index.js';
import { readScenario } from './read-scenario.js';
import { failureText } from './report.js';
import { runScenario } from './run-scenario.js';
import { FAULT_FIELDS } from './schema-parts.js';
import { SCENARIO_SCHEMA, VERB_NAMES } from './schema.js';
import { sourceFromYaml } from './yaml-source.js';

const FOLDER = join(import.meta.dirname, '../../../../scenarios');

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.yaml'))
  .toSorted();
const texts = new Map(files.map(file => [file, readFileSync(join(FOLDER, file), 'utf8')]));
const everything = [...texts.values()].join('\n');

describe('the example scenarios', () => {
  it.each(files)('%s comes out as it says', async file => {
    const { report } = await runScenario(readScenario(sourceFromYaml(yaml, file, texts.get(file)!)));
    expect(report.failures.map(failureText)).toEqual([]);
    expect(report.stepCount).toBeGreaterThan(0);
    expect(texts.get(file)).toMatch(/\b(expect|wait):/);
  });

  it('are one for each fate, each fault, each preset and each verb', () => {
    const numbers = everything.match(/\+\d{9,15}/g)!.map(number => readFate(number));
    const outcomes = new Set(numbers.map(fate => fate?.outcome.key));
    const twists = new Set(numbers.map(fate => fate?.twist.key));
    expect(OUTCOMES.filter(({ key }) => !outcomes.has(key)).map(({ key }) => key)).toEqual([]);
    expect(TWISTS.filter(({ key }) => !twists.has(key)).map(({ key }) => key)).toEqual([]);
    const words = new Set(everything.match(/[\w_]+(?=:)/g));
    const named = new Set(everything.match(/preset: \w+/g));
    expect([...Object.keys(FAULT_FIELDS), ...VERB_NAMES].filter(name => !words.has(name))).toEqual([]);
    expect(FAULT_PRESETS.filter(({ key }) => !named.has(`preset: ${key}`))).toEqual([]);
    expect(files.length).toBeGreaterThan(90);
  });

  it('have a name each, which no other one has', () => {
    const names = [...texts.values()].map(text => /^name: (.*)$/m.exec(text)?.[1]);
    expect(new Set(names).size).toBe(files.length);
  });
});

describe('the published schema', () => {
  it('is the one by which scenarios are checked', () => {
    const published: unknown = JSON.parse(readFileSync(join(FOLDER, 'scenario.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(SCENARIO_SCHEMA)));
  });
});
