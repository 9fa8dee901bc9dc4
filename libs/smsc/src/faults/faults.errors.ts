/** One mistake in what was given. */
export interface FieldMistake {
  /** The field, with dots: `only.clientIds`. */
  readonly field: string;
  /** What is wrong with it: `must be 0 to 1`. */
  readonly mistake: string;
}

/** Faults that cannot be set; all mistakes at once, and nothing was changed. */
export class FaultsError extends Error {
  override readonly name = 'FaultsError';

  private constructor(
    message: string,
    readonly mistakes: readonly FieldMistake[],
  ) {
    super(message);
  }

  static of(mistakes: readonly FieldMistake[]): FaultsError {
    const list = mistakes.map(({ field, mistake }) => `${field} ${mistake}`).join('; ');
    return new FaultsError(`These faults cannot be set: ${list}. Nothing was changed.`, mistakes);
  }
}
