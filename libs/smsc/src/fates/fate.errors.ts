/** A wish that no number can carry. */
export class FateError extends Error {
  override readonly name = 'FateError';

  private constructor(
    /** Which part of the wish. */
    readonly field: 'outcome' | 'delayMs' | 'twist' | 'country' | 'prefix',
    message: string,
  ) {
    super(message);
  }

  static unknown(field: 'outcome' | 'twist' | 'country', given: string, known: readonly string[]): FateError {
    return new FateError(
      field,
      `${JSON.stringify(given.slice(0, 40))} is no ${field} that a number can carry. There are ${known.join(', ')}.`,
    );
  }

  static delay(given: number, known: readonly number[]): FateError {
    return new FateError(
      'delayMs',
      `No digit stands for ${String(given)} milliseconds. There are ${known.join(', ')}.`,
    );
  }

  static prefix(given: string): FateError {
    return new FateError(
      'prefix',
      `${JSON.stringify(given.slice(0, 40))} cannot begin such a number: give a country code and the first digits of a ` +
        'mobile number, 3 to 9 digits in all, plus or not; six more are added.',
    );
  }
}
