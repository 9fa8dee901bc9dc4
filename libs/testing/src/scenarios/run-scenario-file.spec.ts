import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScenarioFile, ScenarioFailedError } from './run-scenario-file.js';

const EXAMPLES = join(import.meta.dirname, '../../../../scenarios/stories');

describe('a scenario file in a test', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scenario-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('passes when it comes out as it says', async () => {
    const { report, centre } = await runScenarioFile(join(EXAMPLES, 'phone-comes-back.yaml'));
    expect(report.ok).toBe(true);
    expect(centre.subscribers.messages('+33612345678')).toHaveLength(1);
  });

  it('fails with file, line and what was seen instead', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'name: Wrong\nsteps:\n  - expect: { now: PT1S }\n');
    const run = runScenarioFile(file);
    await expect(run).rejects.toThrow(ScenarioFailedError);
    await expect(run).rejects.toThrow(
      /^Wrong:\n.*wrong\.yaml:3: expect: expected now 2026-01-01T00:00:01\.000Z, but it is 2026/,
    );
  });

  it('fails with the line that cannot be understood', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'name: Broken\nsteps:\n  - sned: {}\n');
    await expect(runScenarioFile(file)).rejects.toThrow(/broken\.yaml:3: steps\.0 must have one of/);
  });
});
