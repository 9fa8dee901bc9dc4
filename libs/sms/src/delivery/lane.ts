import type { Clock, Instant } from '../kernel/index.js';
import { Breaker, verdictOf, type BreakerState } from './breaker.js';
import type { Carrier, SubmissionResult } from './carrier.js';
import type { DeliveryOptions } from './delivery.options.js';
import { LastSecond } from './last-second.js';
import { isNothing, type Allotment } from './limits.js';

const SECOND_MS = 1000;

/** Rows of waiting messages that one lane keeps apart, at most; see {@link Lane.book}. */
const ROWS_MAX = 10_000;

/** Tells one handing over of a message to a carrier from all others. */
export type Handover = symbol;

/** What a lane goes by. */
export type LaneOptions = Pick<
  DeliveryOptions,
  'pauseMinMs' | 'pauseMaxMs' | 'breakerFailures' | 'breakerMinMs' | 'breakerMaxMs'
>;

/**
 * The pace at which one carrier is given messages: never more at once than its window, never faster than its rate, slower
 * after it said "too fast" (half the window; one more for every yes), and not at all while it is away, while it fails (see
 * {@link Breaker}), or while somebody holds it up by hand.
 *
 * It measures by {@link Clock.elapsed}: a date that is set must neither shut a carrier for a day nor let its rate be exceeded.
 */
export class Lane {
  private readonly breaker: Breaker;
  private inFlight = 0;
  /** How many may be under way at once, at present. */
  private window: number;
  private pausedUntil = -Infinity;
  private pauseMs: number;
  /** Submissions that the rate allows at this moment; refilled as time passes. */
  private tokens: number;
  private refilledAt: number;
  /** The last place that was booked by {@link Lane.book}, for each of those that wait in a row of their own. */
  private readonly booked = new Map<string, number>();
  /** The one message under way by which a failing carrier is tried. */
  private probe: Handover | undefined;
  private held = false;
  /** What this process may use of limits that hold for all of them; undefined where there are none. */
  private allotment: Allotment | undefined;
  private readonly lastSecond = new LastSecond();
  private departedAt = -Infinity;

  constructor(
    readonly carrier: Carrier,
    private readonly clock: Clock,
    private readonly options: LaneOptions,
  ) {
    this.window = carrier.capabilities.windowSize;
    this.tokens = tokensMax(carrier);
    this.refilledAt = clock.elapsed();
    this.pauseMs = options.pauseMinMs;
    this.breaker = new Breaker(clock, options);
  }

  /** How many messages it could be given now. */
  get free(): number {
    const now = this.clock.elapsed();
    if (this.isShut || now < this.pausedUntil || this.breaker.state === 'open') return 0;
    if (this.breaker.state === 'half_open' && this.probe) return 0;
    this.refill();
    const left = this.share === null ? Infinity : this.share - this.lastSecond.count(now);
    const room = Math.max(0, Math.min(this.window - this.inFlight, Math.floor(this.tokens), left));
    return this.breaker.state === 'half_open' ? Math.min(room, 1) : room;
  }

  /**
   * When there may be room again although no answer comes; undefined when only an answer, a hand, or other processes make
   * room.
   */
  get nextFreeAt(): Instant | undefined {
    const { freeAgainAt } = this;
    return freeAgainAt === undefined ? undefined : this.dateOf(freeAgainAt);
  }

  private get freeAgainAt(): number | undefined {
    if (this.isShut) return undefined;
    const now = this.clock.elapsed();
    const closedUntil = Math.max(this.pausedUntil, this.breaker.openUntil ?? -Infinity);
    if (now < closedUntil) return closedUntil;
    const rate = this.carrier.capabilities.ratePerSecond;
    const shareAt = this.share === null ? now : this.lastSecond.freeAt(this.share, now);
    if (shareAt > now) return shareAt;
    this.refill();
    if (rate !== null && this.tokens < 1) return now + Math.ceil(((1 - this.tokens) * SECOND_MS) / rate);
    return undefined;
  }

  /**
   * A date for a message that must wait for this carrier: each call for the same row answers a later one, as far apart as the
   * carrier's pace says. So a long queue for a busy carrier stands aside, message by message, of what can go elsewhere, and is
   * not looked at again before its turn. Rows know nothing of each other: when the turns of several come together, the claim
   * decides fairly who goes, and the others come to the row of the late.
   *
   * @param row those that wait in order behind each other, such as one account's of one priority
   */
  book(row: string): Instant {
    const { windowSize, limits } = this.carrier.capabilities;
    // What other processes hold of a limit that holds for all serves the same queue.
    const ratePerSecond = limits?.ratePerSecond ?? this.carrier.capabilities.ratePerSecond;
    const apartMs = ratePerSecond === null ? this.options.pauseMinMs / windowSize : SECOND_MS / ratePerSecond;
    const now = this.clock.elapsed();
    const waitMs = this.held ? this.options.pauseMaxMs : this.options.pauseMinMs;
    const last = this.booked.get(row) ?? -Infinity;
    const date = Math.max(last + apartMs, this.freeAgainAt ?? now + waitMs);
    if (this.booked.size >= ROWS_MAX) this.forgetRows(now);
    this.booked.set(row, date);
    return Math.ceil(this.dateOf(date));
  }

  get submissionsInFlight(): number {
    return this.inFlight;
  }

  /** Whether the carrier is in service, as its answers tell. */
  get breakerState(): BreakerState {
    return this.breaker.state;
  }

  /** Failures in a row, as {@link Breaker} counts them. */
  get failuresInARow(): number {
    return this.breaker.failuresInARow;
  }

  /** Whether somebody holds it up by hand. */
  get isPaused(): boolean {
    return this.held;
  }

  /** Whether it is given nothing for as long as nobody says otherwise: held up by hand, or others hold all that is allowed. */
  get isShut(): boolean {
    return this.held || (this.allotment !== undefined && isNothing(this.allotment));
  }

  /** When it was given a message last, by {@link Clock.elapsed}; before all time if never. */
  get lastDepartureAt(): number {
    return this.departedAt;
  }

  /** Whether it has been given no more than its allotment within the last second. */
  get isWithinAllotment(): boolean {
    return this.share === null || this.lastSecond.count(this.clock.elapsed()) <= this.share;
  }

  /** From now on it is given no more than this. */
  allot(allotment: Allotment): void {
    this.allotment = allotment;
  }

  /** Gives it nothing more until {@link Lane.resume}; what is under way ends. */
  pause(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    this.booked.clear();
  }

  /** A message is being handed over. */
  begin(): Handover {
    const handover = Symbol(this.carrier.name);
    if (this.breaker.state === 'half_open') this.probe ??= handover;
    this.inFlight += 1;
    this.tokens -= 1;
    this.departedAt = this.clock.elapsed();
    if (this.share !== null) this.lastSecond.add(this.departedAt);
    return handover;
  }

  /**
   * Its answer has come. Answers whether the carrier went down or came up with it.
   *
   * @param handover what {@link Lane.begin} answered
   */
  end(result: SubmissionResult, handover: Handover): 'down' | 'up' | undefined {
    this.inFlight -= 1;
    const isProbe = handover === this.probe;
    if (isProbe) this.probe = undefined;
    if (result.kind === 'throttled' && result.scope !== 'message') {
      this.slowDown(result.retryAfterMs);
    } else if (result.kind !== 'unknown') {
      this.window = Math.min(this.window + 1, this.carrier.capabilities.windowSize);
      this.pauseMs = this.options.pauseMinMs;
    }
    const verdict = verdictOf(result);
    // That what had left before it was taken out of service failed as well says nothing about the try.
    if (verdict === 'failed' && this.breaker.state === 'half_open' && !isProbe) return undefined;
    const turn = this.breaker.hear(verdict);
    // A try that has not been answered by then must not stand in the way of the next.
    if (turn === 'down') this.probe = undefined;
    return turn;
  }

  /** The date of a reading of {@link Clock.elapsed}. */
  private dateOf(elapsed: number): Instant {
    return this.clock.now() + (elapsed - this.clock.elapsed());
  }

  /** Messages a second of a limit that holds for all processes; null where there is none. */
  private get share(): number | null {
    return this.allotment?.ratePerSecond ?? null;
  }

  /** Forgets the rows whose turns are over, or all where so many wait: they come early then, and book again. */
  private forgetRows(now: number): void {
    for (const [row, until] of this.booked) if (until <= now) this.booked.delete(row);
    if (this.booked.size >= ROWS_MAX) this.booked.clear();
  }

  private slowDown(retryAfterMs: number | null): void {
    const now = this.clock.elapsed();
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
    const now = this.clock.elapsed();
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
