import type { Clock, Random, Storage, Timer, Transaction } from '../kernel/index.js';
import { MessageRepository, QUEUE_TOPIC, type Message } from '../messages/index.js';
import { segment } from '../text/index.js';
import type { AnswerRecorder } from './answer.recorder.js';
import type { Carrier, Submission, SubmissionResult } from './carrier.js';
import type { DeliveryOptions } from './delivery.options.js';
import { Lane } from './lane.js';
import { retryDelayMs } from './retry-schedule.js';
import type { Sweep } from './sweep.js';

/** How soon to look again for due messages that another process seems to have locked. */
const LOCKED_ELSEWHERE_MS = 1000;

/** A message on its way to a carrier. */
interface Handing {
  readonly message: Message;
  readonly lane: Lane;
}

/**
 * Hands due messages to carriers. The message table is the queue: each round takes, in one short transaction, what time has
 * brought about and as many messages as carriers have room for; then hands them over outside any transaction; then stores
 * the answers in batches. Between rounds it sleeps until something is announced, an answer makes room, or a date comes.
 */
export class Dispatcher {
  readonly lanes: readonly Lane[];
  private round: Promise<void> | undefined;
  private again = false;
  /** Whether there was more to hand over than carriers had room for. */
  private backlog = false;
  private stopping = false;
  private timer: Timer | undefined;
  private unsubscribe: (() => void) | undefined;
  private readonly handing = new Set<Promise<void>>();
  private readonly abort = new AbortController();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly random: Random,
    carriers: readonly Carrier[],
    private readonly sweep: Sweep,
    private readonly answers: AnswerRecorder,
    /** Names this dispatcher in leases; unique among all that share the storage, and over restarts. */
    private readonly owner: string,
    private readonly options: DeliveryOptions,
    private readonly onTrouble: (cause: unknown) => void,
  ) {
    this.lanes = carriers.map(carrier => new Lane(carrier, clock, options));
  }

  /** Begins: takes over what a dispatcher of an earlier life left unfinished, then works until stopped. */
  async start(): Promise<void> {
    while ((await this.storage.transaction(tx => this.sweep.recover(tx, this.owner, this.clock.now()))) > 0);
    this.unsubscribe = this.storage.onAnnounced(QUEUE_TOPIC, () => this.wake());
    this.wake();
  }

  /** Takes nothing new, lets what is under way end, and gives up on answers that do not come within `drainMs`. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    this.timer?.cancel();
    await this.round;
    const deadline = this.clock.after(this.options.drainMs, () => this.abort.abort());
    while (this.handing.size > 0) await Promise.allSettled(this.handing);
    deadline.cancel();
  }

  /** Looks for work, now or right after the round that is running. */
  wake(): void {
    if (this.stopping) return;
    this.again = true;
    if (this.round) return;
    this.timer?.cancel();
    this.round = this.clock.track(this.work()).finally(() => {
      this.round = undefined;
      if (this.again) this.wake();
    });
  }

  private async work(): Promise<void> {
    try {
      while (this.again && !this.stopping) {
        this.again = false;
        await this.oneRound();
      }
      if (!this.stopping) await this.sleep();
    } catch (cause) {
      // The storage is away or full: what is stored is safe, and a later round finds it.
      this.onTrouble(cause);
      this.again = false;
      this.sleepUntil(
        this.clock.now() +
          retryDelayMs(1, this.random, { retryMinMs: 1000, retryMaxMs: 1000, retryJitter: 0.2 }),
      );
    }
  }

  private async oneRound(): Promise<void> {
    const handings = await this.storage.transaction(async tx => {
      const more = await this.sweep.run(tx, this.clock.now());
      if (more) this.again = true;
      return this.claim(tx);
    });
    for (const handing of handings) {
      const done = this.handOver(handing).finally(() => this.handing.delete(done));
      this.handing.add(done);
    }
  }

  /** Leases as many messages as carriers have room for. */
  private async claim(tx: Transaction): Promise<readonly Handing[]> {
    const room = this.lanes.reduce((sum, lane) => sum + lane.free, 0);
    const limit = Math.min(room, this.options.claimMax);
    this.backlog = limit === 0;
    if (limit === 0) return [];
    const now = this.clock.now();
    const messages = tx.get(MessageRepository);
    const claimed = await messages.claimQueued({
      owner: this.owner,
      now,
      leaseUntil: now + this.options.leaseMs,
      limit,
    });
    if (claimed.length === limit) this.backlog = this.again = true;
    const taken = new Map<Lane, number>();
    const handings: Handing[] = [];
    const changes = claimed.map(message => {
      const lane = this.choose(message, taken);
      taken.set(lane, (taken.get(lane) ?? 0) + 1);
      message.attempts += 1;
      message.carrier = lane.carrier.name;
      const moves = [message.moveTo('submitting', { at: now, cause: 'claimed' })];
      message.leaseOwner = this.owner;
      message.wakeAt = now + this.options.leaseMs;
      handings.push({ message, lane });
      return { message, moves };
    });
    if (changes.length > 0) await messages.save(changes);
    return handings;
  }

  /** The carrier that had the message already, if it has room (it may recognise it); or else the first that has. */
  private choose(message: Message, taken: ReadonlyMap<Lane, number>): Lane {
    const open = this.lanes.filter(lane => lane.free > (taken.get(lane) ?? 0));
    const lane = open.find(({ carrier }) => carrier.name === message.carrier) ?? open[0];
    // Never more is claimed than there is room for.
    if (!lane) throw new Error('No carrier has room for a claimed message.');
    return lane;
  }

  private async handOver({ message, lane }: Handing): Promise<void> {
    lane.begin();
    const result = await this.submit(message, lane.carrier);
    lane.end(result);
    await this.store({ messageId: message.id, attempt: message.attempts, carrier: lane.carrier, result });
    if (this.backlog) this.wake();
  }

  private async submit(message: Message, carrier: Carrier): Promise<SubmissionResult> {
    try {
      return await carrier.submit(submissionOf(message, this.clock.now()), { signal: this.abort.signal });
    } catch (cause) {
      this.onTrouble(cause);
      return { kind: 'unknown', cause: String(cause) };
    }
  }

  /** An answer is never thrown away: while the storage is away it is tried again, and after a crash it is in doubt. */
  private async store(answer: Parameters<AnswerRecorder['record']>[0]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.answers.record(answer);
      } catch (cause) {
        this.onTrouble(cause);
        if (this.stopping) return;
        const delayMs = retryDelayMs(attempt, this.random, {
          retryMinMs: 1000,
          retryMaxMs: 10_000,
          retryJitter: 0.2,
        });
        await new Promise<void>(resolve => this.clock.after(delayMs, resolve));
      }
    }
  }

  /** Sets the alarm for the next date at which there is something to do. */
  private async sleep(): Promise<void> {
    const now = this.clock.now();
    const roomAt = this.backlog ? earliest(this.lanes.map(lane => lane.nextFreeAt)) : undefined;
    const dueAt = await this.storage.read(tx => tx.get(MessageRepository).nextWakeAt());
    const queuedBehindCarriers = this.backlog && dueAt !== undefined && dueAt <= now;
    const dateAt =
      dueAt === undefined || queuedBehindCarriers
        ? undefined
        : Math.max(dueAt, now + (dueAt <= now ? LOCKED_ELSEWHERE_MS : 0));
    const next = earliest([roomAt, dateAt]);
    if (next !== undefined) this.sleepUntil(next);
  }

  private sleepUntil(date: number): void {
    this.timer?.cancel();
    this.timer = this.clock.at(date, () => this.wake());
  }
}

/** What a carrier is told of a message. */
function submissionOf(message: Message, now: number): Submission {
  const encoding = message.encoding === 'GSM7' ? 'gsm7' : 'ucs2';
  const segmentation = segment(message.text, { encoding, maxParts: message.partCount });
  // It was cut like this when it was accepted; a difference would change what was paid for.
  if (!segmentation.ok)
    throw new Error(`The text of ${message.id} no longer fits ${message.partCount} parts.`);
  return {
    messageId: message.id,
    attempt: message.attempts,
    to: message.to,
    country: message.country,
    from: message.from,
    text: message.text,
    encoding: message.encoding,
    parts: segmentation.parts.map(({ text }, index) => ({ number: index + 1, text })),
    purpose: message.purpose,
    messageClass: message.messageClass,
    priority: message.priority,
    validityMs: Math.max(0, (message.validUntil ?? now + message.validityMs) - now),
  };
}

function earliest(dates: readonly (number | undefined)[]): number | undefined {
  const known = dates.filter(date => date !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
