import type { SmsEvent } from '../events/index.js';
import type { Instant } from '../kernel/index.js';

/**
 * The facts about carriers; they belong to no account (`accountId` is empty). Whether a carrier is down is what the answers
 * to one process tell, and whether it is misconfigured is what its line says to it, so each process tells of it for itself; a pause holds for all of them and is told once.
 */
export type CarrierEventType =
  'carrier.down' | 'carrier.up' | 'carrier.misconfigured' | 'carrier.paused' | 'carrier.resumed';

/** What a carrier event says. */
export interface CarrierFact {
  readonly carrier: string;
  /** Which process saw it; the same name as in leases. */
  readonly node: string;
  /** With `carrier.down`: how often it had failed in a row. */
  readonly failures?: number;
  /** With `carrier.misconfigured`: what it refuses, and what to do. */
  readonly why?: string;
  readonly at: Instant;
}

/** A fact about a carrier. */
export type CarrierEvent = SmsEvent<CarrierEventType, CarrierFact>;
