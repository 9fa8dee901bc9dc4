import type { Clock, Timer } from '../kernel/index.js';
import type { SlotHolder } from './slot.repository.js';

/** What a process may do about the slots of a carrier. */
export interface SlotClaim {
  /** How many it holds now. */
  readonly slots: number;
  /** How many it is to come down to; the same as `slots` where it holds no more than its share. */
  readonly share: number;
}

/**
 * How many slots a process takes. All get the same, those whose names sort first one more where it does not come out even;
 * nobody takes what another still holds. Pure.
 *
 * @param total how many there are
 * @param using how many of its own the process is using at this moment
 * @param others the living ones
 */
export function claimSlots(
  total: number,
  node: string,
  using: number,
  others: readonly Pick<SlotHolder, 'node' | 'slots'>[],
): SlotClaim {
  const nodes = [node, ...others.map(other => other.node)].sort();
  const share = Math.floor(total / nodes.length) + (nodes.indexOf(node) < total % nodes.length ? 1 : 0);
  const free = total - using - others.reduce((sum, other) => sum + other.slots, 0);
  const slots = Math.max(using, Math.min(share, using + Math.max(0, free)));
  return { slots, share: Math.min(share, slots) };
}

/**
 * Tells the living from the dead by their signs of life alone: of whom none was seen for `silentMs` of our own time is dead.
 * Dates of different machines are compared nowhere, so it does not matter how their clocks go, or are set.
 */
export class Watch {
  private readonly seen = new Map<string, Sight>();

  constructor(
    private readonly clock: Clock,
    private readonly silentMs: number,
    /** Called when somebody has been silent for so long. */
    private readonly onSilence: () => void,
  ) {}

  /** Notes who is there, and their signs of life. */
  note(holders: readonly SlotHolder[]): void {
    const nodes = new Set(holders.map(({ node }) => node));
    for (const [node, { timer }] of this.seen) {
      if (nodes.has(node)) continue;
      timer.cancel();
      this.seen.delete(node);
    }
    for (const { node, beat } of holders) {
      const before = this.seen.get(node);
      if (before?.beat === beat) continue;
      before?.timer.cancel();
      const timer = this.clock.after(this.silentMs, () => {
        this.seen.set(node, { beat, timer, isSilent: true });
        this.onSilence();
      });
      this.seen.set(node, { beat, timer, isSilent: false });
    }
  }

  /** Whether a process is dead: long silent, and still without a new sign of life now. */
  isDead({ node, beat }: SlotHolder): boolean {
    const before = this.seen.get(node);
    return before !== undefined && before.isSilent && before.beat === beat;
  }

  stop(): void {
    for (const { timer } of this.seen.values()) timer.cancel();
    this.seen.clear();
  }
}

/** The last sign of life that was seen of somebody. */
interface Sight {
  readonly beat: number;
  readonly timer: Timer;
  readonly isSilent: boolean;
}
