import type { Asset, Instant } from '../kernel/index.js';
import type { ServingNetwork } from '../networks/index.js';
import { isFinal, mayMove, type MessageState } from './message.lifecycle.js';
import { illegalMove } from './message.errors.js';
import type { ReasonKey } from './reasons.js';

/** What the message is for: decides what opt-outs, hours and second sends mean. */
export type Purpose = 'transactional' | 'marketing';

/** A text, or a text read aloud. */
export type MessageType = 'text' | 'voice';

/** Where the phone shows or keeps it (message class 0 to 3, 3GPP TS 23.038 section 4). */
export type MessageClass = 'flash' | 'phone' | 'sim' | 'toolkit';

/** From the most to the least urgent. */
export const PRIORITIES = ['high', 'medium', 'low', 'veryLow'] as const;
/** One of {@link PRIORITIES}. */
export type Priority = (typeof PRIORITIES)[number];

/** Why a message moved. */
export type MoveCause =
  | 'accepted'
  | 'due'
  | 'claimed'
  | 'answer'
  | 'no_answer'
  | 'receipt'
  | 'retry'
  | 'throttled'
  | 'suspect'
  | 'lease_ended'
  | 'validity_ended'
  | 'cancelled'
  | 'edited';

/** One entry of a message's timeline. */
export interface Move {
  readonly messageId: string;
  /** From 0, without gaps. */
  readonly seq: number;
  readonly at: Instant;
  readonly from: MessageState | null;
  readonly to: MessageState;
  readonly cause: MoveCause;
  readonly reason: ReasonKey | null;
  /** What the carrier called it, as it said it. */
  readonly rawCode: string | null;
  /** How often it had been handed to a carrier, this time included. */
  readonly attempt: number;
  readonly carrier: string | null;
}

/** Why and by whom a message is moved; see {@link Message.moveTo}. */
export interface MoveDetails {
  readonly at: Instant;
  readonly cause: MoveCause;
  readonly reason?: ReasonKey | null;
  readonly rawCode?: string | null;
}

/** What a message is made of when it is accepted. */
export interface NewMessage {
  readonly id: string;
  readonly accountId: string;
  readonly to: string;
  readonly country: string;
  readonly from: string | null;
  readonly text: string;
  readonly purpose: Purpose;
  readonly type: MessageType;
  readonly messageClass: MessageClass | null;
  readonly encoding: 'GSM7' | 'UCS2';
  readonly partCount: number;
  readonly priority: Priority;
  readonly replyable: boolean;
  readonly tag: string | null;
  readonly clientRef: string | null;
  readonly campaignId: string | null;
  readonly callbackUrl: string | null;
  readonly asset: Asset;
  readonly pricePerPartMicros: number;
  readonly network: ServingNetwork | null;
  readonly pricedNetwork: string | null;
  readonly validityMs: number;
  readonly createdAt: Instant;
  readonly scheduledAt: Instant | null;
}

/**
 * One SMS to one phone (MT). Plain data and its rules; changes of state go through {@link Message.moveTo} alone, which
 * refuses what the lifecycle does not allow.
 */
export class Message {
  readonly id!: string;
  readonly accountId!: string;
  /** The recipient's MSISDN, E.164 with `+`. */
  to!: string;
  /** ISO 3166-1 alpha-2 of the recipient's number; decides the price. */
  country!: string;
  /** Alphanumeric sender, short code or number; null for the carrier's default. */
  from!: string | null;
  text!: string;
  readonly purpose!: Purpose;
  readonly type!: MessageType;
  readonly messageClass!: MessageClass | null;
  encoding!: 'GSM7' | 'UCS2';
  /** How many short messages the text takes. */
  partCount!: number;
  readonly priority!: Priority;
  readonly replyable!: boolean;
  readonly tag!: string | null;
  readonly clientRef!: string | null;
  readonly campaignId!: string | null;
  readonly callbackUrl!: string | null;
  asset!: Asset;
  pricePerPartMicros!: number;
  /**
   * The recipient's network: as it was known when the message was accepted, then as it was known when it was handed over last;
   * null while nobody had a reason to ask, or nobody knew.
   */
  network!: ServingNetwork | null;
  /**
   * The network whose price it costs, MCC and MNC together; null where it costs its country's. It differs from `network` where
   * the number moved, or was found elsewhere, after the price was told: what was told is what is charged.
   */
  pricedNetwork!: string | null;
  /** How long the message may take from when it is due to leave. */
  readonly validityMs!: number;
  readonly createdAt!: Instant;
  scheduledAt!: Instant | null;

  state!: MessageState;
  reason: ReasonKey | null = null;
  rawCode: string | null = null;
  /** Accepted by the carrier at. */
  sentAt: Instant | null = null;
  deliveredAt: Instant | null = null;
  finalAt: Instant | null = null;
  /** When its validity ends; null while it is scheduled. */
  validUntil: Instant | null = null;
  /**
   * When somebody has to look at it again, whatever happens: its date while scheduled, the next try while queued, the end
   * of the lease while submitting, the next decision while in doubt, validity and grace while sent; null once final.
   */
  wakeAt: Instant | null = null;
  /** Which dispatcher is handing it over; null but while submitting. */
  leaseOwner: string | null = null;
  /** How often it was handed to a carrier. */
  attempts = 0;
  /** The carrier that has it, or had it last. */
  carrier: string | null = null;
  /** How many moves its timeline has. */
  moveCount = 0;
  /** Taken off the lists by its owner at; the books keep it. */
  hiddenAt: Instant | null = null;

  private constructor(fields: NewMessage) {
    Object.assign(this, fields);
  }

  /** Accepts a message: `scheduled` when it has a date to wait for, `queued` otherwise. Answers it and its first move. */
  static accept(fields: NewMessage): { readonly message: Message; readonly move: Move } {
    const message = new Message(fields);
    const waits = fields.scheduledAt !== null;
    message.state = waits ? 'scheduled' : 'queued';
    message.wakeAt = waits ? fields.scheduledAt : fields.createdAt;
    message.validUntil = waits ? null : fields.createdAt + fields.validityMs;
    return { message, move: message.record(null, { at: fields.createdAt, cause: 'accepted' }) };
  }

  get isFinal(): boolean {
    return isFinal(this.state);
  }

  /** What it costs in all, in micro-units. */
  get costMicros(): number {
    return this.pricePerPartMicros * this.partCount;
  }

  /**
   * Moves to another state and answers the entry for the timeline. Throws when the lifecycle does not allow it. Dates and
   * the lease follow from the state; `wakeAt` is the caller's to set, but for final states.
   */
  moveTo(state: MessageState, details: MoveDetails): Move {
    const from = this.state;
    if (!mayMove(from, state)) throw illegalMove(this.id, from, state);
    this.state = state;
    this.reason = details.reason ?? null;
    this.rawCode = details.rawCode ?? null;
    if (state !== 'submitting') this.leaseOwner = null;
    if (state === 'queued' && this.validUntil === null) this.validUntil = details.at + this.validityMs;
    const reachedTheCarrier =
      state === 'sent' || state === 'buffered' || state === 'delivered' || state === 'undelivered';
    if (reachedTheCarrier && this.sentAt === null) this.sentAt = details.at;
    if (state === 'delivered') this.deliveredAt = details.at;
    if (isFinal(state)) {
      this.finalAt = details.at;
      this.wakeAt = null;
    }
    return this.record(from, details);
  }

  /** Notes that its owner changed it while it was waiting for its date. */
  noteEdit(at: Instant): Move {
    return this.record(this.state, { at, cause: 'edited' });
  }

  private record(from: MessageState | null, details: MoveDetails): Move {
    return {
      messageId: this.id,
      seq: this.moveCount++,
      at: details.at,
      from,
      to: this.state,
      cause: details.cause,
      reason: details.reason ?? null,
      rawCode: details.rawCode ?? null,
      attempt: this.attempts,
      carrier: this.carrier,
    };
  }
}
