import type { Wire } from '../clock/index.js';

/** How many requests may wait for a later date; beyond, the oldest is cut. */
export const MAX_HELD_REQUESTS = 5_000;

/** The requests whose answers wait for a later date, or will never come. */
export class HeldRequests {
  private readonly held = new Map<() => void, () => void>();

  constructor(private readonly wire: Wire) {}

  /** A request of `owner` is held from now on. Call the answer when it ends; `cut` is called to end it at once. */
  hold(owner: string, cut: () => void): () => void {
    const release = this.wire.hold(owner);
    const end = (): void => {
      this.held.delete(end);
      release();
    };
    this.held.set(end, cut);
    if (this.held.size > MAX_HELD_REQUESTS) {
      const oldest = this.held.entries().next();
      if (oldest.done === false) {
        const [endOldest, cutOldest] = oldest.value;
        endOldest();
        cutOldest();
      }
    }
    return end;
  }

  get size(): number {
    return this.held.size;
  }

  /** Cuts them all: nobody will answer them any more. */
  cutAll(): void {
    for (const [end, cut] of [...this.held]) {
      end();
      cut();
    }
  }
}
