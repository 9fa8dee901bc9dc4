/** What became of a request, as its sender knows it. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly ids: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      /** Whether it speaks of all tries: a host that has no time or no room says nothing of an earlier one. */
      readonly isFinal: boolean;
    }
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
  /** What its messages may say: what was asked for, or what an edit made of it; both where the answer to the edit never came. */
  texts: readonly string[];
}

/** Something that a client asked for, with its place among all that clients asked for. */
export interface Operation {
  /** From 1, in the order of asking. */
  readonly number: number;
  readonly kind: 'send' | 'repeat' | 'cancel' | 'edit' | 'look';
  readonly send: SendOperation;
  readonly invokedAt: number;
  /** How many operations had been asked for when its answer came; undefined when none came. */
  answeredAfter?: number;
  /** What was promised in answer to a send or its repetition. */
  promised?: readonly string[];
  /** The message as a look found it; null when it was not there. */
  saw?: { readonly id: string; readonly state: string | null };
}

/** All that clients asked for and were told, in order. */
export class History {
  readonly sends: SendOperation[] = [];
  readonly operations: Operation[] = [];

  /** Notes that something is asked for. */
  begin(kind: Operation['kind'], send: SendOperation, invokedAt: number): Operation {
    const operation: Operation = { number: this.operations.length + 1, kind, send, invokedAt };
    this.operations.push(operation);
    return operation;
  }

  /** Notes that it was answered. */
  answered(operation: Operation, answer: Pick<Operation, 'promised' | 'saw'> = {}): void {
    Object.assign(operation, answer, { answeredAfter: this.operations.length });
  }

  /** Whether some answer promised these messages; then which. */
  static promised(send: SendOperation): readonly string[] | undefined {
    return send.outcomes.find(outcome => outcome.kind === 'accepted')?.ids;
  }

  /** Whether nobody knows what became of it: some answer never came, no other was a promise, and the last does not settle it. */
  static isOpen(send: SendOperation): boolean {
    const last = send.outcomes.at(-1);
    const isSettled = last?.kind === 'refused' && last.isFinal;
    return History.promised(send) === undefined && !isSettled && send.outcomes.some(isUnknown);
  }

  get promisedIds(): readonly string[] {
    return this.sends.flatMap(send => History.promised(send) ?? []);
  }
}

function isUnknown({ kind }: Outcome): boolean {
  return kind === 'unknown';
}
