/** The topic under which storages announce that processes came or went, or gave slots back. */
export const SLOTS_TOPIC = 'slots';

/** One process among those that share a carrier's limits. */
export interface SlotHolder {
  readonly carrier: string;
  /** The process; the same name as in leases. */
  readonly node: string;
  /** How many slots it holds; with 0 it waits for some. */
  readonly slots: number;
  /** Grows with each sign of life. */
  readonly beat: number;
}

/** Who holds the slots of carriers whose limits hold for all processes together. A few rows per carrier. */
export abstract class SlotRepository {
  /**
   * Who holds slots of this carrier or waits for some, sorted by node. Nobody else changes that until this transaction ends,
   * and nobody joins. Called by every process a few times per lease.
   */
  abstract lock(carrier: string): Promise<readonly SlotHolder[]>;

  /** Writes what a process holds, in a transaction that has locked its carrier. */
  abstract save(holder: SlotHolder): Promise<void>;

  /** Takes processes off the list of a carrier that this transaction has locked. */
  abstract remove(carrier: string, nodes: readonly string[]): Promise<void>;
}
