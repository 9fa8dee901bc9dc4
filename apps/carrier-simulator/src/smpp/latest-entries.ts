/** A map that holds so many entries: beyond, the oldest is forgotten. */
export class LatestEntries<Key, Value> {
  private readonly entries = new Map<Key, Value>();

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    return this.entries.size === 0 ? undefined : this.entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.entries.set(key, value);
    if (this.entries.size <= this.capacity) return;
    const oldest = this.entries.keys().next();
    if (oldest.done === false) this.entries.delete(oldest.value);
  }

  clear(): void {
    this.entries.clear();
  }
}
