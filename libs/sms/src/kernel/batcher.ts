import type { Clock } from './clock.js';

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
}

/** What fails later than this was waited for in vain: a database that is silent is silent to the halves of a batch too. */
const SLOW_FAILURE_MS = 1000;

/** How often in a row one batch may fail before it is given up. */
interface Patience {
  readonly failuresMax: number;
  failures: number;
}

/**
 * Lets many callers share one piece of work. While a batch is being worked on, new items gather; then all of them go
 * together. An idle batcher starts at once, so a lone caller never waits for company.
 *
 * `work` answers one result per item, in order, or throws for all. Where it is repeatable, a batch that fails is halved, and
 * its halves again, so that one item that cannot be done takes no other with it. When nothing of it can be done, or it took long
 * to fail, the fault is not the items': it is given up.
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
    /** Whether `work` may be done again after it threw: a commit whose answer was lost may have done all of it. */
    private readonly isRepeatable = false,
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
      // As many failures in a row as it takes to find the first item alone at fault, and the one beside it.
      const failuresMax = Math.ceil(Math.log2(batch.length)) + 2;
      await this.workOn(batch, { failuresMax, failures: 0 });
    }
    this.running = false;
  }

  private async workOn(batch: readonly Entry<Item, Result>[], patience: Patience): Promise<void> {
    const begunAt = this.clock.elapsed();
    try {
      const results = await this.work(batch.map(entry => entry.item));
      batch.forEach((entry, index) => entry.resolve(results[index]!));
      patience.failures = 0;
    } catch (cause) {
      patience.failures += 1;
      const tookLong = this.clock.elapsed() - begunAt > SLOW_FAILURE_MS;
      if (!this.isRepeatable || batch.length === 1 || tookLong || patience.failures >= patience.failuresMax) {
        for (const entry of batch) entry.reject(cause);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.workOn(batch.slice(0, middle), patience);
      await this.workOn(batch.slice(middle), patience);
    }
  }
}
