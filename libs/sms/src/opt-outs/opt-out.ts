import type { Instant } from '../kernel/index.js';

/** How a number came onto the list. */
export type OptOutSource = 'reply' | 'carrier' | 'import' | 'api';

/** A number that an account must not send to: its owner said STOP, or somebody said it for them. */
export interface OptOut {
  readonly accountId: string;
  /** E.164 with `+`. */
  readonly msisdn: string;
  readonly source: OptOutSource;
  readonly at: Instant;
}
