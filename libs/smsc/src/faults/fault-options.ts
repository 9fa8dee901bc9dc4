import type { Disturbance, Reason, SubmitErrorCode } from '../network/index.js';
import type { Distribution } from '../time/index.js';

/**
 * All that goes wrong, in one object. Every field has its unit in its name and does nothing when left out;
 * probabilities go from 0 (never) to 1 (always). Valid for everybody, or for the numbers that carry it in their settings.
 */
export interface FaultOptions {
  /** Whom it concerns; left out, everybody. */
  only?: {
    /** These clients. */
    clientIds?: readonly string[];
    /** Destinations with these first digits (international, without plus). */
    toPrefixes?: readonly string[];
  };

  /** The carrier refuses everything until this date: milliseconds of the epoch, or ISO 8601. */
  downUntil?: number | string;

  /** Submissions a second that a client may make; more are throttled. */
  submitRatePerSecond?: number;
  /** How often a submission is throttled anyway. */
  submitThrottleProbability?: number;
  /** What a throttled client is told to wait, milliseconds. Default 1,000. */
  throttleRetryAfterMs?: number;
  /** How often the queue is full. */
  queueFullProbability?: number;
  /** How often a submission is refused with `submitError`. */
  submitErrorProbability?: number;
  /** The code of those refusals. Default `system_error`. */
  submitError?: SubmitErrorCode;
  /** How late the answer to a submission comes, milliseconds. */
  submitAnswerDelayMs?: Distribution;
  /** How often the message is stored and the answer never comes. */
  answerLossStoredProbability?: number;
  /** How often the message is not stored and the answer never comes. */
  answerLossNotStoredProbability?: number;

  /** How long the network takes for an attempt, milliseconds; takes the place of the world's. */
  networkDelayMs?: Distribution;
  /** How often an attempt fails for a while, with `attemptFailureReason`. */
  attemptFailureProbability?: number;
  /** Why. A temporary reason; default `network_error`. */
  attemptFailureReason?: Reason;
  /** How often a message is accepted and then never heard of again. */
  messageLossProbability?: number;
  /** The part of a long message that fails (1 is the first). */
  failingPart?: number;
  /** Why it fails. Default `network_error`, tried again until the message expires. */
  failingPartReason?: Reason;

  /** How late a receipt leaves, milliseconds; takes the place of the world's. */
  receiptDelayMs?: Distribution;
  /** How often a receipt never leaves. */
  receiptLossProbability?: number;
  /** How often a receipt is sent twice. */
  receiptDuplicationProbability?: number;
  /** How long after the first one the second leaves, milliseconds. Default 0. */
  receiptDuplicateAfterMs?: number;
  /** How often a receipt is late by `receiptLateMs`. */
  receiptLateProbability?: number;
  /** By how much, milliseconds. Default one hour. */
  receiptLateMs?: Distribution;
  /** How often an ENROUTE receipt follows the final one, as if the two had overtaken each other. */
  receiptReorderProbability?: number;
  /** How often the message is tried at once and its receipt handed over before the submission is answered. */
  receiptBeforeAnswerProbability?: number;
  /** How often a final receipt is followed by one that says the contrary. */
  receiptContradictionProbability?: number;
  /** How often an ACCEPTD receipt follows the acceptance, asked for or not. */
  receiptAcceptedProbability?: number;
  /** How often a receipt comes with another one for an id that was never given out. */
  receiptUnknownIdProbability?: number;
  /** How often the text of a receipt is broken. */
  receiptMalformedProbability?: number;

  /**
   * Where numbers have moved and how operators route them, for as long as the fault lasts. It concerns everybody, whatever `only`
   * says, and no phone by itself.
   */
  portability?: Disturbance;

  /** How often a bind is refused. */
  bindRefusalProbability?: number;
  /** With which `command_status`. Default 0x0D, bind failed. */
  bindRefusalStatus?: number;
  /** How often the line is cut in the middle of a PDU. */
  cutProbability?: number;
  /**
   * How often a line becomes half open: it reads and never answers again. Drawn once for each line that is bound, and anew for all
   * of them when faults are set; over HTTP, for each answer.
   */
  halfOpenProbability?: number;
  /** How often garbage goes out instead of a PDU. */
  garbageProbability?: number;
}
