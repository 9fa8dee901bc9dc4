import type { Concatenation } from '../alphabet/index.js';
import type { FaultOptions } from '../faults/index.js';
import {
  errorCodeOf,
  MESSAGE_STATE_VALUES,
  type MessageState,
  type Reason,
  type ReceiptDialect,
} from '../network/index.js';
import type { MessageClass } from '../subscribers/index.js';
import type { Scheduled } from '../time/index.js';
import type { CentreMessageView } from './message-view.js';

/** What a message says and for whom, once it was found to be in order. */
export interface MessageContent {
  from: string;
  /** The digits of the phone's number. */
  digits: string;
  text: string;
  /** Billed parts. */
  size: number;
  concatenation: Concatenation | undefined;
  messageClass: MessageClass;
  isMarketing: boolean;
}

/** Bits of registered_delivery (SMPP 3.4 section 5.2.17). */
const FINAL_MASK = 3;
const FAILURES_ONLY = 2;
const SUCCESSES_ONLY = 3;
const INTERMEDIATE = 16;

/** A message at the centre. It is one object from its acceptance to its end, changed in place: there may be a million. */
export class Message {
  state: MessageState = 'ENROUTE';
  reason: Reason | undefined;
  /** Attempts that reached the network. */
  attempts = 0;
  /** Attempts that failed for a while: decides the next wait. */
  failures = 0;
  doneAt: number | undefined;
  nextAttemptAt: number | undefined;
  /** The one event that is planned for it: the next attempt, or its end. */
  next: Scheduled | undefined;
  /** Whether the operator has looked at it; it does so once. */
  screened = false;
  /** Whether it is its turn at a rate-limited operator. */
  hasTurn = false;
  /** Whether an intermediate receipt was sent. */
  reported = false;
  /** How many receipts there were: makes their draws differ. */
  receipts = 0;
  /** No receipt leaves before this date, so that none overtakes another one unasked. */
  receiptNotBefore = 0;
  /** Neighbours among the messages for the same number. */
  before: Message | undefined;
  after: Message | undefined;

  constructor(
    readonly id: string,
    readonly clientId: string,
    readonly ref: string | undefined,
    public content: MessageContent,
    /** The key of its chance. */
    readonly key: number,
    readonly faults: FaultOptions,
    readonly submittedAt: number,
    public startsAt: number,
    public expiresAt: number,
    public registeredDelivery: number,
    readonly priority: number,
  ) {}

  get isFinal(): boolean {
    return this.doneAt !== undefined;
  }

  /** Whether its sender wants to hear of this end. */
  wantsFinal(state: MessageState): boolean {
    const wanted = this.registeredDelivery & FINAL_MASK;
    if (wanted === FAILURES_ONLY) return state !== 'DELIVRD';
    if (wanted === SUCCESSES_ONLY) return state === 'DELIVRD';
    return wanted !== 0;
  }

  /** Whether its sender wants to hear that it is waiting. */
  get wantsIntermediate(): boolean {
    return (this.registeredDelivery & INTERMEDIATE) !== 0;
  }

  /** As its sender may see it. */
  view(now: number, dialect: ReceiptDialect): CentreMessageView {
    const state = !this.isFinal && now < this.startsAt ? 'SCHEDULED' : this.state;
    return {
      id: this.id,
      ...(this.ref === undefined ? {} : { ref: this.ref }),
      from: this.content.from,
      to: `+${this.content.digits}`,
      text: this.content.text,
      state,
      messageState: MESSAGE_STATE_VALUES[state],
      final: this.isFinal,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      errorCode: errorCodeOf(dialect, this.reason),
      parts: this.content.size,
      attempts: this.attempts,
      submittedAt: this.submittedAt,
      expiresAt: this.expiresAt,
      ...(this.startsAt > this.submittedAt ? { scheduledAt: this.startsAt } : {}),
      ...(this.nextAttemptAt === undefined || this.isFinal ? {} : { nextAttemptAt: this.nextAttemptAt }),
      ...(this.doneAt === undefined ? {} : { doneAt: this.doneAt }),
    };
  }
}
