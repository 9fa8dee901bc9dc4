/** What a host under test is told in `CHAPPE_CHAOS`. */
export interface Orders {
  /** Whether write boundaries are counted, and can be armed. It costs time, so elsewhere it is left out. */
  readonly boundaries?: boolean;
  /** The file to which published facts are added, a line of JSON each. */
  readonly facts?: string;
  /** Delivery options other than the defaults, in milliseconds where they are times, so that a test need not wait for minutes. */
  readonly delivery?: Readonly<Record<string, number>>;
  /** When the process is killed, milliseconds after its beginning. */
  readonly diesAfterMs?: number;
  /** The bug that is planted; see `planted/`. */
  readonly planted?: string;
}
