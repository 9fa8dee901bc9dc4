import { placeText, type ScenarioMistake } from './source.js';

/** A scenario that cannot be run as it is written; every mistake has its file and line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(readonly mistakes: readonly ScenarioMistake[]) {
    super(
      mistakes
        .map(
          mistake =>
            `${placeText(mistake)}: ${mistake.path === '' ? 'the scenario' : mistake.path} ${mistake.mistake}`,
        )
        .join('\n'),
    );
  }
}
