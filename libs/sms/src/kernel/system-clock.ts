import { Clock, type Instant, type Timer } from './clock.js';
import { readDate } from './date-of-storage.js';
import type { Machine } from './machine.js';
import type { Storage } from './storage.js';
import { systemMachine } from './system-machine.js';

/** Up to here a difference is slewed: the date stands still rather than go back. Beyond, it jumps. */
const SLEW_MAX_MS = 1000;

/** How often the date is compared with that of a storage, or looked at where something waits for one. */
const COMPARED_EVERY_MS = 30_000;

/** How a system clock follows a storage. */
export interface FollowOptions {
  /** Told when the clock of the machine comes to differ notably from the date of the storage, when no longer, and of jumps. */
  readonly report: (what: string) => void;
  /** How often the date is compared; every 30 s by default. Null for never but at the start and when it is seen to be wrong. */
  readonly everyMs?: number | null | undefined;
}

interface Following extends FollowOptions {
  readonly storage: Required<Pick<Storage, 'now'>>;
}

interface Dated {
  readonly dueAt: Instant;
  readonly run: () => void | Promise<void>;
  timer: Timer | undefined;
}

/**
 * The time of the machine, and Node's own timers. It never holds the process open by itself.
 *
 * By itself it shows the date of the machine. Where several processes share a storage that tells its date, it shows that of the
 * storage instead ({@link SystemClock.follow}), carried on by a clock of the machine that nobody sets. So the dates of all
 * processes are one, however the clocks of their machines are set; SmsModule sees to it where the host has bound no clock.
 *
 * Small differences are slewed: the date stands still until it is right. What differs by more than a second is a jump: it
 * is followed at once, timers that wait for dates included, and told by {@link Clock.sinceJumpMs}.
 */
export class SystemClock extends Clock {
  /** The date, less {@link Machine.elapsed}. */
  private offsetMs: number;
  /** The last date that was told, which no later one is before. */
  private told: Instant;
  private jumpedAt = -Infinity;
  private following: Following | undefined;
  /** The date of the machine less {@link Machine.elapsed}, as it was when the date was compared last. */
  private wallOffsetMs: number;
  private lastSkewMs: number | null = null;
  private isSkewed = false;
  private comparing: Promise<void> | undefined;
  private comparison: Timer | undefined;
  private readonly dated = new Set<Dated>();
  private look: Timer | undefined;

  constructor(private readonly machine: Machine = systemMachine) {
    super();
    this.told = machine.wallNow();
    this.offsetMs = this.wallOffsetMs = this.told - machine.elapsed();
  }

  now(): Instant {
    const elapsed = this.machine.elapsed();
    const wall = this.machine.wallNow();
    if (!this.following) this.correct(wall - elapsed);
    else if (Math.abs(wall - elapsed - this.wallOffsetMs) > SLEW_MAX_MS) this.compareSoon(wall - elapsed);
    this.told = Math.max(this.told, Math.round(elapsed + this.offsetMs));
    return this.told;
  }

  override elapsed(): number {
    return this.machine.elapsed();
  }

  override sinceJumpMs(): number {
    return this.machine.elapsed() - this.jumpedAt;
  }

  override skewMs(): number | null {
    return this.lastSkewMs;
  }

  at(dueAt: Instant, run: () => void | Promise<void>): Timer {
    const entry: Dated = { dueAt, run, timer: undefined };
    this.dated.add(entry);
    this.arm(entry);
    this.lookAgain();
    return {
      cancel: () => {
        entry.timer?.cancel();
        this.dated.delete(entry);
        if (this.dated.size === 0) this.stopLooking();
      },
    };
  }

  /** By a clock that nobody sets: a wait is as long as it was said, though the date be corrected meanwhile. */
  override after(delayMs: number, run: () => void | Promise<void>): Timer {
    return this.machine.after(delayMs, run);
  }

  /**
   * From now on the date is that of a storage, which is compared again and again until {@link SystemClock.unfollow}. Resolves
   * once it is known: before that, nothing must be dated that others see.
   */
  async follow(storage: Required<Pick<Storage, 'now'>>, options: FollowOptions): Promise<void> {
    const { offsetMs, skewMs } = await readDate(storage, this.machine);
    this.following = { ...options, storage };
    this.offsetMs = offsetMs;
    this.told = Math.round(this.machine.elapsed() + offsetMs);
    this.noteSkew(skewMs);
    this.rearm();
    this.compareLater();
  }

  /** Shows the date of the machine again. */
  unfollow(): void {
    this.comparison?.cancel();
    this.following = undefined;
    this.lastSkewMs = null;
  }

  override agreesWith(date: Instant, since: number): boolean {
    if (!this.following) return true;
    const earliest = since + this.offsetMs - SLEW_MAX_MS;
    const latest = this.machine.elapsed() + this.offsetMs + SLEW_MAX_MS;
    if (date >= earliest && date <= latest) return true;
    this.jumpedAt = this.machine.elapsed();
    return false;
  }

  override confirm(): Promise<void> {
    if (!this.following) return Promise.resolve();
    this.comparing ??= this.compare(this.following).finally(() => (this.comparing = undefined));
    return this.comparing;
  }

  private async compare(following: Following): Promise<void> {
    const { offsetMs, errorMs, skewMs } = await readDate(following.storage, this.machine);
    if (this.following !== following) return;
    // Within what the reading may be wrong by, nothing is known that was not known before.
    if (Math.abs(offsetMs - this.offsetMs) > errorMs) {
      const byMs = this.correct(offsetMs);
      if (byMs !== 0)
        following.report(
          `The date of the database is ${inWords(byMs)} what this process took it for: one of their clocks was set, or this machine slept. It is followed.`,
        );
    }
    this.noteSkew(skewMs);
  }

  /** Takes up another date; answers by how much it jumped. */
  private correct(offsetMs: number): number {
    const byMs = offsetMs - this.offsetMs;
    this.offsetMs = offsetMs;
    if (Math.abs(byMs) <= SLEW_MAX_MS) return 0;
    const elapsed = this.machine.elapsed();
    this.jumpedAt = elapsed;
    this.told = Math.round(elapsed + offsetMs);
    this.rearm();
    return byMs;
  }

  /** The clock of the machine was set, or the machine has slept: the storage knows which. */
  private compareSoon(wallOffsetMs: number): void {
    this.wallOffsetMs = wallOffsetMs;
    // What cannot be asked now is asked by the next comparison.
    this.confirm().catch(() => undefined);
  }

  private compareLater(): void {
    const { everyMs = COMPARED_EVERY_MS } = this.following ?? {};
    if (everyMs === null) return;
    this.comparison?.cancel();
    this.comparison = this.machine.after(everyMs, () => {
      this.confirm().catch(() => undefined);
      this.compareLater();
    });
  }

  private noteSkew(skewMs: number): void {
    this.wallOffsetMs = this.machine.wallNow() - this.machine.elapsed();
    this.lastSkewMs = Math.round(skewMs);
    const isSkewed = Math.abs(skewMs) > SLEW_MAX_MS;
    if (isSkewed === this.isSkewed) return;
    this.isSkewed = isSkewed;
    if (isSkewed)
      this.following?.report(
        `The clock of this machine is ${inWords(skewMs)} that of the database, which is followed. Mend it by NTP.`,
      );
    else this.following?.report('The clock of this machine agrees with that of the database again.');
  }

  private arm(entry: Dated): void {
    entry.timer?.cancel();
    entry.timer = this.machine.after(Math.max(0, entry.dueAt - this.now()), () => {
      // Too early: the machine's timers and the date do not run alike.
      if (this.now() < entry.dueAt) return this.arm(entry);
      this.dated.delete(entry);
      if (this.dated.size === 0) this.stopLooking();
      void entry.run();
    });
  }

  private rearm(): void {
    for (const entry of [...this.dated]) this.arm(entry);
  }

  /** Where nobody asks for the date, nobody would see that it was set, and what waits for it would come late. */
  private lookAgain(): void {
    if (this.look) return;
    this.look = this.machine.after(COMPARED_EVERY_MS, () => {
      this.look = undefined;
      this.now();
      if (this.dated.size > 0) this.lookAgain();
    });
  }

  private stopLooking(): void {
    this.look?.cancel();
    this.look = undefined;
  }
}

function inWords(differenceMs: number): string {
  const seconds = Math.abs(differenceMs) / 1000;
  return `${seconds.toFixed(1)} s ${differenceMs > 0 ? 'ahead of' : 'behind'}`;
}
