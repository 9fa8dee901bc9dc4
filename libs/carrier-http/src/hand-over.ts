import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@chappe/sms';
import type { Handed } from './answers.js';
import type { WireItem } from './items.js';

/** No more items go into one request. */
export const MAX_ITEMS_PER_REQUEST = 1_000;

/** How requests are made; see {@link HandOver}. */
export interface HandOverOptions {
  readonly clock: Clock;
  readonly requestsAtOnce: number;
  readonly answerLimitMs: number;
  readonly send: (items: readonly WireItem[], signal: AbortSignal) => Promise<Handed>;
}

interface Waiting {
  readonly items: readonly WireItem[];
  readonly settle: (handed: Handed) => void;
  settled: boolean;
}

const NOT_TAKEN: Handed = { kind: 'not_taken', retryAfterMs: null, cause: 'stopping' };
const GIVEN_UP: Handed = { kind: 'no_answer', cause: 'Given up while the process was being stopped.' };

/**
 * Gathers submissions into requests without a timer: what comes within one turn of the event loop goes together, and what comes
 * while `requestsAtOnce` requests are under way goes with the next. The parts of one message stay together.
 */
export class HandOver {
  private waiting: Waiting[] = [];
  /** What has no answer yet, by the signal that gives it up. */
  private readonly unsettled = new Map<AbortSignal, Set<Waiting>>();
  private underWay = 0;
  private gathering = false;

  constructor(private readonly options: HandOverOptions) {}

  /** Resolves to what became of the items, at the latest `answerLimitMs` after they left. Never rejects. */
  hand(items: readonly WireItem[], signal: AbortSignal): Promise<Handed> {
    if (signal.aborted) return Promise.resolve(NOT_TAKEN);
    return new Promise(resolve => {
      const entry: Waiting = {
        items,
        settled: false,
        settle: handed => {
          entry.settled = true;
          this.forget(entry, signal);
          resolve(handed);
        },
      };
      this.remember(entry, signal);
      this.waiting.push(entry);
      this.gather();
    });
  }

  /** One listener for all that is under one signal: Node walks all listeners of a signal to add or remove one. */
  private remember(entry: Waiting, signal: AbortSignal): void {
    const entries = this.unsettled.get(signal);
    if (entries) return void entries.add(entry);
    this.unsettled.set(signal, new Set([entry]));
    signal.addEventListener('abort', this.giveUp, { once: true });
  }

  private forget(entry: Waiting, signal: AbortSignal): void {
    const entries = this.unsettled.get(signal);
    if (!entries?.delete(entry) || entries.size > 0) return;
    this.unsettled.delete(signal);
    signal.removeEventListener('abort', this.giveUp);
  }

  private readonly giveUp = ({ target }: Event): void => {
    const waiting = new Set(this.waiting);
    for (const entry of this.unsettled.get(target as AbortSignal) ?? [])
      entry.settle(waiting.has(entry) ? NOT_TAKEN : GIVEN_UP);
  };

  private gather(): void {
    if (this.gathering || this.underWay >= this.options.requestsAtOnce) return;
    this.gathering = true;
    void this.options.clock.track(
      turn().then(() => {
        this.gathering = false;
        while (this.waiting.length > 0 && this.underWay < this.options.requestsAtOnce) this.sendBatch();
      }),
    );
  }

  private sendBatch(): void {
    const batch = this.takeBatch();
    if (batch.length === 0) return;
    this.underWay += 1;
    const answer = this.options.clock.outside(this.exchange(batch));
    void answer.then(handed => {
      this.underWay -= 1;
      let place = 0;
      for (const entry of batch) {
        const { length } = entry.items;
        entry.settle(
          handed.kind === 'answered'
            ? { ...handed, answers: handed.answers.slice(place, place + length) }
            : handed,
        );
        place += length;
      }
      if (this.waiting.length > 0) this.gather();
    });
  }

  private takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    let size = 0;
    let taken = 0;
    for (const entry of this.waiting) {
      if (size > 0 && size + entry.items.length > MAX_ITEMS_PER_REQUEST) break;
      taken += 1;
      if (entry.settled) continue;
      size += entry.items.length;
      batch.push(entry);
    }
    this.waiting = this.waiting.slice(taken);
    return batch;
  }

  private async exchange(batch: readonly Waiting[]): Promise<Handed> {
    const { clock, answerLimitMs, send } = this.options;
    const abort = new AbortController();
    let late = false;
    const limit = clock.after(answerLimitMs, () => {
      late = true;
      abort.abort();
    });
    try {
      const handed = await send(
        batch.flatMap(({ items }) => items),
        abort.signal,
      );
      return late
        ? { kind: 'no_answer', cause: `No answer came within ${String(answerLimitMs)} ms.` }
        : handed;
    } finally {
      limit.cancel();
    }
  }
}
