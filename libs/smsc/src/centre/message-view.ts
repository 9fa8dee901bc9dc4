import type { MessageState, Reason } from '../network/index.js';

/** A message as its sender may see it. */
export interface CentreMessageView {
  readonly id: string;
  readonly ref?: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly state: MessageState;
  /** `message_state` of SMPP. */
  readonly messageState: number;
  readonly final: boolean;
  readonly reason?: Reason;
  readonly errorCode: string;
  /** Billed parts. */
  readonly parts: number;
  /** Attempts so far. */
  readonly attempts: number;
  /** Milliseconds of the epoch. */
  readonly submittedAt: number;
  readonly expiresAt: number;
  readonly scheduledAt?: number;
  readonly nextAttemptAt?: number;
  /** When the final state was reached. */
  readonly doneAt?: number;
}
