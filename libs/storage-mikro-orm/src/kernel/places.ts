import { noPlaceFree } from './storage.errors.js';

/** A number of places, for those who come first; the others wait in line, and not for ever. */
export class Places {
  private readonly line = new Set<() => void>();
  private taken = 0;

  constructor(
    private readonly placesMax: number,
    private readonly waitMaxMs: number,
  ) {}

  /** Runs `work` in a place of its own. Rejects with `storage_unavailable` when none becomes free in time. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken < this.placesMax) this.taken += 1;
    else await this.wait();
    try {
      return await work();
    } finally {
      const [next] = this.line;
      if (next) next();
      else this.taken -= 1;
    }
  }

  /** Resolves when somebody has handed on a place. */
  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.line.delete(next);
        reject(noPlaceFree(this.placesMax, this.waitMaxMs));
      }, this.waitMaxMs);
      const next = () => {
        clearTimeout(timer);
        this.line.delete(next);
        resolve();
      };
      this.line.add(next);
    });
  }
}
