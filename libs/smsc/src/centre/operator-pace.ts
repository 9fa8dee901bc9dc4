import type { Scheduled, VirtualTime } from '../time/index.js';
import type { Message } from './message.js';

const PRIORITIES = 4;

/** The attempts that wait for a rate-limited operator: one at a time at its pace, the higher priority first. */
export class OperatorPace {
  private readonly queues: Message[][] = Array.from({ length: PRIORITIES }, () => []);
  private readonly heads: number[] = new Array<number>(PRIORITIES).fill(0);
  private freeAt = -Infinity;
  private event: Scheduled | undefined;

  constructor(
    private readonly time: VirtualTime,
    private readonly owner: object,
    /** The pace, which may change: attempts a second, Infinity where there is no limit. */
    private readonly perSecond: () => number,
    /** Called for a message whose turn it is. */
    private readonly go: (message: Message) => void,
  ) {}

  /** Whether an attempt may be made at once; it takes the turn then. Otherwise the message waits here for its turn. */
  admit(message: Message): boolean {
    const now = this.time.now();
    if (this.event === undefined && this.freeAt <= now) {
      this.freeAt = now + 1_000 / this.perSecond();
      return true;
    }
    this.queues[message.priority]!.push(message);
    this.event ??= this.plan();
    return false;
  }

  private plan(): Scheduled {
    return this.time.at(this.freeAt, turn, this as OperatorPace, this.owner);
  }

  /** @internal */
  turn(): void {
    this.event = undefined;
    const message = this.take();
    if (message === undefined) return;
    // From when it was free, not from now: events fall on whole milliseconds, and the rest must not be lost.
    this.freeAt += 1_000 / this.perSecond();
    this.event = this.plan();
    this.go(message);
  }

  private take(): Message | undefined {
    for (let priority = PRIORITIES - 1; priority >= 0; priority--) {
      const queue = this.queues[priority]!;
      while (this.heads[priority]! < queue.length) {
        const message = queue[this.heads[priority]!++]!;
        if (!message.isFinal) return message;
      }
      queue.length = 0;
      this.heads[priority] = 0;
    }
    return undefined;
  }
}

function turn(pace: OperatorPace): void {
  pace.turn();
}
