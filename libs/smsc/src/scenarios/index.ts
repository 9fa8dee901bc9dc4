/**
 * Scenarios: a world, what is done in it, and what is expected, in a language with a published schema. They are read with
 * the way back to their lines, run in virtual time, and recorded from a journal.
 */
export { applyFaults } from './apply-faults.js';
export { readScenario, type CheckedScenario } from './read-scenario.js';
export { recordScenario, type RecordOptions } from './record.js';
export { RecordingError } from './record.errors.js';
export {
  failureText,
  MAX_FAILURES,
  MAX_REPORTED_STEPS,
  type ScenarioFailure,
  type ScenarioReport,
  type StepReport,
} from './report.js';
export { DEFAULT_MAX_STEPS, runScenario, type RunScenarioOptions, type ScenarioRun } from './run-scenario.js';
export type { Expectation, Scenario, ScenarioWorld, Step } from './scenario.js';
export { ScenarioError } from './scenario.errors.js';
export { mistakesInOperatorFields } from './operator-fields.js';
export { SCENARIO_SCHEMA, SCENARIO_SCHEMA_ID, VERB_NAMES } from './schema.js';
export {
  MAX_SCENARIO_LENGTH,
  placeText,
  sourceOf,
  type ScenarioMistake,
  type ScenarioSource,
} from './source.js';
export type { ScenarioClock } from './stage.js';
export { sourceFromYaml, type YamlLibrary } from './yaml-source.js';
