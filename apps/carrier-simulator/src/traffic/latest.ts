/** The last so many; adding one takes one step. */
export class Latest<T> {
  private readonly kept: T[] = [];
  private next = 0;

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.kept.length;
  }

  add(one: T): void {
    this.kept[this.next] = one;
    this.next = (this.next + 1) % this.capacity;
  }

  findLast(test: (one: T) => boolean): T | undefined {
    for (let back = 1; back <= this.kept.length; back++) {
      const one = this.kept[(this.next - back + this.kept.length) % this.kept.length]!;
      if (test(one)) return one;
    }
    return undefined;
  }

  clear(): void {
    this.kept.length = 0;
    this.next = 0;
  }
}
