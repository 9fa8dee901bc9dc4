import { sourceFromYaml, sourceOf, type ScenarioSource } from '@chappe/smsc';
import * as yaml from 'yaml';
import { Problem } from '../problem/problem.js';

/** How a scenario in YAML is announced. */
export const SCENARIO_MEDIA_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** A scenario as it came: YAML as text, `{ file, yaml }`, or the scenario itself as JSON, which has no lines. */
export function sourceOfBody(body: unknown): ScenarioSource {
  if (typeof body === 'string') return sourceFromYaml(yaml, 'scenario.yaml', body);
  if (typeof body !== 'object' || body === null) {
    throw Problem.malformed(
      `Send a scenario as JSON, or as YAML with Content-Type: ${SCENARIO_MEDIA_TYPES[0]!}.`,
    );
  }
  if (!('yaml' in body)) return sourceOf(body, 'scenario.json');
  const { file = 'scenario.yaml', yaml: text } = body as { file?: unknown; yaml: unknown };
  if (typeof text !== 'string' || typeof file !== 'string' || file.length > 1_000) {
    throw Problem.invalid([{ field: 'yaml', detail: 'must be a text, and file the name of its file' }]);
  }
  return sourceFromYaml(yaml, file, text);
}
