import type { Instant } from '../kernel/index.js';
import type { MessageClass, MessageType, Priority, Purpose } from './message.js';

/**
 * What is asked for when something is sent.
 *
 * @example
 * { to: '+33612121515', text: 'Votre code : 4711', from: 'Chappe' }
 */
export interface SendCommand {
  /** One number or many, in any usual form; each goes once, however often it is named. */
  readonly to: string | readonly string[];
  readonly text: string;
  /** Alphanumeric sender (up to 11 characters), short code or number; the carrier's default when absent. */
  readonly from?: string | null | undefined;
  /** `transactional` by default. Marketing to French numbers gets the STOP mention. */
  readonly purpose?: Purpose | undefined;
  readonly type?: MessageType | undefined;
  readonly messageClass?: MessageClass | null | undefined;
  /** `auto` by default: GSM7 where every character allows it. */
  readonly encoding?: 'auto' | 'gsm7' | 'ucs2' | undefined;
  /** `medium` by default. */
  readonly priority?: Priority | undefined;
  /** When it is to leave; now when absent. */
  readonly scheduledAt?: Instant | null | undefined;
  /** How long it may take from then; 48 hours by default. */
  readonly validityMs?: number | undefined;
  readonly replyable?: boolean | undefined;
  /** The sender's own word for a group of messages, to filter and to rebill by. */
  readonly tag?: string | null | undefined;
  /** The sender's own reference for this message. */
  readonly clientRef?: string | null | undefined;
  readonly campaignId?: string | null | undefined;
  readonly callbackUrl?: string | null | undefined;
  /** Fewer parts than the platform allows. */
  readonly maxParts?: number | undefined;
}
