import type { FieldMistake } from '../faults/index.js';

/** A subscriber cannot be set like that; all mistakes at once, and nothing was changed. */
export class SubscriberError extends Error {
  override readonly name = 'SubscriberError';

  private constructor(
    message: string,
    readonly mistakes: readonly FieldMistake[],
  ) {
    super(message);
  }

  static of(msisdn: string, mistakes: readonly FieldMistake[]): SubscriberError {
    const list = mistakes.map(({ field, mistake }) => `${field} ${mistake}`).join('; ');
    return new SubscriberError(`Subscriber ${msisdn} cannot be set: ${list}. Nothing was changed.`, mistakes);
  }

  static notANumber(msisdn: string): SubscriberError {
    const mistake = 'must be an international number of 5 to 15 digits, plus or not';
    return new SubscriberError(
      `${JSON.stringify(msisdn)} is no phone: it ${mistake}, such as +33612345678.`,
      [{ field: 'msisdn', mistake }],
    );
  }

  static tooMany(limit: number): SubscriberError {
    return new SubscriberError(
      `There are ${String(limit)} subscribers already, which is the limit (maxSubscribers). ` +
        'Remove some; a number that was never set is an ordinary phone and needs no entry.',
      [],
    );
  }
}
