/**
 * The message centre: it accepts, stores, forwards, tries again, expires and reports.
 */
export type { CarrierLink, CentreInbound, Connection } from './carrier-link.js';
export { DEFAULT_LIMITS, type CentreLimits } from './limits.js';
export type { CentreMessageView } from './message-view.js';
export type { CentreReceipt, Malformation } from './receipt.js';
export type { CentreReplacement, CentreSubmission, ChangeAnswer, SubmitAnswer } from './submission.js';
export type { RunSummary } from './summary.js';
export { NO_LATENCY, REALISTIC_LATENCY, type Latency, type WorldOptions } from './world-options.js';
