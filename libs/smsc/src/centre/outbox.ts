import type { JournalNote } from '../journal/index.js';
import type { Scheduled, VirtualTime } from '../time/index.js';
import type { CarrierLink, CentreInbound } from './carrier-link.js';
import type { CentreLimits } from './limits.js';
import type { CentreReceipt } from './receipt.js';
import type { Tally } from './tally.js';

/** What an outbox needs of the centre. */
export interface OutboxOptions {
  readonly clientId: string;
  readonly time: VirtualTime;
  readonly owner: object;
  readonly limits: CentreLimits;
  readonly tally: () => Tally;
  readonly note: (note: JournalNote) => void;
  /** Until when the carrier sends nothing, if it is down. */
  readonly downUntil: () => number | undefined;
}

/** Something for a client, on its way. */
class Delivery {
  tries = 0;

  constructor(
    readonly kind: 'receipt' | 'inbound',
    readonly payload: CentreReceipt | CentreInbound,
    readonly since: number,
    private heard: (() => void) | undefined,
  ) {}

  /** The client was told, or will not be for a while: whoever waits for that goes on, once. */
  tell(): void {
    const { heard } = this;
    this.heard = undefined;
    heard?.();
  }
}

/**
 * What a client has not acknowledged yet: offered to its links in turn, offered again when refused, kept while there is
 * no link, dropped when too old or too much.
 */
export class Outbox {
  private ready: Delivery[] = [];
  private head = 0;
  private underWay = 0;
  private resting = 0;
  private turn = 0;
  private pumping = false;
  private closed = false;
  private isWanted = true;
  private resumption: Scheduled | undefined;

  constructor(
    private readonly options: OutboxOptions,
    /** The links, which come and go. */
    private readonly links: readonly CarrierLink[],
  ) {}

  /** How much waits here. */
  get size(): number {
    return this.ready.length - this.head + this.underWay + this.resting;
  }

  /** Takes a receipt for the client. `heard` is called once the client was told, or cannot be. */
  receipt(receipt: CentreReceipt, heard?: () => void): void {
    this.options.tally().receipts.offered++;
    this.take(new Delivery('receipt', receipt, this.options.time.now(), heard));
  }

  /** Takes a message from a phone for the client. */
  inbound(message: CentreInbound): void {
    this.take(new Delivery('inbound', message, this.options.time.now(), undefined));
  }

  /** Offers what is ready, as far as the window and the links allow. */
  pump(): void {
    if (this.pumping || this.closed) return;
    const downUntil = this.options.downUntil();
    if (downUntil !== undefined) {
      this.resumption?.cancel();
      this.resumption = this.options.time.at(downUntil, pumpOf, this as Outbox, this.options.owner);
      return;
    }
    this.pumping = true;
    while (
      this.head < this.ready.length &&
      this.links.length > 0 &&
      this.underWay < this.options.limits.deliveryWindow
    ) {
      const delivery = this.ready[this.head++]!;
      if (this.options.time.now() - delivery.since >= this.options.limits.deliveryRetentionMs)
        this.drop(delivery, 'age');
      else this.offer(delivery, this.links[this.turn++ % this.links.length]!);
    }
    if (this.head === this.ready.length || this.head > 10_000) {
      this.ready = this.ready.slice(this.head);
      this.head = 0;
    }
    this.pumping = false;
  }

  /** Drops what nobody has taken for too long, as far as it waits for a link. */
  dropOld(): void {
    const { time, limits } = this.options;
    while (
      this.head < this.ready.length &&
      time.now() - this.ready[this.head]!.since >= limits.deliveryRetentionMs
    ) {
      this.drop(this.ready[this.head++]!, 'age');
    }
  }

  /** Drops all that waits for a link, and what comes from now on, until it is {@link want}ed again. */
  discard(): void {
    this.isWanted = false;
    while (this.head < this.ready.length) this.drop(this.ready[this.head++]!, 'forgotten');
  }

  /** The client has been heard of: what comes for it is kept. */
  want(): void {
    this.isWanted = true;
  }

  /** The world ends: what is on its way no longer counts. */
  close(): void {
    this.closed = true;
    this.ready = [];
    this.head = 0;
  }

  private take(delivery: Delivery): void {
    if (!this.isWanted) {
      this.drop(delivery, 'forgotten');
      return;
    }
    if (this.size >= this.options.limits.maxUndelivered && this.head < this.ready.length) {
      this.drop(this.ready[this.head++]!, 'too many');
    }
    this.ready.push(delivery);
    this.pump();
    // Nobody is there to hear it: what waits for that must not wait for ever.
    if (delivery.tries === 0) delivery.tell();
  }

  private offer(delivery: Delivery, link: CarrierLink): void {
    delivery.tries++;
    if (delivery.tries === 1) this.note(delivery, 'offered');
    let taken: boolean | Promise<boolean>;
    try {
      taken =
        delivery.kind === 'receipt'
          ? link.receipt(delivery.payload as CentreReceipt)
          : link.inbound(delivery.payload as CentreInbound);
    } catch {
      taken = false;
    }
    if (typeof taken === 'boolean') {
      this.settle(delivery, taken);
      return;
    }
    this.underWay++;
    const settled = (isTaken: boolean): void => {
      this.underWay--;
      this.settle(delivery, isTaken);
      this.pump();
    };
    void this.options.time.track(taken.then(settled, () => settled(false)));
  }

  private settle(delivery: Delivery, isTaken: boolean): void {
    if (this.closed) return;
    if (isTaken) {
      this.note(delivery, 'acknowledged');
      if (delivery.kind === 'receipt') this.options.tally().receipts.acknowledged++;
      else this.options.tally().inbound.acknowledged++;
    } else this.refused(delivery);
    delivery.tell();
  }

  private refused(delivery: Delivery): void {
    const { time, limits, owner } = this.options;
    this.note(delivery, 'refused');
    const waits = limits.deliveryRetryMs;
    const wait = waits[Math.min(delivery.tries, waits.length) - 1] ?? limits.deliveryRetentionMs;
    if (time.now() + wait - delivery.since >= limits.deliveryRetentionMs) {
      this.drop(delivery, 'age');
      return;
    }
    this.resting++;
    time.after(
      wait,
      () => {
        this.resting--;
        this.ready.push(delivery);
        this.pump();
      },
      undefined,
      owner,
    );
  }

  private drop(delivery: Delivery, why: string): void {
    this.options.tally()[delivery.kind === 'receipt' ? 'receipts' : 'inbound'].dropped++;
    this.note(delivery, 'dropped', why);
    delivery.tell();
  }

  private note(delivery: Delivery, what: string, detail?: string): void {
    const { clientId } = this.options;
    if (delivery.kind === 'receipt') {
      const { id, ref, from, to, state, reason, errorCode, copy, malformed } =
        delivery.payload as CentreReceipt;
      this.options.note({
        kind: `receipt.${what}`,
        clientId,
        id,
        ref,
        msisdn: to,
        from,
        to,
        state,
        reason,
        errorCode,
        attempt: delivery.tries,
        detail: detail ?? (copy > 1 || malformed !== undefined ? { copy, malformed } : undefined),
      });
      return;
    }
    const { id, from, to, text } = delivery.payload as CentreInbound;
    this.options.note({
      kind: `inbound.${what}`,
      clientId,
      id,
      msisdn: from,
      from,
      to,
      text,
      attempt: delivery.tries,
      detail,
    });
  }
}

function pumpOf(outbox: Outbox): void {
  outbox.pump();
}
