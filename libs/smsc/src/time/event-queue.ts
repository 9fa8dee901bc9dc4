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
 * The events to come, by date and then by arrival: a heap with four branches, so that a million waiting messages cost ten
 * steps each. The dates stand in an array of their own, because comparing them must not touch a million objects. Cancelled
 * events stay where they are until they surface or make up half of the heap.
 */
export class EventQueue {
  private events: Scheduled[] = [];
  private dates: number[] = [];
  private arrivals = 0;
  private dead = 0;

  /** How many events are waiting, the cancelled ones not counted. */
  get size(): number {
    return this.events.length - this.dead;
  }

  /** The date of the next event, or undefined when nothing waits. */
  nextDueAt(): number | undefined {
    return this.first()?.dueAt;
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
    this.events.push(event);
    this.dates.push(dueAt);
    this.rise(this.events.length - 1, event);
    return event;
  }

  /** Takes the next event that is due at `now` or before out of the queue. */
  takeDue(now: number): Scheduled | undefined {
    const event = this.first();
    if (event === undefined || event.dueAt > now) return undefined;
    this.removeFirst();
    // A fired event can no longer be taken back, nor counted as dead.
    event.cancelled = true;
    return event;
  }

  /** Takes back all events of one owner. */
  clear(owner: object): void {
    for (const event of this.events) if (event.owner === owner) event.cancelled = true;
    this.compact();
  }

  /** @internal Called by a cancelled event. */
  forget(): void {
    this.dead++;
    if (this.dead > 64 && this.dead * 2 > this.events.length) this.compact();
  }

  private first(): Scheduled | undefined {
    while (this.events.length > 0 && this.events[0]!.cancelled) {
      this.removeFirst();
      this.dead--;
    }
    return this.events[0];
  }

  private removeFirst(): void {
    const last = this.events.pop()!;
    this.dates.pop();
    if (this.events.length > 0) this.sink(0, last);
  }

  private compact(): void {
    this.events = this.events.filter(event => !event.cancelled);
    this.dates = this.events.map(event => event.dueAt);
    this.dead = 0;
    for (let index = (this.events.length - 2) >> 2; index >= 0; index--)
      this.sink(index, this.events[index]!);
  }

  private rise(index: number, event: Scheduled): void {
    const { events, dates } = this;
    while (index > 0) {
      const above = (index - 1) >> 2;
      if (!isBefore(event, dates[above]!, events[above]!)) break;
      events[index] = events[above]!;
      dates[index] = dates[above]!;
      index = above;
    }
    events[index] = event;
    dates[index] = event.dueAt;
  }

  private sink(index: number, event: Scheduled): void {
    const { events, dates } = this;
    const { length } = events;
    for (;;) {
      let least = 4 * index + 1;
      if (least >= length) break;
      const end = Math.min(least + 4, length);
      for (let other = least + 1; other < end; other++) {
        const earlier = dates[other]! < dates[least]!;
        if (earlier || (dates[other] === dates[least] && events[other]!.seq < events[least]!.seq))
          least = other;
      }
      if (isBefore(event, dates[least]!, events[least]!)) break;
      events[index] = events[least]!;
      dates[index] = dates[least]!;
      index = least;
    }
    events[index] = event;
    dates[index] = event.dueAt;
  }
}

function isBefore(event: Scheduled, date: number, other: Scheduled): boolean {
  return event.dueAt < date || (event.dueAt === date && event.seq < other.seq);
}
