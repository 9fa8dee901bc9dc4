import type { MessageState, Reason, SubmitErrorCode } from '../network/index.js';

/** What a run came to. */
export interface RunSummary {
  /** Submissions heard, repetitions of a `ref` not counted. */
  readonly submitted: number;
  readonly accepted: number;
  readonly refused: number;
  /** Refusals by code. */
  readonly byError: Readonly<Partial<Record<SubmitErrorCode, number>>>;
  readonly delivered: number;
  /** Accepted messages by state; those that are still waiting are ENROUTE or SCHEDULED. */
  readonly byState: Readonly<Partial<Record<MessageState, number>>>;
  /** Messages that ended otherwise than delivered, by reason. */
  readonly byReason: Readonly<Partial<Record<Reason, number>>>;
  /** Parts accepted, which is what the carrier bills. */
  readonly billedParts: number;
  /** The same for each client that has not been forgotten since. */
  readonly billedPartsByClient: Readonly<Record<string, number>>;
  readonly attempts: number;
  readonly receipts: {
    readonly offered: number;
    readonly acknowledged: number;
    readonly lost: number;
    readonly dropped: number;
  };
  readonly inbound: {
    readonly sent: number;
    readonly acknowledged: number;
    readonly unroutable: number;
    readonly dropped: number;
  };
  /** From acceptance to the phone, milliseconds; exact below 256 ms, else within 1 %. Undefined when nothing was delivered. */
  readonly delayMs:
    | {
        readonly min: number;
        readonly p50: number;
        readonly p95: number;
        readonly p99: number;
        readonly max: number;
        readonly mean: number;
      }
    | undefined;
}
