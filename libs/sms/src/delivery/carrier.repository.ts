import type { Instant } from '../kernel/index.js';

/** The topic under which storages announce that a carrier was paused or resumed. */
export const CARRIERS_TOPIC = 'carriers';

/** What is to be remembered of carriers, for all processes and beyond their lives: which are held up by hand. */
export abstract class CarrierRepository {
  /** Notes that a carrier is paused. Answers false, and stores nothing, when it is already. */
  abstract pause(carrier: string, at: Instant): Promise<boolean>;

  /** Notes that it is not any more. Answers whether it was. */
  abstract resume(carrier: string): Promise<boolean>;

  /** The names of those that are paused, sorted. Read at every start and after every announcement. */
  abstract paused(): Promise<readonly string[]>;
}
