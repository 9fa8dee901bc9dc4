import type { Cancel, Timers } from '../time/index.js';

interface LinkWatchOptions {
  readonly timers: Timers;
  readonly intervalMs: number;
  readonly missedLimit: number;
  /** Sends an enquire_link. */
  readonly enquire: () => void;
  /** The peer has been silent through `missedLimit` of them. */
  readonly dead: () => void;
  /** Whether we listen at all: while we have stopped reading, silence is our own doing. */
  readonly listening: () => boolean;
}

/** Asks a silent peer whether it is there, and says when it is not. Whatever the peer sends is a sign of life. */
export class LinkWatch {
  private cancel: Cancel | undefined;
  private heardAtMs: number;
  private missed = 0;

  constructor(private readonly options: LinkWatchOptions) {
    this.heardAtMs = options.timers.now();
  }

  start(): void {
    if (this.options.intervalMs > 0) this.arm(this.options.intervalMs);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  heard(): void {
    this.heardAtMs = this.options.timers.now();
    this.missed = 0;
  }

  private arm(ms: number): void {
    this.cancel?.();
    this.cancel = this.options.timers.after(ms, this.wake);
  }

  private readonly wake = (): void => {
    const { timers, intervalMs, missedLimit, enquire, dead, listening } = this.options;
    if (!listening()) {
      // The peer's silence is our own doing; but a write still finds out whether the connection is there.
      this.heard();
      this.arm(intervalMs);
      return enquire();
    }
    const silentMs = timers.now() - this.heardAtMs;
    // One timer for a busy link: it is not set anew for each PDU, it looks when it wakes and sleeps the rest.
    if (silentMs < intervalMs) return this.arm(intervalMs - silentMs);
    if (this.missed >= missedLimit) return dead();
    this.missed++;
    this.arm(intervalMs);
    enquire();
  };
}
