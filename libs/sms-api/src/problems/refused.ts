import type { Answer, FieldError, Refusal } from '@chappe/sms';
import type { ProblemCode } from './problem-table.js';

/**
 * Carries a refusal from where it is known to the {@link ProblemFilter}, which writes it as a problem. `headers` go out
 * with it.
 */
export class Refused extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(refusal.detail);
    this.name = 'Refused';
  }

  /** A refusal of this door's own. */
  static as(code: ProblemCode, detail: string, headers?: Readonly<Record<string, string>>): Refused {
    return new Refused({ code, detail }, headers);
  }

  /** Fields of the wrong form, all at once. */
  static fields(errors: readonly FieldError[]): Refused {
    return new Refused({
      code: 'invalid_request',
      detail: errors.map(error => error.detail).join(' '),
      errors,
    });
  }
}

/** What a service answered, or its refusal thrown. */
export function granted<T>(answer: Answer<T>): { readonly ok: true } & T {
  if (!answer.ok) throw new Refused(answer.refusal);
  return answer;
}
