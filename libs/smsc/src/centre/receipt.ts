import type { MessageState, Reason } from '../network/index.js';

/** How a receipt is broken, where a fault says so. */
export type Malformation = 'truncated' | 'without_state' | 'bad_dates' | 'other_layout' | 'garbage';

/** A delivery receipt, in neutral form; see {@link receiptText} for that of SMPP 3.4 appendix B. */
export interface CentreReceipt {
  /** The id of the message, as the submission was answered. */
  readonly id: string;
  /** The client's ref, when it gave one. */
  readonly ref?: string;
  /** The sender of the message, as the client wrote it. */
  readonly from: string;
  /** The phone, `+` and digits. */
  readonly to: string;
  readonly state: MessageState;
  /** `message_state` of SMPP. */
  readonly messageState: number;
  /** Why it is not delivered; left out for DELIVRD and ACCEPTD. */
  readonly reason?: Reason;
  /** The code in the dialect of the phone's operator; `000` where all is well. */
  readonly errorCode: string;
  /** The dialect's name, see {@link RECEIPT_DIALECTS}. */
  readonly dialect: string;
  /** `network_error_code` of SMPP: 3 is GSM, then the code of MAP. Left out where all is well. */
  readonly networkError?: { readonly type: 1 | 2 | 3; readonly code: number };
  /** When the message was accepted, milliseconds of the epoch. */
  readonly submitAt: number;
  /** When the state was reached. */
  readonly doneAt: number;
  /** Whether it is the last word. */
  readonly final: boolean;
  /** How many parts the message has that the receipt is about, and how many of them are on the phone. */
  readonly parts: number;
  readonly delivered: number;
  /** The first 20 characters of the text. */
  readonly textStart: string;
  /** The mobile country and network code of the network that served the phone. */
  readonly mccmnc?: string;
  /** From 1; a duplicate has 2. */
  readonly copy: number;
  /** Set where a fault wants the door to send it broken. */
  readonly malformed?: Malformation;
}
