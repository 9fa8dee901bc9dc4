import type { Wire } from '../clock/index.js';

/** How many unanswered requests of one line are counted; beyond, the oldest is forgotten, and answered all the same if its answer comes. */
export const MAX_HELD_ANSWERS = 5_000;

/**
 * The requests of one line that wait for a later date, or will never be answered. A request counts until it is answered or
 * the line ends: whoever follows the clock counts its own requests in the same way, and time goes on when the two agree.
 */
export class HeldAnswers {
  private readonly held = new Map<() => void, () => void>();
  private isOver = false;

  constructor(private readonly wire: Wire) {}

  get size(): number {
    return this.held.size;
  }

  /**
   * A request of `owner` is held from now on, until the returned function is called.
   *
   * @param giveUp called when the world in which it might have been answered has ended
   */
  hold(owner: string, giveUp: () => void = () => undefined): () => void {
    if (this.isOver) return () => undefined;
    const release = this.wire.hold(owner);
    const end = (): void => {
      this.held.delete(end);
      release();
    };
    this.held.set(end, giveUp);
    if (this.held.size > MAX_HELD_ANSWERS) {
      const oldest = this.held.keys().next();
      if (oldest.done === false) oldest.value();
    }
    return end;
  }

  /** Nobody will answer them any more. */
  giveUp(): void {
    for (const giveUp of [...this.held.values()]) giveUp();
  }

  /** The line has ended, and with it all that was held. */
  end(): void {
    this.isOver = true;
    for (const end of [...this.held.keys()]) end();
  }
}
