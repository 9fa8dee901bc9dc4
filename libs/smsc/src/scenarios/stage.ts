import type { MessageCentre } from '../centre/index.js';
import type { FaultOptions } from '../faults/index.js';
import { Chance } from '../time/index.js';
import { applyFaults } from './apply-faults.js';
import type { Cast } from './cast.js';
import { epochOf, isDate, isoDate, millisOf } from './dates.js';
import type { FaultsWord, WhenWord } from './scenario.js';
import { StepFailure } from './step-failure.js';

/** What moves time while a scenario runs. */
export interface ScenarioClock {
  advanceBy(durationMs: number): Promise<unknown>;
  /** Milliseconds of the epoch, not in the past. */
  advanceTo(date: number): Promise<unknown>;
  /** Answers whether all was idle in the end. */
  advanceUntilIdle(): Promise<boolean>;
  /** From event to event until `done`, at most by `limitMs`; answers what `done` said last. */
  advanceUntil(done: () => boolean, limitMs: number): Promise<boolean>;
}

/** What a scenario is played on. */
export class Stage {
  /** When it began, milliseconds of the epoch. */
  readonly startedAt: number;
  private readonly chance: Chance;
  private choices = 0;

  constructor(
    readonly centre: MessageCentre,
    readonly clock: ScenarioClock,
    readonly cast: Cast,
    /** The number of the last entry of the journal before the scenario. */
    readonly since: number,
    /** Faults beneath all others: the latency of a scenario in a centre that has its own. */
    private readonly ground: FaultOptions,
  ) {
    this.startedAt = centre.time.now();
    this.chance = new Chance(centre.seed);
  }

  /** How many submissions there have been since it began. */
  get submissions(): number {
    return this.cast.submissions;
  }

  get now(): number {
    return this.centre.time.now();
  }

  /** A date, from a date or a duration since the beginning. */
  dateOf(when: WhenWord): number {
    if (isDate(when)) return epochOf(when)!;
    return this.startedAt + millisOf(when);
  }

  /** Lets time pass to a date; fails for one that has passed. */
  async advanceTo(date: number): Promise<void> {
    if (date < this.now) {
      throw new StepFailure(`to be there by ${isoDate(date)}`, `it is ${isoDate(this.now)} already`);
    }
    await this.clock.advanceTo(date);
  }

  /** Faults on top of those of a preset, and those on the ground. */
  setFaults(faults: FaultsWord): void {
    applyFaults(this.centre, faults, this.ground);
  }

  /** A number in [0, 1) from the seed, another one for each choice. */
  draw(): number {
    return this.chance.uniform(this.chance.keyOf('choice', this.choices++), 0);
  }
}
