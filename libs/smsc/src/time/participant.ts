/**
 * Another clock that goes in step with a {@link VirtualTime}: a host that sends through the centre, an open door whose
 * requests are still under way.
 *
 * At each date the centre first does its own events, then calls `moveTo`, then `settle`; so a participant never sees a
 * date before the centre has finished with it, and the centre never goes on while a participant is working.
 */
export interface Participant {
  /** For messages about it. */
  readonly name: string;
  /** The next date at which it has something to do, milliseconds of the epoch; undefined when it has nothing. */
  nextDueAt(): number | undefined;
  /** Its time is now `now`: it starts what is due. */
  moveTo(now: number): Promise<void>;
  /** Resolves when it has nothing under way (work that waits for a later date is not under way). */
  settle(): Promise<void>;
  /**
   * Optional: the next date of real work, periodic chores left out. Without it, a participant with an hourly chore
   * would never be idle for {@link VirtualTime.advanceUntilIdle}.
   */
  nextWorkDueAt?(): number | undefined;
  /**
   * Optional: a counter that changes with every piece of work it starts. With it, settling goes round the participants
   * until none has started anything since it was last asked.
   */
  activity?(): number;
}
