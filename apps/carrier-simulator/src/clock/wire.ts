/**
 * What goes over the carrier's doors, as far as the clock must know: how many requests of whom are held until a later
 * date, and whether anything has moved since somebody last looked.
 */
export class Wire {
  private moves = 0;
  private readonly held = new Map<string, number>();

  /** Changes with every request that comes in, every answer and every receipt that goes out. */
  get stirs(): number {
    return this.moves;
  }

  /** Something went over the wire. */
  stir(): void {
    this.moves += 1;
  }

  /** A request of `owner` waits for a later date from now on, until the returned function is called. */
  hold(owner: string): () => void {
    this.held.set(owner, this.heldBy([owner]) + 1);
    this.stir();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const left = this.heldBy([owner]) - 1;
      if (left > 0) this.held.set(owner, left);
      else this.held.delete(owner);
      this.stir();
    };
  }

  /** How many requests of these owners are held. */
  heldBy(owners: Iterable<string>): number {
    let sum = 0;
    for (const owner of owners) sum += this.held.get(owner) ?? 0;
    return sum;
  }
}
