import { agreedTransaction, type Clock, type Storage, type Timer } from '../kernel/index.js';
import { MessageRepository } from '../messages/index.js';
import type { DeliveryOptions } from './delivery.options.js';

/** How often leases are renewed within one, so that one beat that fails costs nothing. */
const BEATS_PER_LEASE = 3;

/** What a heartbeat is made of. */
export interface HeartbeatParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Whose leases they are. */
  readonly owner: string;
  readonly options: Pick<DeliveryOptions, 'leaseMs' | 'answerMaxMs'>;
  readonly onTrouble: (cause: unknown) => void;
}

/**
 * Keeps the leases of what is being handed over from ending while its dispatcher lives. So a lease may be short, and what a
 * dead process leaves behind is taken over soon. It beats only while there is something to keep, and keeps nothing for
 * longer than a carrier may take to answer.
 */
export class Heartbeat {
  /** What is being handed over, and until when a lease may be renewed, by {@link Clock.elapsed}. */
  private readonly kept = new Map<string, number>();
  private timer: Timer | undefined;

  constructor(private readonly parts: HeartbeatParts) {}

  /** From now on the lease of this message is renewed. */
  keep(messageId: string): void {
    const { clock, options } = this.parts;
    this.kept.set(messageId, clock.elapsed() + options.answerMaxMs);
    if (!this.timer) this.arm();
  }

  /** Its answer is stored. */
  release(messageId: string): void {
    this.kept.delete(messageId);
    if (this.kept.size > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(): void {
    const { clock, options } = this.parts;
    this.timer = clock.after(Math.ceil(options.leaseMs / BEATS_PER_LEASE), () => this.beat());
  }

  private async beat(): Promise<void> {
    const { storage, clock, owner, options, onTrouble } = this.parts;
    this.arm();
    const elapsed = clock.elapsed();
    const living = [...this.kept].filter(([, limit]) => limit > elapsed);
    if (living.length === 0) return;
    const byLength = Map.groupBy(living, ([, limit]) =>
      Math.ceil(Math.min(options.leaseMs, limit - elapsed)),
    );
    try {
      await agreedTransaction(storage, clock, async (tx, now) => {
        for (const [leaseMs, group] of byLength) {
          const ids = group.map(([id]) => id);
          await tx.get(MessageRepository).renewLeases(owner, ids, now + leaseMs);
        }
      });
    } catch (cause) {
      onTrouble(cause);
    }
  }
}
