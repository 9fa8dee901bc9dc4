/** How much the centre holds and how long; every number can be set. */
export interface CentreLimits {
  /** Messages waiting at a time; beyond, `queue_full`. Default 2,000,000. */
  maxWaitingMessages: number;
  /** Finished messages that can still be asked for. Default 100,000; the oldest go first. */
  maxFinishedMessages: number;
  /** Refs remembered for each client. Default 1,000,000; the oldest go first. */
  maxRememberedRefs: number;
  /** Receipts and inbound messages kept for a client that does not take them. Default 1,000,000; the oldest go first. */
  maxUndelivered: number;
  /** Subscribers that were mentioned. Default 1,000,000. */
  maxSubscribers: number;
  /** Phones that were never mentioned and whose last messages are remembered. Default 10,000. */
  maxRecentPhones: number;
  /** Messages a phone keeps. Default 100; the oldest go first. */
  maxMessagesPerPhone: number;
  /** Journal entries kept. Default 100,000; the oldest go first, and are counted. */
  maxJournalEntries: number;
  /**
   * Clients that are known. Default 10,000. Beyond, whoever was not heard of for longest is forgotten, with the refs it used; one
   * that is connected, or that something is on its way to, is not.
   */
  maxClients: number;
  /** Numbers that are given to clients, so that they get what phones send to them. Default 100,000. */
  maxInboundRoutes: number;
  /** Parts that a text is cut into at most. Default 10, as many carriers have it. */
  maxParts: number;
  /** Validity where the submission gives none. Default 48 h. */
  defaultValidityMs: number;
  /** The longest validity; a longer one is cut. Default 7 days. */
  maxValidityMs: number;
  /** How far ahead a delivery may be scheduled. Default 30 days. */
  maxScheduleMs: number;
  /** The waits between attempts, the last one repeated. Default 1, 5, 15, 30 min, 1, 2, 4, 6 h. */
  retryMs: readonly number[];
  /** The same for a phone that is busy: 10, 30 s, then 1 min. */
  busyRetryMs: readonly number[];
  /** The waits before a receipt or inbound message is offered again. Default 5, 10, 30 s, 1, 5, 15 min, 1 h. */
  deliveryRetryMs: readonly number[];
  /** After this a receipt or inbound message that nobody takes is dropped. Default 7 days. */
  deliveryRetentionMs: number;
  /** Receipts and inbound messages under way to one client at a time. Default 1,000. */
  deliveryWindow: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The limits where none are given. */
export const DEFAULT_LIMITS: Readonly<CentreLimits> = {
  maxWaitingMessages: 2_000_000,
  maxFinishedMessages: 100_000,
  maxRememberedRefs: 1_000_000,
  maxUndelivered: 1_000_000,
  maxSubscribers: 1_000_000,
  maxRecentPhones: 10_000,
  maxMessagesPerPhone: 100,
  maxJournalEntries: 100_000,
  maxClients: 10_000,
  maxInboundRoutes: 100_000,
  maxParts: 10,
  defaultValidityMs: 48 * HOUR_MS,
  maxValidityMs: 7 * 24 * HOUR_MS,
  maxScheduleMs: 30 * 24 * HOUR_MS,
  retryMs: [1, 5, 15, 30, 60, 120, 240, 360].map(minutes => minutes * MINUTE_MS),
  busyRetryMs: [10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS],
  deliveryRetryMs: [5, 10, 30, 60, 300, 900, 3_600].map(seconds => seconds * SECOND_MS),
  deliveryRetentionMs: 7 * 24 * HOUR_MS,
  deliveryWindow: 1_000,
};
