import { defaultNetworksOptions, type NetworksOptions } from '../networks/index.js';
import type { Route } from './route.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How messages are handed to carriers, and what happens when carriers do not answer. */
export interface DeliveryOptions extends NetworksOptions {
  /** Messages claimed in one transaction, at most. */
  readonly claimMax: number;
  /**
   * How long after the last sign of life of a dispatcher others take over what it was handing over. It gives three signs in
   * this time, so a process that dies is missed after at most this and the look that others take every third of it.
   */
  readonly leaseMs: number;
  /** How long a carrier may take to answer before a message counts as unanswered. Longer than any carrier's own time-out. */
  readonly answerMaxMs: number;
  /** Attempts that end in a temporary refusal, at most. Throttling does not count. */
  readonly attemptsMax: number;
  /** Delay before the second attempt; doubled at each further one. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** Share of a delay that is left to chance, so that retries do not come in step: 0.2 is ± 20 %. */
  readonly retryJitter: number;
  /** How long an unanswered message waits for a late answer or receipt before it is sent again, if its purpose allows that. */
  readonly inDoubtMs: number;
  /** How long after the end of its validity a message still waits for its receipt. */
  readonly receiptGraceMs: number;
  /** How long receipts that match nothing are kept, in case their message turns up. */
  readonly orphanKeptMs: number;
  /** First pause when a carrier is away or says too fast without saying until when; doubled at each repetition. */
  readonly pauseMinMs: number;
  readonly pauseMaxMs: number;
  /** Failures of a carrier in a row (time-outs, and refusals that are its own fault) after which it is given nothing for a while. */
  readonly breakerFailures: number;
  /** For how long at first; doubled each time that the message by which it is tried fails as well. */
  readonly breakerMinMs: number;
  readonly breakerMaxMs: number;
  /** Which messages go to which carriers; without any, all go to the carriers in their order, the next where one is not ready. */
  readonly routes: readonly Route[];
  /** How long nothing is heard of a message before its carrier is asked, where it can be; doubled at each repetition. */
  readonly queryAfterMs: number;
  /**
   * How long the second sending waits for a number that was well lately and is called unknown for the first time, where there
   * is no other route to try at once; null to believe it at once.
   */
  readonly suspectRetryMs: number | null;
  /** How long a number counts as well after a message to it was accepted that was delivered, in the same account. */
  readonly suspectKnownMs: number;
  /**
   * How long a number is not written to, by any account, that was called unknown twice within `suspectKnownMs`; null for never. A
   * delivery, a lookup that finds it alive, or {@link Delivery.trust} ends it before.
   */
  readonly suppressMs: number | null;
  /** How long a stop waits for answers that are under way. */
  readonly drainMs: number;
}

export const defaultDeliveryOptions: DeliveryOptions = {
  claimMax: 500,
  leaseMs: 10 * SECOND_MS,
  answerMaxMs: 60 * SECOND_MS,
  attemptsMax: 5,
  retryMinMs: 30 * SECOND_MS,
  retryMaxMs: 15 * MINUTE_MS,
  retryJitter: 0.2,
  inDoubtMs: 60 * SECOND_MS,
  receiptGraceMs: 24 * HOUR_MS,
  orphanKeptMs: 72 * HOUR_MS,
  pauseMinMs: 1 * SECOND_MS,
  pauseMaxMs: 60 * SECOND_MS,
  breakerFailures: 5,
  breakerMinMs: 10 * SECOND_MS,
  breakerMaxMs: 5 * MINUTE_MS,
  routes: [],
  ...defaultNetworksOptions,
  queryAfterMs: HOUR_MS,
  suspectRetryMs: 24 * HOUR_MS,
  suspectKnownMs: 90 * 24 * HOUR_MS,
  suppressMs: 30 * 24 * HOUR_MS,
  drainMs: 10 * SECOND_MS,
};
