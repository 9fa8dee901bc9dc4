import type { Clock, Storage, Timer } from '../kernel/index.js';
import type { DeliveryOptions } from './delivery.options.js';
import type { Lane } from './lane.js';
import { allotmentOf, slotsIn, type CarrierLimits } from './limits.js';
import { SLOTS_TOPIC, SlotRepository } from './slot.repository.js';
import { claimSlots, Watch, type SlotClaim } from './slots.js';

/** Signs of life within one lease. */
const BEATS_PER_LEASE = 3;
/** After so many without one a process lets go by itself; others wait for one more. */
const BEATS_TO_LOSE = BEATS_PER_LEASE - 1;
/** What is given back is used by nobody for so long: the limit holds in every second, that of the change included. */
const QUIET_MS = 1000;
/** How long the storage may take to answer while the process is being stopped. */
const LAST_WRITE_MS = 5000;
/** How long what is under way may take to end when a process has to let go. */
const LEAVE_MS = 1000;

/** What a slot keeper is made of. */
export interface SlotKeeperParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Names this process among those that share the database. */
  readonly node: string;
  readonly options: Pick<DeliveryOptions, 'leaseMs'>;
  readonly lane: Lane;
  readonly limits: CarrierLimits;
  /** Called when there is more room than before. */
  readonly onRoom: () => void;
  readonly report: (problem: string, cause: unknown) => void;
}

/**
 * Keeps the limits of one carrier that hold for all processes together. What is allowed is cut into slots; each process
 * holds its share of them under a lease that it renews by signs of life, and lets its lane and its carrier do no more than
 * that. When others come it comes down to its new share, and gives the rest back only once nothing of it is used any more;
 * when others die or leave, it takes up what they had. A process that cannot give signs of life lets go before others
 * may think it dead.
 *
 * On a database that no other process uses there is nothing to share: everything is its own.
 */
export class SlotKeeper {
  private readonly watch: Watch;
  private readonly beatMs: number;
  /** Slots that lane and carrier use, or have not stopped using yet. */
  private using = 0;
  /** Grows when everything is let go: what was going on before counts no more. */
  private life = 0;
  private beat = 0;
  private comingDown = false;
  private stopped = false;
  private looking: Promise<void> | undefined;
  /** Ends when the carrier has taken up what it was told last. */
  private told: Promise<boolean> | undefined;
  private lookAgain = false;
  private beating: Timer | undefined;
  private deadline: Timer | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly parts: SlotKeeperParts) {
    const { leaseMs } = parts.options;
    this.beatMs = Math.ceil(leaseMs / BEATS_PER_LEASE);
    const deadAfterMs = Math.max(leaseMs, this.loseAfterMs + QUIET_MS + LEAVE_MS);
    this.watch = new Watch(parts.clock, deadAfterMs, () => void this.look());
  }

  /** How many slots this process uses, and how many there are. */
  get status(): { readonly held: number; readonly total: number } {
    return { held: this.using, total: slotsIn(this.parts.limits) };
  }

  /** Says what may be used at first: all, or nothing where it has to be shared. Before the carrier is started. */
  async prepare(): Promise<void> {
    const { storage, limits } = this.parts;
    this.using = storage.isShared ? 0 : slotsIn(limits);
    await this.tell(this.using);
  }

  /** Takes its share, and from now on gives signs of life. */
  async start(): Promise<void> {
    const { storage } = this.parts;
    if (!storage.isShared) return;
    this.unsubscribe = storage.onAnnounced(SLOTS_TOPIC, () => void this.look());
    this.arm();
    await this.look();
    await this.told;
  }

  /** Gives everything back, after the carrier has stopped. What cannot be given back is missed by the others in time. */
  async stop(): Promise<void> {
    const { storage, clock, lane, node, report } = this.parts;
    if (!storage.isShared) return;
    this.unsubscribe?.();
    this.beating?.cancel();
    this.stopped = true;
    try {
      await this.atMost(LAST_WRITE_MS, this.looking);
      const restMs = lane.lastDepartureAt + QUIET_MS - clock.elapsed();
      if (restMs > 0) await this.wait(Math.min(restMs, QUIET_MS));
      this.deadline?.cancel();
      this.watch.stop();
      const givenBack = storage.transaction(async tx => {
        const slots = tx.get(SlotRepository);
        await slots.lock(lane.carrier.name);
        await slots.remove(lane.carrier.name, [node]);
        tx.announce(SLOTS_TOPIC);
      });
      await this.atMost(LAST_WRITE_MS, givenBack);
    } catch (cause) {
      report(
        `The slots of ${lane.carrier.name} could not be given back; others miss this process in time.`,
        cause,
      );
    }
  }

  private get loseAfterMs(): number {
    return BEATS_TO_LOSE * this.beatMs;
  }

  private arm(): void {
    this.beating = this.parts.clock.after(this.beatMs, () => {
      this.arm();
      return this.look();
    });
  }

  /** Looks who is there; one look at a time. */
  private look(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.looking) {
      this.lookAgain = true;
      return this.looking;
    }
    this.looking = this.parts.clock.track(this.lookOnce()).finally(() => {
      this.looking = undefined;
      if (!this.lookAgain) return;
      this.lookAgain = false;
      void this.look();
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { clock, lane, report } = this.parts;
    const { life } = this;
    let tooLate = false;
    // From before the sign of life: others count from when they see it.
    const deadline = clock.after(this.loseAfterMs, () => {
      tooLate = true;
      this.letGo();
    });
    try {
      const claim = await this.claim();
      if (tooLate) return;
      this.deadline?.cancel();
      this.deadline = deadline;
      if (life === this.life) this.apply(claim);
    } catch (cause) {
      deadline.cancel();
      report(`The slots of ${lane.carrier.name} could not be renewed; it will be tried again.`, cause);
    }
  }

  /** Gives a sign of life, takes what is free up to its share, and takes the dead off the list. */
  private async claim(): Promise<SlotClaim & { readonly wasOurs: number }> {
    const { storage, node, lane, limits } = this.parts;
    const carrier = lane.carrier.name;
    const { using, watch } = this;
    const beat = ++this.beat;
    const { holders, ...claim } = await storage.transaction(async tx => {
      const slots = tx.get(SlotRepository);
      const holders = await slots.lock(carrier);
      const others = holders.filter(holder => holder.node !== node);
      const dead = others.filter(holder => watch.isDead(holder));
      const living = others.filter(holder => !dead.includes(holder));
      const ours = holders.find(holder => holder.node === node);
      const wasOurs = ours?.slots ?? 0;
      const claimed = claimSlots(slotsIn(limits), node, Math.min(using, wasOurs), living);
      if (dead.length > 0)
        await slots.remove(
          carrier,
          dead.map(holder => holder.node),
        );
      await slots.save({ carrier, node, slots: claimed.slots, beat });
      if (!ours || dead.length > 0 || claimed.slots < wasOurs) tx.announce(SLOTS_TOPIC);
      return { ...claimed, wasOurs, holders };
    });
    watch.note(holders.filter(holder => holder.node !== node));
    return claim;
  }

  private apply({ slots, share, wasOurs }: SlotClaim & { readonly wasOurs: number }): void {
    // Others thought it dead, and may use what it had.
    if (wasOurs < this.using) this.letGo();
    if (this.comingDown) return;
    if (slots > this.using) {
      this.using = slots;
      this.told = this.tell(slots);
      this.parts.onRoom();
    }
    if (share < this.using) void this.comeDown(share);
  }

  /** Uses no more than its share, and gives the rest back once that is so. */
  private async comeDown(share: number): Promise<void> {
    const { life } = this;
    this.comingDown = true;
    const isDown = await this.tell(share);
    // What had been claimed before may leave a little later.
    do await this.wait(QUIET_MS);
    while (!this.parts.lane.isWithinAllotment);
    if (life !== this.life) return;
    this.comingDown = false;
    if (!isDown) return;
    this.using = share;
    await this.look();
  }

  /** Uses nothing any more, at once: from here on others may have it. */
  private letGo(): void {
    const { lane, report } = this.parts;
    if (this.using === 0) return;
    report(
      `${lane.carrier.name} is left to other processes, because no sign of life of this one could be stored in time.`,
      new Error('The lease of the slots has ended.'),
    );
    this.life += 1;
    this.using = 0;
    this.comingDown = false;
    void this.tell(0, LEAVE_MS);
  }

  /** Tells lane and carrier what they may use; resolves once they use no more, and answers false if that cannot be said. */
  private async tell(slots: number, withinMs: number | null = null): Promise<boolean> {
    const { lane, limits, report } = this.parts;
    const allotment = allotmentOf(limits, slots);
    lane.allot(allotment);
    try {
      await lane.carrier.allot?.(allotment, { withinMs });
      return true;
    } catch (cause) {
      report(`The carrier ${lane.carrier.name} could not be told what it may use.`, cause);
      return false;
    }
  }

  /** Waits for something that a silent database may keep from ever ending. */
  private async atMost(limitMs: number, work: Promise<unknown> | undefined): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    const limit = this.parts.clock.after(limitMs, () =>
      reject(new Error(`The storage has not answered for ${limitMs} ms.`)),
    );
    try {
      await Promise.race([work, promise]);
    } finally {
      limit.cancel();
    }
  }

  private wait(delayMs: number): Promise<void> {
    return new Promise(resolve => void this.parts.clock.after(delayMs, resolve));
  }
}
