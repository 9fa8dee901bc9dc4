import type { FaultOptions } from '../faults/index.js';
import type { AutoReply } from '../subscribers/index.js';

/** What the last digit adds. */
export interface FateTwist {
  /** The digit. */
  readonly code: string;
  readonly key: TwistKey;
  /** What it does, a sentence. */
  readonly text: string;
  /** Whom it concerns: receipts only, or phones that get the message. */
  readonly concerns: 'nothing' | 'receipts' | 'phone';
  readonly faults?: FaultOptions;
  readonly autoReply?: AutoReply;
}

/** The name of a twist. */
export type TwistKey =
  | 'none'
  | 'receipt_twice'
  | 'receipt_late'
  | 'receipt_lost'
  | 'receipt_out_of_order'
  | 'receipt_before_answer'
  | 'receipt_contradicted'
  | 'receipt_malformed'
  | 'replies'
  | 'replies_stop';

/** How long a phone takes to answer by its last digit, milliseconds. */
export const REPLY_AFTER_MS = 5_000;
/** How late a receipt is by its last digit, milliseconds. */
export const LATE_BY_MS = 3_600_000;

/** All twists; the place in the list is the digit. */
export const TWISTS: readonly FateTwist[] = [
  { key: 'none', text: 'Nothing else.', concerns: 'nothing' as const },
  {
    key: 'receipt_twice' as const,
    text: 'Each receipt comes twice.',
    concerns: 'receipts' as const,
    faults: { receiptDuplicationProbability: 1 },
  },
  {
    key: 'receipt_late' as const,
    text: 'Each receipt comes one hour late.',
    concerns: 'receipts' as const,
    faults: { receiptLateProbability: 1, receiptLateMs: LATE_BY_MS },
  },
  {
    key: 'receipt_lost' as const,
    text: 'No receipt ever comes.',
    concerns: 'receipts' as const,
    faults: { receiptLossProbability: 1 },
  },
  {
    key: 'receipt_out_of_order' as const,
    text: 'The final receipt is followed by one that says the message is still under way.',
    concerns: 'receipts' as const,
    faults: { receiptReorderProbability: 1 },
  },
  {
    key: 'receipt_before_answer' as const,
    text: 'The message is tried at once, and its first receipt comes before the submission is answered.',
    concerns: 'receipts' as const,
    faults: { receiptBeforeAnswerProbability: 1 },
  },
  {
    key: 'receipt_contradicted' as const,
    text: 'The final receipt is followed by one that says the contrary.',
    concerns: 'receipts' as const,
    faults: { receiptContradictionProbability: 1 },
  },
  {
    key: 'receipt_malformed' as const,
    text: 'The text of each receipt is broken.',
    concerns: 'receipts' as const,
    faults: { receiptMalformedProbability: 1 },
  },
  {
    key: 'replies' as const,
    text: 'The phone answers OK, 5 seconds after it got the message.',
    concerns: 'phone' as const,
    autoReply: { text: 'OK', delayMs: REPLY_AFTER_MS },
  },
  {
    key: 'replies_stop' as const,
    text: 'The phone answers STOP, 5 seconds after it got the message.',
    concerns: 'phone' as const,
    autoReply: { text: 'STOP', delayMs: REPLY_AFTER_MS },
  },
].map((twist, digit) => ({ code: String(digit), ...twist }) as FateTwist);
