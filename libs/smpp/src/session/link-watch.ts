import type { Cancel, Timers } from '../time/index.js';

interface LinkWatchOptions {
  readonly timers: Timers;
  /** Silence on an idle link before the peer is asked. */
  readonly intervalMs: number;
  /** The same where the peer owes us answers. */
  readonly awaitingIntervalMs: number;
  readonly missedLimit: number;
  /** Sends an enquire_link. */
  readonly enquire: () => void;
  /** The peer owes us answers, has said nothing for `awaitingIntervalMs`, and is being asked. */
  readonly silent: () => void;
  /** The peer has been silent through `missedLimit` of them. */
  readonly dead: () => void;
  /** Whether we listen at all: while we have stopped reading, silence is our own doing. */
  readonly listening: () => boolean;
  /** Whether requests of ours have no answer yet. */
  readonly awaiting: () => boolean;
}

/**
 * Asks a silent peer whether it is there, and says when it is not. Whatever the peer sends is a sign of life. A peer that owes us
 * answers is asked much sooner than an idle one: a line that has broken in silence then holds messages up, and takes more in.
 */
export class LinkWatch {
  private cancel: Cancel | undefined;
  private dueAtMs = 0;
  private heardAtMs: number;
  /** When the first request left after the last sign of life; undefined when none has. */
  private askedAtMs: number | undefined;
  private missed = 0;

  constructor(private readonly options: LinkWatchOptions) {
    this.heardAtMs = options.timers.now();
  }

  start(): void {
    if (this.options.intervalMs > 0) this.arm(this.intervalMs);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  heard(): void {
    this.heardAtMs = this.options.timers.now();
    this.askedAtMs = undefined;
    this.missed = 0;
  }

  /** Whether the peer has been asked and has said nothing since. */
  get isSilent(): boolean {
    return this.missed > 0;
  }

  /** Asks now, as a peer is asked that owes us answers. Does nothing where it has been asked already. */
  probe(): void {
    if (this.cancel === undefined || this.missed > 0 || !this.options.listening()) return;
    this.askedAtMs ??= this.options.timers.now();
    this.ask();
  }

  /** A request of ours is on its way. It counts even when it is given up: the peer should have said something. */
  asked(): void {
    if (this.askedAtMs !== undefined || this.cancel === undefined) return;
    this.askedAtMs = this.options.timers.now();
    // One timer for a busy link: it is set anew only where it would wake too late.
    const awaitedMs = this.intervalMs;
    if (this.askedAtMs + awaitedMs < this.dueAtMs) this.arm(awaitedMs);
  }

  private get intervalMs(): number {
    const { intervalMs, awaitingIntervalMs } = this.options;
    return this.isAwaiting ? Math.min(intervalMs, awaitingIntervalMs) : intervalMs;
  }

  private get isAwaiting(): boolean {
    return this.askedAtMs !== undefined || this.options.awaiting();
  }

  private arm(ms: number): void {
    this.cancel?.();
    this.dueAtMs = this.options.timers.now() + ms;
    this.cancel = this.options.timers.after(ms, this.wake);
  }

  private readonly wake = (): void => {
    const { timers, missedLimit, enquire, silent, dead, listening } = this.options;
    if (!listening()) {
      // The peer's silence is our own doing; but a write still finds out whether the connection is there.
      this.heard();
      this.arm(this.options.intervalMs);
      return enquire();
    }
    const silentMs = timers.now() - (this.askedAtMs ?? this.heardAtMs);
    const { intervalMs } = this;
    // It looks when it wakes and sleeps the rest. Once the peer was asked, the questions keep their distance by themselves.
    if (this.missed === 0 && silentMs < intervalMs) return this.arm(intervalMs - silentMs);
    if (this.missed >= missedLimit) return dead();
    this.ask();
    if (this.missed === 1 && this.isAwaiting) silent();
  };

  private ask(): void {
    this.missed++;
    this.arm(this.intervalMs);
    this.options.enquire();
  }
}
