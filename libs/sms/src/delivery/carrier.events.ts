import type { SmsEvent } from '../events/index.js';
import type { Instant } from '../kernel/index.js';

/**
 * The facts about carriers; they belong to no account (`accountId` is empty). Whether a carrier is down is what the answers
 * to one process tell, so each process tells of it for itself; a pause holds for all of them and is told once.
 */
export type CarrierEventType = 'carrier.down' | 'carrier.up' | 'carrier.paused' | 'carrier.resumed';

/** What a carrier event says. */
export interface CarrierFact {
  readonly carrier: string;
  /** Which process saw it; the same name as in leases. */
  readonly node: string;
  /** With `carrier.down`: how often it had failed in a row. */
  readonly failures?: number;
  readonly at: Instant;
}

export type CarrierEvent = SmsEvent<CarrierEventType, CarrierFact>;
