import type { AnyPdu, CommandName } from '../codec/index.js';
import type { Cancel, Timers } from '../time/index.js';
import type { Departure } from './out-queue.js';
import { unanswered } from './outcome.js';
import type { Unanswered, UnansweredReason } from './outcome.js';

/** The highest sequence number (SMPP 3.4 §5.1.4); after it comes 1 again. */
export const MAX_SEQUENCE = 0x7fffffff;
const SEQUENCE_OFFSET = 12;

/** What a request became, before it gets its type. */
export type Settlement =
  { readonly kind: 'answered'; readonly response: AnyPdu; readonly sequence: number } | Unanswered;

/** One request to be sent. */
export interface OutRequest {
  /** The encoded PDU; its sequence number is written when it goes out. */
  readonly octets: Buffer;
  /** The command that answers it. */
  readonly responseName: CommandName;
  readonly timeoutMs: number;
  /** Called once, at once when the fate is known. */
  readonly settle: (settlement: Settlement) => void;
}

interface WindowOptions {
  readonly timers: Timers;
  readonly size: number;
  readonly send: (octets: Buffer, departure: Departure) => void;
  /** Called whenever a request that is not urgent is sent. */
  readonly asked: () => void;
  /** Called whenever a request has been settled. */
  readonly settled: () => void;
}

/** The requests of ours that have no answer yet: at most `size` of them sent, the others waiting in order. */
export class RequestWindow {
  private readonly sent = new Map<number, Pending>();
  private readonly waiting = new Set<Pending>();
  private occupied = 0;
  private waitingSize = 0;
  private lastSequence: number;

  constructor(
    private readonly options: WindowOptions,
    firstSequence = 1,
  ) {
    this.lastSequence = firstSequence - 1;
  }

  /** Requests that have no answer yet, waiting ones included. */
  get open(): number {
    return this.sent.size + this.waiting.size;
  }

  /** Requests that were sent and have no answer yet, without those that are urgent. */
  get unanswered(): number {
    return this.occupied;
  }

  /** Octets of the requests that wait for room in the window. */
  get waitingOctets(): number {
    return this.waitingSize;
  }

  /**
   * Sends a request, or lets it wait for room.
   *
   * @param urgent past the window: for enquire_link and unbind, which must not wait behind what is stuck.
   * @returns takes the request back: it settles as `aborted`.
   */
  add(request: OutRequest, urgent: boolean): Cancel {
    const pending = new Pending(request, urgent, this.options.timers, this.expire);
    if (urgent || this.occupied < this.options.size) {
      this.launch(pending);
    } else {
      this.waiting.add(pending);
      this.waitingSize += request.octets.length;
    }
    return () => this.settle(pending, unanswered('aborted', pending.hasLeft, pending.sequence));
  }

  /** Pairs a response with its request. @returns false when nobody waits for it. */
  answer(response: AnyPdu): boolean {
    const pending = this.sent.get(response.sequence);
    if (!pending) return false;
    if (response.command !== pending.request.responseName && response.command !== 'generic_nack')
      return false;
    this.settle(pending, { kind: 'answered', response, sequence: response.sequence });
    return true;
  }

  /** An answer came that could not be read. @returns false when nobody waits for it. */
  garbled(sequence: number): boolean {
    const pending = this.sent.get(sequence);
    if (pending) this.settle(pending, unanswered('garbled', true, sequence));
    return pending !== undefined;
  }

  /** Settles what has not been sent and would otherwise be sent later. */
  settleWaiting(reason: UnansweredReason): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    this.waitingSize = 0;
    for (const pending of waiting) this.settle(pending, unanswered(reason, false));
  }

  settleAll(reason: UnansweredReason): void {
    this.settleWaiting(reason);
    for (const pending of [...this.sent.values()]) {
      this.settle(pending, unanswered(reason, pending.hasLeft, pending.sequence));
    }
  }

  private launch(pending: Pending): void {
    const sequence = this.nextSequence();
    pending.sequence = sequence;
    pending.request.octets.writeUInt32BE(sequence, SEQUENCE_OFFSET);
    this.sent.set(sequence, pending);
    if (!pending.urgent) {
      this.occupied++;
      this.options.asked();
    }
    this.options.send(pending.request.octets, pending);
  }

  private settle(pending: Pending, settlement: Settlement): void {
    if (pending.settled) return;
    pending.settled = true;
    pending.cancelTimer();
    if (pending.sequence !== undefined) {
      this.sent.delete(pending.sequence);
      if (!pending.urgent) this.occupied--;
    } else if (this.waiting.delete(pending)) {
      this.waitingSize -= pending.request.octets.length;
    }
    this.refill();
    pending.request.settle(settlement);
    this.options.settled();
  }

  private refill(): void {
    for (const next of this.waiting) {
      if (this.occupied >= this.options.size) return;
      this.waiting.delete(next);
      this.waitingSize -= next.request.octets.length;
      this.launch(next);
    }
  }

  private readonly expire = (pending: Pending): void => {
    this.settle(pending, unanswered('timeout', pending.hasLeft, pending.sequence));
  };

  private nextSequence(): number {
    do {
      this.lastSequence = this.lastSequence >= MAX_SEQUENCE ? 1 : this.lastSequence + 1;
    } while (this.sent.has(this.lastSequence));
    return this.lastSequence;
  }
}

/** One request under way, with one timer for both of its waits: to leave, and then to be answered. */
class Pending implements Departure {
  sequence: number | undefined;
  settled = false;
  private leftAtMs: number | undefined;
  private cancel: Cancel;

  constructor(
    readonly request: OutRequest,
    readonly urgent: boolean,
    private readonly timers: Timers,
    private readonly expired: (pending: Pending) => void,
  ) {
    this.cancel = timers.after(request.timeoutMs, this.wake);
  }

  get wanted(): boolean {
    return !this.settled;
  }

  get hasLeft(): boolean {
    return this.leftAtMs !== undefined;
  }

  left(): void {
    this.leftAtMs = this.timers.now();
  }

  cancelTimer(): void {
    this.cancel();
  }

  /** The peer gets its full time from the moment the request left, however long that took. */
  private readonly wake = (): void => {
    const { timers, request } = this;
    const remainingMs = this.leftAtMs === undefined ? 0 : this.leftAtMs + request.timeoutMs - timers.now();
    if (remainingMs > 0) this.cancel = timers.after(remainingMs, this.wake);
    else this.expired(this);
  };
}
