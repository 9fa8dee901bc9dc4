/** A message on a phone: whole, or as much of it as has come. */
export interface PhoneMessage {
  /** When its first part came, milliseconds of the epoch. */
  readonly at: number;
  /** When the last part came. */
  readonly completedAt: number | undefined;
  /** The sender as the phone shows it (an operator may have put a short code in its place). */
  readonly from: string;
  /** The text; parts that are missing show as `[...]`. */
  readonly text: string;
  /** Whether all parts are there. */
  readonly complete: boolean;
  /** How many parts it has in all. */
  readonly of: number;
  readonly parts: readonly PhoneMessagePart[];
  readonly messageClass: MessageClass;
  readonly read: boolean;
}

/** One part of it. */
export interface PhoneMessagePart {
  /** The centre's id. */
  readonly id: string;
  readonly no: number;
  readonly text: string;
  readonly at: number;
}

/** Where the phone keeps a message (TS 23.038 section 4): shown at once, in the phone, on the SIM, in the toolkit. */
export type MessageClass = 'flash' | 'phone' | 'sim' | 'toolkit' | 'none';
