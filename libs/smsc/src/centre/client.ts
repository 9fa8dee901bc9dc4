import type { SubmitError } from '../network/index.js';
import type { CarrierLink } from './carrier-link.js';
import { LastEntries } from './last-entries.js';
import { Outbox, type OutboxOptions } from './outbox.js';

/** What a submission with a ref came to. */
export interface FirstResult {
  readonly id: string | undefined;
  readonly parts: number;
  readonly error: SubmitError | undefined;
}

/** A client of the centre: its links, its refs, what is on its way to it, and how fast it has been. */
export class Client {
  readonly links: CarrierLink[] = [];
  readonly outbox: Outbox;
  /** Messages that wait, receipts that have not left and answers that are late: what it will hear of yet. */
  pending = 0;
  /** When it was last used, as a count of uses of all clients. */
  usedAt = 0;
  private readonly results: LastEntries<FirstResult>;
  private tokens = 0;
  private tokensAt = -Infinity;

  constructor(
    readonly id: string,
    outbox: OutboxOptions,
    maxRefs: number,
  ) {
    this.results = new LastEntries(maxRefs);
    this.outbox = new Outbox(outbox, this.links);
  }

  /** Whether nothing is on its way to it, and nothing of it is on its way: it can be forgotten then. */
  get isIdle(): boolean {
    return this.pending === 0 && this.links.length === 0 && this.outbox.size === 0;
  }

  /** What the ref came to when it was first seen. */
  resultOf(ref: string | undefined): FirstResult | undefined {
    return ref === undefined ? undefined : this.results.get(ref);
  }

  remember(ref: string | undefined, result: FirstResult): void {
    if (ref !== undefined) this.results.set(ref, result);
  }

  /**
   * Whether another submission fits into this many a second: 0 when it does, or after how many milliseconds it will. A
   * second's worth may come at once.
   */
  waitFor(perSecond: number, now: number): number {
    const burst = Math.max(1, perSecond);
    this.tokens = Math.min(
      burst,
      this.tokensAt === -Infinity ? burst : this.tokens + ((now - this.tokensAt) * perSecond) / 1_000,
    );
    this.tokensAt = now;
    // Tokens are sums of fractions; a millionth short is a token all the same.
    if (this.tokens >= 1 - 1e-6) {
      this.tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.tokens) * 1_000) / perSecond);
  }
}
