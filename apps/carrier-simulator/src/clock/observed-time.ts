import { VirtualTime, type Scheduled, type VirtualTimeOptions } from '@chappe/smsc';

/** Virtual time as an application needs it: it tells of every new event, and can be let go on without waiting. */
export class ObservedTime extends VirtualTime {
  private watcher: (dueAt: number) => void = () => undefined;
  private waits = true;

  constructor(options: Omit<VirtualTimeOptions, 'turn'> = {}) {
    super({ ...options, turn: () => new Promise(done => setImmediate(done)) });
  }

  /** Calls `watcher` with the date of each event that is added from now on. */
  onScheduled(watcher: (dueAt: number) => void): void {
    this.watcher = watcher;
  }

  /**
   * Whether time waits for tracked work. It does while it is stepped; while it follows the wall clock a host that is slow to
   * take its receipts must not hold up everybody else.
   */
  waitForWork(waits: boolean): void {
    this.waits = waits;
  }

  override track<T>(work: Promise<T>): Promise<T> {
    return this.waits ? super.track(work) : work;
  }

  override at(dueAt: number, run: () => void | Promise<void>): Scheduled;
  override at<T>(
    dueAt: number,
    run: (subject: T) => void | Promise<void>,
    subject: T,
    owner?: object,
  ): Scheduled;
  override at(
    dueAt: number,
    run: (subject?: unknown) => void | Promise<void>,
    subject?: unknown,
    owner?: object,
  ): Scheduled {
    const event = super.at(dueAt, run, subject, owner);
    this.watcher(event.dueAt);
    return event;
  }
}
