import type { Clock, Instant } from '../kernel/index.js';
import type { Carrier, SubmissionResult } from './carrier.js';
import type { DeliveryOptions } from './delivery.options.js';

const SECOND_MS = 1000;

/**
 * The pace at which one carrier is given messages: never more at once than its window, never faster than its rate, slower
 * after it said "too fast" (half the window; one more for every yes), and not at all while it is away.
 */
export class Lane {
  private inFlight = 0;
  /** How many may be under way at once, at present. */
  private window: number;
  private pausedUntil: Instant = -Infinity;
  private pauseMs: number;
  /** Submissions that the rate allows at this moment; refilled as time passes. */
  private tokens: number;
  private refilledAt: Instant;

  constructor(
    readonly carrier: Carrier,
    private readonly clock: Clock,
    private readonly options: DeliveryOptions,
  ) {
    this.window = carrier.capabilities.windowSize;
    this.tokens = tokensMax(carrier);
    this.refilledAt = clock.now();
    this.pauseMs = options.pauseMinMs;
  }

  /** How many messages it could be given now. */
  get free(): number {
    if (this.clock.now() < this.pausedUntil) return 0;
    this.refill();
    return Math.max(0, Math.min(this.window - this.inFlight, Math.floor(this.tokens)));
  }

  /** When there may be room again although no answer comes; undefined when only an answer makes room. */
  get nextFreeAt(): Instant | undefined {
    const now = this.clock.now();
    if (now < this.pausedUntil) return this.pausedUntil;
    const rate = this.carrier.capabilities.ratePerSecond;
    this.refill();
    if (rate !== null && this.tokens < 1) return now + Math.ceil(((1 - this.tokens) * SECOND_MS) / rate);
    return undefined;
  }

  get submissionsInFlight(): number {
    return this.inFlight;
  }

  /** A message is being handed over. */
  begin(): void {
    this.inFlight += 1;
    this.tokens -= 1;
  }

  /** Its answer has come. */
  end(result: SubmissionResult): void {
    this.inFlight -= 1;
    if (result.kind === 'throttled') {
      this.slowDown(result.retryAfterMs);
    } else if (result.kind !== 'unknown') {
      this.window = Math.min(this.window + 1, this.carrier.capabilities.windowSize);
      this.pauseMs = this.options.pauseMinMs;
    }
  }

  private slowDown(retryAfterMs: number | null): void {
    const now = this.clock.now();
    // "At once" is not a pause: the same answer would come for ever, in no time.
    const saidMs = retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : undefined;
    if (now < this.pausedUntil) {
      // Answers to one burst count once: those that arrive during the pause were sent before it.
      if (saidMs !== undefined) this.pausedUntil = Math.max(this.pausedUntil, now + saidMs);
      return;
    }
    this.window = Math.max(1, Math.floor(this.window / 2));
    this.pausedUntil = now + (saidMs ?? this.pauseMs);
    if (saidMs === undefined) this.pauseMs = Math.min(this.pauseMs * 2, this.options.pauseMaxMs);
  }

  private refill(): void {
    const rate = this.carrier.capabilities.ratePerSecond;
    if (rate === null) return;
    const now = this.clock.now();
    this.tokens = Math.min(
      tokensMax(this.carrier),
      this.tokens + ((now - this.refilledAt) * rate) / SECOND_MS,
    );
    this.refilledAt = now;
  }
}

/** What may be saved up: one second's worth, and one message where that is less. */
function tokensMax({ capabilities: { ratePerSecond } }: Carrier): number {
  return ratePerSecond === null ? Infinity : Math.max(1, ratePerSecond);
}
