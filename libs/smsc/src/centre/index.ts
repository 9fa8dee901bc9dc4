/**
 * The message centre: it accepts, stores, forwards, tries again, expires and reports.
 *
 * A submission goes through the door (`door.ts`: down, throttled, full), is read (`content.ts`, `dates.ts`), stored and
 * answered (`acceptance.ts`), forwarded until it ends (`forwarding.ts`), taken in by a phone (`handsets.ts`) and reported
 * (`reporter.ts`) through the client's outbox (`outbox.ts`).
 */
export type { CarrierLink, CentreInbound, Connection } from './carrier-link.js';
export { CentreError } from './centre.errors.js';
export { MAX_FLOOD, type PhoneSubmission } from './handsets.js';
export { DEFAULT_LIMITS, type CentreLimits } from './limits.js';
export { MessageCentre, type MessageCentreOptions, type MessageFilter } from './message-centre.js';
export type { CentreMessageView } from './message-view.js';
export { RecordingLink } from './recording-link.js';
export { receiptId, receiptText, receiptTlvs } from './receipt-text.js';
export type { CentreReceipt, Malformation } from './receipt.js';
export type { CentreReplacement, CentreSubmission, ChangeAnswer, SubmitAnswer } from './submission.js';
export type { RunSummary } from './summary.js';
export { NO_LATENCY, REALISTIC_LATENCY, type Latency, type WorldOptions } from './world-options.js';
