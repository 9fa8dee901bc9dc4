/** A step that could not be done, or an expectation that was not met. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';

  constructor(
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`expected ${expected}, but ${seen}`);
  }
}
