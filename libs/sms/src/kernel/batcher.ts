import type { Clock } from './clock.js';

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Lets many callers share one piece of work. While a batch is being worked on, new items gather; then all of them go
 * together. An idle batcher starts at once, so a lone caller never waits for company.
 *
 * Items of one batch succeed or fail together: `work` answers one result per item, in order, or throws for all.
 */
export class Batcher<Item, Result> {
  private waiting: Entry<Item, Result>[] = [];
  private running = false;

  /**
   * @param clock told of the work, so that virtual time waits for it
   * @param sizeMax how many items one call of `work` may be given
   */
  constructor(
    private readonly clock: Clock,
    private readonly sizeMax: number,
    private readonly work: (items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  /** Adds one item, and answers its own result. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.running) return;
      this.running = true;
      void this.clock.track(this.run());
    });
  }

  private async run(): Promise<void> {
    // One microtask later, whoever was about to add an item has added it.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.sizeMax);
      try {
        const results = await this.work(batch.map(entry => entry.item));
        batch.forEach((entry, index) => entry.resolve(results[index]!));
      } catch (cause) {
        for (const entry of batch) entry.reject(cause);
      }
    }
    this.running = false;
  }
}
