import { REASONS, type MessageState, type Reason, type SubmitErrorCode } from '../network/index.js';
import type { ReadFate } from './fate.js';
import { LATE_BY_MS, REPLY_AFTER_MS } from './twists.js';

/**
 * What a number promises to a message of one part that is no marketing, to the millisecond, where no fault of the world
 * comes on top. Dates are milliseconds after the submission; `validity` is the end of the message's validity.
 */
export interface FatePromise {
  /** `none` when no answer ever comes. */
  readonly answer: 'accepted' | 'none' | SubmitErrorCode;
  readonly answerAfterMs: number;
  /** How the message ends; undefined when there is none, or nobody will ever know. */
  readonly end?: {
    readonly state: MessageState;
    readonly reason?: Reason;
    readonly after: number | 'validity';
  };
  /** The receipts that come, in order. */
  readonly receipts: readonly PromisedReceipt[];
  /** What the phone answers, and when. */
  readonly reply?: { readonly text: string; readonly afterMs: number };
}

/** A receipt that a number promises. */
export interface PromisedReceipt {
  readonly state: MessageState;
  readonly after: number | 'validity' | 'late validity';
  readonly malformed: boolean;
}

/** What a fate promises. A validity shorter than a delay takes precedence: the message expires then. */
export function promiseOf(fate: ReadFate): FatePromise {
  const { outcome, delay, twist } = fate;
  const answer = answerOf(fate);
  const answerAfterMs = outcome.delayed === 'answer' ? delay.ms : 0;
  const isEarly = twist.key === 'receipt_before_answer';
  const attemptAfter = outcome.delayed === 'attempt' && !isEarly ? delay.ms : 0;
  const course = courseOf(fate, attemptAfter);
  if (course === undefined) return { answer, answerAfterMs, receipts: [] };
  const { waitsSince, end } = course;
  const waiting = waitsSince === undefined ? [] : [{ state: 'ENROUTE' as const, after: waitsSince }];
  const isOnPhone = end.state === 'DELIVRD' && typeof end.after === 'number';
  return {
    answer,
    answerAfterMs,
    end,
    receipts: twisted(fate, [...waiting, { state: end.state, after: end.after }]),
    ...(isOnPhone && twist.autoReply !== undefined
      ? { reply: { text: String(twist.autoReply.text), afterMs: Number(end.after) + REPLY_AFTER_MS } }
      : {}),
  };
}

type End = NonNullable<FatePromise['end']>;
type Plain = Pick<PromisedReceipt, 'state'> & { readonly after: number | 'validity' };

function answerOf({ outcome: { course } }: ReadFate): FatePromise['answer'] {
  if (course.kind === 'refused') return course.error;
  return course.kind === 'swallowed' || course.kind === 'unanswered' ? 'none' : 'accepted';
}

function courseOf(
  { outcome: { course }, delay }: ReadFate,
  attemptAfter: number,
): { readonly waitsSince?: number; readonly end: End } | undefined {
  switch (course.kind) {
    case 'refused':
    case 'lost':
    case 'swallowed':
      return undefined;
    case 'delivered':
    case 'unanswered':
      return { end: { state: 'DELIVRD', after: attemptAfter } };
    case 'delivered_late':
      return {
        ...(delay.ms > 0 ? { waitsSince: 0 } : {}),
        end: { state: 'DELIVRD', after: delay.ms },
      };
    case 'tried_until_expiry':
      return {
        waitsSince: attemptAfter,
        end: { state: 'EXPIRED', reason: course.reason, after: 'validity' },
      };
    case 'ended':
      return { end: { state: REASONS[course.reason].state, reason: course.reason, after: attemptAfter } };
  }
}

function twisted({ twist }: ReadFate, plain: readonly Plain[]): PromisedReceipt[] {
  const receipts = plain.map(receipt => ({ ...receipt, malformed: false }));
  const last = receipts.at(-1)!;
  switch (twist.key) {
    case 'receipt_twice':
      return receipts.flatMap(receipt => [receipt, receipt]);
    case 'receipt_late':
      return receipts.map(receipt => ({
        ...receipt,
        after: receipt.after === 'validity' ? 'late validity' : receipt.after + LATE_BY_MS,
      }));
    case 'receipt_lost':
      return [];
    case 'receipt_out_of_order':
      return [...receipts, { ...last, state: 'ENROUTE' }];
    case 'receipt_contradicted':
      return [...receipts, { ...last, state: last.state === 'DELIVRD' ? 'UNDELIV' : 'DELIVRD' }];
    case 'receipt_malformed':
      return receipts.map(receipt => ({ ...receipt, malformed: true }));
    case 'none':
    case 'receipt_before_answer':
    case 'replies':
    case 'replies_stop':
      return receipts;
  }
}
