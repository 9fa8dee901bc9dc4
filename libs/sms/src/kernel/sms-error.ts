/**
 * What the library throws: a broken invariant, or a wrong use of it. Expected outcomes are values instead
 * (see {@link Refusal}). Made by name in each room's `*.errors.ts`; the message ends with what to do.
 */
export class SmsError extends Error {
  constructor(
    /** Stable, for programs. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SmsError';
  }
}
