/** One field of a request that is wrong, and what it should be. */
export interface FieldError {
  /** Where, as a path: `to[3]`, `validity`. */
  readonly field: string;
  readonly code: string;
  /** A sentence that says what is wrong and what to do. */
  readonly detail: string;
}

/**
 * An expected answer that is not a yes: no credit, no valid number, too late to edit. It is returned, not thrown,
 * so that the caller must look at it. `code` is stable and listed in the documentation of errors.
 */
export interface Refusal {
  readonly code: string;
  /** What happened, why, and what to do, in one or two sentences. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Figures that belong to the answer, such as what was needed and what was there. */
  readonly figures?: Readonly<Record<string, unknown>>;
}

/** Either what was asked for, or why not. */
export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal };

/** Wraps a refusal as an {@link Answer}. */
export function refuse(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
