import {
  failureText,
  readScenario,
  runScenario,
  sourceFromYaml,
  type RunScenarioOptions,
  type ScenarioRun,
} from '@chappe/smsc';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import * as yaml from 'yaml';

/** A scenario whose expectations were not met; the message has a line for each, with file and line. */
export class ScenarioFailedError extends Error {
  override readonly name = 'ScenarioFailedError';

  constructor(readonly run: ScenarioRun) {
    const { name, failures } = run.report;
    super(`${name}:\n${failures.map(failureText).join('\n')}`);
  }
}

/**
 * Runs a scenario of a YAML file, and rejects when it does not come out as it says. In a message centre of its own, or in
 * the one that is given.
 *
 * @example
 * it('delivers when the phone comes back', () => runScenarioFile('scenarios/stories/phone-comes-back.yaml'));
 *
 * @throws ScenarioError for a scenario that cannot be run as it is written, ScenarioFailedError for one that fails
 */
export async function runScenarioFile(path: string, options: RunScenarioOptions = {}): Promise<ScenarioRun> {
  const text = await readFile(path, 'utf8');
  const run = await runScenario(readScenario(sourceFromYaml(yaml, relative('', path), text)), options);
  if (!run.report.ok) throw new ScenarioFailedError(run);
  return run;
}
