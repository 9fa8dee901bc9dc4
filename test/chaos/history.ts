/** What became of a request, as its sender knows it. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly ids: readonly string[] }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** No answer came: it was done, or not. */
  | { readonly kind: 'unknown' };

/** A request to send, and every answer that was given to it. */
export interface SendOperation {
  /** Given as `clientRef` and as `Idempotency-Key`. */
  readonly ref: string;
  readonly recipients: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly invokedAt: number;
  readonly outcomes: Outcome[];
  /** `yes` when cancelling was confirmed, `maybe` when its answer never came. */
  cancelled: 'no' | 'maybe' | 'yes';
}

/** All that clients asked for and were told, in order. */
export class History {
  readonly sends: SendOperation[] = [];

  /** Whether some answer promised these messages; then which. */
  static promised(send: SendOperation): readonly string[] | undefined {
    return send.outcomes.find(outcome => outcome.kind === 'accepted')?.ids;
  }

  /** Whether the last answer to it never came and none before was a promise. */
  static isOpen(send: SendOperation): boolean {
    return History.promised(send) === undefined && send.outcomes.at(-1)?.kind === 'unknown';
  }

  get promisedIds(): readonly string[] {
    return this.sends.flatMap(send => History.promised(send) ?? []);
  }
}
