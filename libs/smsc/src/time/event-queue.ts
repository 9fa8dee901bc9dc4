/**
 * A date in the queue, with what is to be done then. Kept by whoever may want to take it back.
 */
export class Scheduled {
  /** @internal */
  cancelled = false;

  /** @internal */
  constructor(
    private readonly queue: EventQueue,
    /** When it is due, milliseconds of the epoch. */
    readonly dueAt: number,
    /** The order of arrival, which decides between equal dates. */
    readonly seq: number,
    /** @internal What is to be done; gets `subject`, so that a hot path needs no closure. */
    readonly run: (subject: never) => unknown,
    /** @internal */
    readonly subject: unknown,
    /** @internal Whose event it is: a world that is wiped takes only its own events along. */
    readonly owner: object | undefined,
  ) {}

  /** Takes the event back. Of no effect when it has fired or was taken back before. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.queue.forget();
  }
}

/**
 * The events to come, by date and then by arrival: a binary heap, so that a million waiting messages cost twenty
 * comparisons each. Cancelled events stay where they are until they surface or make up half of the heap.
 */
export class EventQueue {
  private heap: Scheduled[] = [];
  private arrivals = 0;
  private dead = 0;

  /** How many events are waiting, the cancelled ones not counted. */
  get size(): number {
    return this.heap.length - this.dead;
  }

  /** The date of the next event, or undefined when nothing waits. */
  nextDueAt(): number | undefined {
    return this.head()?.dueAt;
  }

  add<T>(dueAt: number, run: (subject: T) => unknown, subject: T, owner?: object): Scheduled {
    const event = new Scheduled(
      this,
      dueAt,
      this.arrivals++,
      run as (subject: never) => unknown,
      subject,
      owner,
    );
    this.heap.push(event);
    this.rise(this.heap.length - 1);
    return event;
  }

  /** Takes the next event that is due at `now` or before out of the queue. */
  takeDue(now: number): Scheduled | undefined {
    const head = this.head();
    if (head === undefined || head.dueAt > now) return undefined;
    this.removeHead();
    // A fired event can no longer be taken back, nor counted as dead.
    head.cancelled = true;
    return head;
  }

  /** Takes back all events of one owner. */
  clear(owner: object): void {
    for (const event of this.heap) if (event.owner === owner) event.cancelled = true;
    this.compact();
  }

  /** @internal Called by a cancelled event. */
  forget(): void {
    this.dead++;
    if (this.dead > 64 && this.dead * 2 > this.heap.length) this.compact();
  }

  private head(): Scheduled | undefined {
    while (this.heap.length > 0 && this.heap[0]!.cancelled) {
      this.removeHead();
      this.dead--;
    }
    return this.heap[0];
  }

  private removeHead(): void {
    const last = this.heap.pop()!;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
  }

  private compact(): void {
    this.heap = this.heap.filter(event => !event.cancelled);
    this.dead = 0;
    for (let index = (this.heap.length >> 1) - 1; index >= 0; index--) this.sink(index);
  }

  private rise(index: number): void {
    const heap = this.heap;
    const event = heap[index]!;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!isBefore(event, heap[above]!)) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = event;
  }

  private sink(index: number): void {
    const heap = this.heap;
    const event = heap[index]!;
    const length = heap.length;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= length) break;
      if (below + 1 < length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, event)) break;
      heap[index] = heap[below]!;
      index = below;
    }
    heap[index] = event;
  }
}

function isBefore(one: Scheduled, other: Scheduled): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.seq < other.seq);
}
