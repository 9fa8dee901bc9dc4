import type { Timers } from '@chappe/smpp';
import { Problem } from '../problem/problem.js';
import { Follower, type ClockOrder } from './follower.js';
import type { ObservedTime } from './observed-time.js';
import type { Wire } from './wire.js';

/** How time goes, as followers are told. */
export interface Pace {
  readonly mode: 'manual' | 'real';
  readonly speed: number;
}

/** One event of a follower's stream. */
export interface FollowerEvent extends Pace {
  readonly step?: number;
  readonly now: number;
}

/** A follower's stream, as its door holds it. */
export interface FollowerStream {
  send(event: FollowerEvent): void;
  close(): void;
}

/** What {@link Followers} need. */
export interface FollowersContext {
  readonly time: ObservedTime;
  readonly wire: Wire;
  readonly pace: Pace;
  readonly patienceMs: number;
  /** By which a follower's silence is measured. */
  readonly timers: Timers;
  readonly note: (kind: 'follower.joined' | 'follower.left', name: string, why?: string) => void;
}

/** How many hosts may follow at a time. */
export const MAX_FOLLOWERS = 32;

interface Member {
  readonly follower: Follower;
  readonly stream: FollowerStream;
  readonly leaveTime: () => void;
}

/** The hosts in other processes that follow this clock. */
export class Followers {
  private readonly members = new Map<string, Member>();
  private pace: Pace;
  private stepped = false;

  constructor(private readonly context: FollowersContext) {
    this.pace = context.pace;
  }

  /**
   * Lets a host follow; `open` is called for its stream once there is room for it. One that follows under the same name
   * already is taken for its former life, and leaves.
   */
  join(name: string, clients: readonly string[], open: () => FollowerStream): Follower {
    if (!this.members.has(name) && this.members.size >= MAX_FOLLOWERS) {
      throw Problem.tooMany(`${String(MAX_FOLLOWERS)} hosts follow already. End one of them first.`);
    }
    this.leave(name, 'It follows anew.');
    const stream = open();
    const { time, wire, patienceMs, timers } = this.context;
    const follower: Follower = new Follower(name, clients, {
      wire,
      patienceMs,
      timers,
      now: () => time.now(),
      send: (order: ClockOrder) => stream.send({ ...order, ...this.pace }),
      putOut: why => this.leave(name, why, follower),
    });
    follower.step(this.stepped);
    this.members.set(name, { follower, stream, leaveTime: time.join(follower) });
    this.context.note('follower.joined', name);
    stream.send({ now: time.now(), ...this.pace });
    return follower;
  }

  /** Lets a host go. With `only`, nothing happens when another one has taken its name. */
  leave(name: string, why: string, only?: Follower): void {
    const member = this.members.get(name);
    if (member === undefined || (only !== undefined && member.follower !== only)) return;
    this.members.delete(name);
    member.leaveTime();
    member.follower.leave();
    member.stream.close();
    this.context.note('follower.left', name, why);
  }

  get(name: string): Follower | undefined {
    return this.members.get(name)?.follower;
  }

  names(): string[] {
    return [...this.members.keys()];
  }

  /** From now on all of them stand still and go step by step. */
  beginSteps(): void {
    this.stepped = true;
    for (const { follower } of this.members.values()) follower.step(true);
  }

  /** From now on all of them run on their own, by the wall clock. */
  endSteps(): void {
    this.stepped = false;
    for (const { follower, stream } of this.members.values()) {
      follower.step(false);
      stream.send({ now: this.context.time.now(), ...this.pace });
    }
  }

  /** Tells how time goes from now on; carried to the hosts by the next order. */
  setPace(pace: Pace): void {
    this.pace = pace;
  }

  /** Resolves when every follower (or the one of this name) has confirmed the present date. */
  async reachPresent(name?: string): Promise<void> {
    if (!this.stepped) return;
    const now = this.context.time.now();
    for (const [member, { follower }] of this.members) {
      if (name === undefined || name === member) await follower.reach(now);
    }
  }

  close(): void {
    for (const name of this.names()) this.leave(name, 'The simulator ends.');
  }
}
