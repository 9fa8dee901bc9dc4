import type { Instant } from '../kernel/index.js';
import type { MessageClass, PartState, Priority, Purpose, ReasonKey } from '../messages/index.js';
import type { Allotment, CarrierLimits } from './limits.js';

/** The share of a text that goes in one short message. The adapter adds the concatenation header (3GPP TS 23.040 9.2.3.24). */
export interface SubmissionPart {
  /** From 1, as in the concatenation header. */
  readonly number: number;
  /** The text of this part alone. */
  readonly text: string;
}

/** A message, ready for a carrier. */
export interface Submission {
  /** Ours; the same at every attempt. A carrier that knows it must not send a second time (see {@link CarrierCapabilities.deduplicates}). */
  readonly messageId: string;
  /** From 1. */
  readonly attempt: number;
  /**
   * Absent for the first sending. The second is meant to reach the phone although the carrier took the first (see
   * {@link DeliveryOptions.suspectRetryMs}): a carrier that deduplicates tells messages apart by their id and sending.
   */
  readonly sending?: 2;
  /** E.164 with `+`. */
  readonly to: string;
  readonly country: string;
  /** Null for the carrier's default. */
  readonly from: string | null;
  readonly text: string;
  readonly encoding: 'GSM7' | 'UCS2';
  readonly parts: readonly SubmissionPart[];
  readonly purpose: Purpose;
  readonly messageClass: MessageClass | null;
  readonly priority: Priority;
  /** How much of the validity is left. */
  readonly validityMs: number;
}

/** What a carrier said of one part. */
export type PartAnswer =
  | { readonly number: number; readonly accepted: true; readonly reference: string }
  | {
      readonly number: number;
      readonly accepted: false;
      readonly reason: ReasonKey;
      readonly rawCode: string;
    };

/**
 * What a carrier answered, in our words, its own code beside them.
 *
 * - `accepted`: at least one part is the carrier's now. Credit for the accepted parts is captured. What becomes of parts that are
 *   left out is told by receipts with `ours`: `sent` once the carrier has them, `rejected` or `expired` without a reference when
 *   it never took them. Credit stays on hold until all parts are known.
 * - `rejected`: none is. When `permanent`, the message is `rejected`; otherwise it is tried again, with growing delays.
 * - `throttled`: too fast, or the carrier is not there. It is given nothing for `retryAfterMs`, or for a growing pause when that
 *   is null or 0; another carrier may take the message meanwhile. Costs age, not attempts. With `scope: 'message'` only this
 *   message waits, as when the queue of its recipient is full: the carrier is given others meanwhile.
 * - `unknown`: the request left and the answer never came. The message may be on its way: it becomes `in_doubt`.
 */
export type SubmissionResult =
  | { readonly kind: 'accepted'; readonly parts: readonly PartAnswer[] }
  | {
      readonly kind: 'rejected';
      readonly reason: ReasonKey;
      readonly rawCode: string;
      readonly permanent: boolean;
    }
  | {
      readonly kind: 'throttled';
      readonly retryAfterMs: number | null;
      readonly rawCode: string;
      /** Whom it concerns: all that the carrier is given, unless it says otherwise. */
      readonly scope?: 'carrier' | 'message' | undefined;
    }
  | { readonly kind: 'unknown'; readonly cause: string };

/** What a carrier tells of a message it accepted (DLR). */
export interface DeliveryReceipt {
  /** How the carrier called the part when it accepted it. */
  readonly reference: string;
  /** Our own part, when the carrier gives our reference back: found even if its answer has not come yet. */
  readonly ours?: { readonly messageId: string; readonly partNumber: number } | undefined;
  /**
   * `message` when the carrier sends one receipt for a whole text, whatever the number of its parts; `part` when absent, which
   * also means all parts that the carrier accepted under this one reference.
   */
  readonly covers?: 'part' | 'message' | undefined;
  /**
   * The numbers it names, as the carrier writes them, where one of them is the phone: some carriers give a reference out again,
   * and a receipt for another phone settles nothing. Those that are no phone numbers do not count.
   */
  readonly phones?: readonly string[] | undefined;
  readonly state: PartState;
  readonly reason: ReasonKey | null;
  /** What the carrier called it. */
  readonly rawCode: string;
  /** The carrier's date of the event; the library's own clock when it gave none. */
  readonly at: Instant;
  /** The receipt as it came, for the record. */
  readonly raw: string;
}

/** A part that a carrier is asked about. */
export interface PartQuery {
  readonly messageId: string;
  /** From 1. */
  readonly partNumber: number;
  /** How the carrier called it when it accepted it; null when its answer never came. */
  readonly reference: string | null;
  /** The sender it was submitted with, which some carriers want told again (SMPP 3.4 §4.8.1); null for the carrier's default. */
  readonly from: string | null;
}

/** A message from a phone (MO). */
export interface InboundSms {
  /** The carrier's own id, to tell a repetition. */
  readonly reference: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: Instant;
}

/**
 * The library's ear. Each call resolves once the fact is on disk: only then may the carrier be thanked. A rejection means
 * that it could not be stored; the carrier should say it again later. Calling twice with the same fact is harmless.
 */
export interface CarrierListener {
  receipt(receipt: DeliveryReceipt): Promise<void>;
  inbound(message: InboundSms): Promise<void>;
  /**
   * The carrier refuses us as a matter of set-up, such as a wrong password: somebody must look, time alone does not help. Told
   * once, until the line was there again; `health` says it meanwhile.
   *
   * @param why what it refuses, and what to do
   */
  misconfigured?(why: string): void;
}

/** What a carrier can do, as far as the dispatcher must know. */
export interface CarrierCapabilities {
  /** How many messages a second it may be given; null for no limit. */
  readonly ratePerSecond: number | null;
  /** How many submissions may wait for their answers at once. */
  readonly windowSize: number;
  /** How long {@link Carrier.submit} takes at most, less than {@link DeliveryOptions.answerMaxMs}; absent where that alone ends it. */
  readonly submitMaxMs?: number | undefined;
  /** Whether a second submission under the same message id is answered like the first, and sends nothing. */
  readonly deduplicates: boolean;
  /**
   * What it allows to all processes on the same database together, where it counts them as one; absent where each process is
   * on its own. `ratePerSecond` above is each process's own limit and holds beside it.
   */
  readonly limits?: CarrierLimits | undefined;
}

/** Whether a carrier can be given messages, and if not, why. */
export type CarrierHealth = { readonly up: true } | { readonly up: false; readonly why: string };

/**
 * A way to phones: an operator, an aggregator, the simulator. An adapter fills this port (`@chappe/carrier-http`, …).
 *
 * `submit` is called by the dispatcher, outside any transaction, once per attempt and concurrently up to
 * `capabilities.windowSize`. It must settle by itself, by answer or as `unknown` at a time-out of the adapter's own;
 * `signal` aborts when the process is being stopped. It should not throw: an exception counts as `unknown`, because nobody can say
 * whether the request had left. If the request certainly never left (connection refused), answer `throttled`.
 *
 * The contract is executable: `carrierContract` in `@chappe/testing`.
 *
 * @example
 * const answer = await carrier.submit(submission, { signal });
 * if (answer.kind === 'accepted') remember(answer.parts);
 */
export abstract class Carrier {
  /** Stored with every message it carries: choose once, never change. */
  abstract readonly name: string;
  abstract readonly capabilities: CarrierCapabilities;

  /** Connects. Called once at start; resolves even if the carrier is away, and keeps trying by itself. */
  abstract start(listener: CarrierListener): Promise<void>;

  /**
   * Tells it how much of its `capabilities.limits` this process may use: `binds` at most, and `ratePerSecond` where it counts
   * something else than messages (the dispatcher keeps the pace of messages by itself). Called before `start`, then whenever
   * other processes come, leave or die; with 0 it must hold nothing. The last call counts. Resolves once it uses no more than
   * that: what it gives up is given to others then. Where it may use more, it need not wait until it does.
   *
   * `withinMs` says how long what is under way may take to end; null for as long as at a stop. What takes longer is cut, because
   * others may take over then: that is so when this process has lost the database.
   *
   * Optional, and called only where there are limits; needed where they are about binds.
   */
  allot?(allotment: Allotment, options: { readonly withinMs: number | null }): Promise<void>;

  /** Hands a message over. */
  abstract submit(
    submission: Submission,
    options: { readonly signal: AbortSignal },
  ): Promise<SubmissionResult>;

  /**
   * Tells what became of parts, for a carrier that can be asked (`query_sm` in SMPP 3.4). Called for what is in doubt before
   * it is sent again, and for what is overdue, after `queryAfterMs` and at growing distances until it is given up; outside any
   * transaction, with at most 100 parts.
   *
   * Answers a receipt for each part of which it knows something, a state like `sent` included; those of which it knows nothing
   * are left out, and stay as they are. What is told counts as a receipt that came by itself. Throwing leaves everything as it
   * is, and is reported.
   *
   * Optional. Without it a doubt is decided by its purpose alone, and what is overdue waits for its receipt until the end of
   * its validity and the grace after it.
   */
  query?(
    parts: readonly PartQuery[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly DeliveryReceipt[]>;

  /** Stops listening and disconnects, after pending submissions have settled. */
  abstract stop(): Promise<void>;

  /** Asked by health checks; the dispatcher goes by answers alone (`throttled` while it is away). Must not wait. */
  abstract health(): CarrierHealth;
}
