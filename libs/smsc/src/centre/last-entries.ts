/**
 * A map of the last so many entries: a new one pushes the oldest out. The order is kept beside the map, because finding
 * the first key of a map that has lost many first keys is slow.
 */
export class LastEntries<T> {
  private readonly entries = new Map<string, T>();
  private keys: string[] = [];
  private oldest = 0;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): T | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: T): void {
    if (this.capacity === 0) return;
    if (!this.entries.has(key)) {
      if (this.keys.length < this.capacity) this.keys.push(key);
      else {
        this.entries.delete(this.keys[this.oldest]!);
        this.keys[this.oldest] = key;
        this.oldest = (this.oldest + 1) % this.capacity;
      }
    }
    this.entries.set(key, value);
  }

  values(): IterableIterator<T> {
    return this.entries.values();
  }

  clear(): void {
    this.entries.clear();
    this.keys = [];
    this.oldest = 0;
  }
}
