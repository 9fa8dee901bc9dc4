import type { Instant } from '../kernel/index.js';
import type { ReasonKey } from './reasons.js';

/** What can become of one part at the carrier. */
export const PART_STATES = ['sent', 'buffered', 'delivered', 'undelivered', 'rejected', 'expired'] as const;
/** One of {@link PART_STATES}. */
export type PartState = (typeof PART_STATES)[number];

/** One short message of a text, from when a carrier has answered for it. A text that fits has one. */
export interface MessagePart {
  readonly messageId: string;
  /** From 1, as in the concatenation header. */
  readonly number: number;
  readonly carrier: string;
  /** How the carrier calls it in its receipts; null when it refused the part. */
  readonly reference: string | null;
  readonly state: PartState;
  readonly reason: ReasonKey | null;
  readonly rawCode: string | null;
  /** When it came into this state. */
  readonly at: Instant;
}
