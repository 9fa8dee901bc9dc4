import type { Billing } from '../credits/index.js';
import {
  LeaseHold,
  agreedTransaction,
  type Clock,
  type Ids,
  type Instant,
  type Random,
  type Storage,
  type Timer,
} from '../kernel/index.js';
import { MessageRepository, QUEUE_TOPIC, type Message } from '../messages/index.js';
import type { Networks } from '../networks/index.js';
import { segment } from '../text/index.js';
import type { AnswerRecorder } from './answer.recorder.js';
import type { Carrier, Submission, SubmissionResult } from './carrier.js';
import { Claims, type Handing } from './claim.js';
import type { DeliveryOptions } from './delivery.options.js';
import type { Hearing } from './hearing.js';
import { Heartbeat } from './heartbeat.js';
import { Lane } from './lane.js';
import { retryDelayMs } from './retry-schedule.js';
import type { Reconciliation } from './reconciliation.js';
import type { Route } from './route.js';
import type { Sweep } from './sweep.js';

/** How soon to look again for due messages that another process seems to have locked, or whose dates must not be judged yet. */
const LOCKED_ELSEWHERE_MS = 1000;

/** How often to look although nothing was announced: an announcement may be lost with a process. */
const SAFETY_INTERVAL_MS = 30_000;

/** How often to look within one lease where others share the database: one of them may have died. */
const LOOKS_PER_LEASE = 3;

/** How long the last answers may take to be stored while the process is being stopped. */
const LAST_WRITES_MS = 5000;

/** Delays between tries while the storage is away. */
const STORAGE_RETRY = { retryMinMs: 1000, retryMaxMs: 10_000, retryJitter: 0.2 };

/** What a dispatcher is made of. */
export interface DispatcherParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly billing: Billing;
  readonly carriers: readonly Carrier[];
  /** Which messages go to which of them. */
  readonly routes: readonly Route[];
  readonly networks: Networks;
  readonly sweep: Sweep;
  readonly reconciliation: Reconciliation;
  readonly answers: AnswerRecorder;
  readonly hearing: Hearing;
  /** Names this dispatcher in leases; unique among all that share the storage, and over restarts. */
  readonly owner: string;
  readonly options: DeliveryOptions;
  /** How often it looks by itself; null for never, where nothing may happen by itself. */
  readonly safetyIntervalMs?: number | null | undefined;
  /** Told of what went wrong and is being mended. */
  readonly report: (problem: string, cause: unknown) => void;
  /** Told when a carrier goes out of service by its answers, or comes back. */
  readonly onTurn: (lane: Lane, turn: 'down' | 'up') => void;
}

/**
 * Hands due messages to carriers. The message table is the queue: each round takes, in one short transaction, what time has
 * brought about and as many messages as carriers have room for; then hands them over outside any transaction; then stores
 * the answers in batches. Between rounds it sleeps until something is announced, an answer makes room or sets a new date,
 * or a date comes.
 */
export class Dispatcher {
  readonly lanes: readonly Lane[];
  private round: Promise<void> | undefined;
  private again = false;
  /** Whether carriers had no room when the last round began: their answers start the next one. */
  private backlog = false;
  /** When there is something to do next beside the backlog, as the last round that found no room saw it. */
  private dueBesideBacklogAt: Instant | undefined;
  /** When the last round began: what was due by then, and is still, is not ours to take. */
  private lookedAt = -Infinity;
  /** Rounds that failed since one succeeded. */
  private failures = 0;
  private stopping = false;
  private timer: Timer | undefined;
  private unsubscribe: (() => void) | undefined;
  private readonly handing = new Set<Promise<void>>();
  private readonly heartbeat: Heartbeat;
  private readonly hold: LeaseHold;
  private readonly claims: Claims;
  /** Ends the waits for the storage to come back. */
  private readonly pauses = new Set<() => void>();
  /** Ends the waits for carriers. */
  private readonly awaited = new Set<() => void>();
  private readonly abort = new AbortController();

  constructor(private readonly parts: DispatcherParts) {
    const { carriers, clock, options, storage } = parts;
    this.hold = new LeaseHold(storage, clock, options.leaseMs);
    this.heartbeat = new Heartbeat({
      ...parts,
      onTrouble: cause =>
        parts.report('Leases could not be renewed; it is tried again before they end.', cause),
    });
    this.lanes = carriers.map(carrier => new Lane(carrier, clock, options));
    this.claims = new Claims({ ...parts, lanes: this.lanes });
  }

  /**
   * Begins, and works until stopped. What an earlier life left unfinished is taken over at once where there can be no other
   * dispatcher; on a shared database, when its lease ends.
   */
  async start(): Promise<void> {
    const { storage, sweep, owner, clock } = this.parts;
    if (!storage.isShared) {
      while ((await storage.transaction(tx => sweep.recover(tx, owner, clock.now()))) > 0);
    }
    this.unsubscribe = storage.onAnnounced(QUEUE_TOPIC, () => this.wake());
    this.wake();
  }

  /**
   * Takes nothing new, lets what is under way end, and gives up on answers that do not come within `drainMs`: those
   * messages are in doubt.
   */
  async stop(): Promise<void> {
    const { clock, options, report } = this.parts;
    this.stopping = true;
    this.unsubscribe?.();
    const patience = clock.after(options.drainMs, () => this.giveUp());
    const { promise: tooLate, resolve: leave } = Promise.withResolvers<'too late'>();
    const deadline = clock.after(options.drainMs + LAST_WRITES_MS, () => leave('too late'));
    if ((await Promise.race([this.drained(), tooLate])) === 'too late')
      report(
        `The storage has not answered for ${LAST_WRITES_MS} ms; what was under way is decided when its lease ends.`,
        undefined,
      );
    this.timer?.cancel();
    patience.cancel();
    deadline.cancel();
  }

  /** Resolves once nothing is under way any more. */
  private async drained(): Promise<void> {
    await this.round;
    for (const resume of [...this.pauses]) resume();
    while (this.handing.size > 0) await Promise.allSettled([...this.handing]);
  }

  /** Looks for work, now or right after the round that is running. */
  wake(): void {
    if (this.stopping) return;
    this.again = true;
    if (this.round) return;
    this.timer?.cancel();
    this.round = this.parts.clock.track(this.work()).finally(() => {
      this.round = undefined;
      if (this.again) this.wake();
    });
  }

  private async work(): Promise<void> {
    const { clock, random, report } = this.parts;
    try {
      while (this.again && !this.stopping) {
        this.again = false;
        await this.oneRound();
      }
      if (!this.stopping) await this.sleep();
    } catch (cause) {
      // The storage is away or full: what is stored is safe, and a later round finds it.
      report('A round of the dispatcher failed; it will be tried again.', cause);
      this.again = false;
      this.failures += 1;
      this.sleepUntil(clock.now() + retryDelayMs(this.failures, random, STORAGE_RETRY));
    }
  }

  private async oneRound(): Promise<void> {
    const { storage, sweep, reconciliation, clock, networks, options } = this.parts;
    const room = this.lanes.reduce((sum, lane) => sum + lane.free, 0);
    const limit = Math.min(room, options.claimMax);
    // Set before anything is awaited, so that an answer that makes room meanwhile starts another round.
    this.backlog = limit === 0;
    const { lookedAt, straysAfter, swept, claimed, nextDueAt } = await agreedTransaction(
      storage,
      clock,
      async (tx, now) => {
        const leases = this.hold.leftMs === 0;
        const straysAfter = this.hold.straysAfter(now);
        return {
          lookedAt: now,
          straysAfter,
          swept: await sweep.run(tx, now, { sinceJumpMs: clock.sinceJumpMs(), leases, straysAfter }),
          claimed: limit > 0 ? await this.claims.take(tx, limit, now) : undefined,
          nextDueAt: limit > 0 ? undefined : await sweep.nextDueAt(tx),
        };
      },
    );
    if (straysAfter !== undefined && !swept.more) this.hold.noStraysLeft();
    this.lookedAt = lookedAt;
    this.failures = 0;
    this.dueBesideBacklogAt = nextDueAt;
    const { handings = [], unasked = [] } = claimed ?? {};
    // What waits for its network would be taken again at once; its answer starts another round.
    if (swept.more || (claimed?.count === limit && unasked.length === 0)) this.again = true;
    if (unasked.length > 0) void networks.learn(unasked).then(() => this.wake());
    if (swept.questions.length > 0) void reconciliation.ask(swept.questions).then(() => this.wake());
    for (const handing of handings) {
      const done = this.handOver(handing).finally(() => this.handing.delete(done));
      this.handing.add(done);
    }
  }

  private async handOver({ message, lane }: Handing): Promise<void> {
    const handover = lane.begin();
    this.heartbeat.keep(message.id);
    const result = await this.submit(message, lane.carrier);
    const turn = lane.end(result, handover);
    if (turn) this.parts.onTurn(lane, turn);
    const { id: messageId, moveCount } = message;
    await this.store({ messageId, moveCount, carrier: lane.carrier, result });
    this.heartbeat.release(message.id);
    // Any other answer than yes has set a new date for the message, which may be before the next alarm.
    if (this.backlog || result.kind !== 'accepted') this.wake();
  }

  private async submit(message: Message, carrier: Carrier): Promise<SubmissionResult> {
    let stopWaiting = () => {};
    const gaveUp = new Promise<SubmissionResult>(resolve => {
      stopWaiting = () =>
        resolve({ kind: 'unknown', cause: 'The process was stopped before an answer came.' });
    });
    this.awaited.add(stopWaiting);
    try {
      const submission = submissionOf(message, this.parts.clock.now());
      const said = await Promise.race([carrier.submit(submission, { signal: this.abort.signal }), gaveUp]);
      return this.parts.hearing.answer(carrier.name, message.partCount, said);
    } catch (cause) {
      this.parts.report(
        `The carrier ${carrier.name} threw instead of answering; the message is in doubt.`,
        cause,
      );
      return { kind: 'unknown', cause: String(cause) };
    } finally {
      this.awaited.delete(stopWaiting);
    }
  }

  private giveUp(): void {
    this.abort.abort();
    for (const stopWaiting of [...this.awaited]) stopWaiting();
  }

  /** An answer is never thrown away: while the storage is away it is tried again, and after a crash it is in doubt. */
  private async store(answer: Parameters<AnswerRecorder['record']>[0]): Promise<void> {
    const { answers, random, report } = this.parts;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await answers.record(answer);
      } catch (cause) {
        report('The answer of a carrier could not be stored; it will be tried again.', cause);
        if (this.stopping) return;
        await this.pause(retryDelayMs(attempt, random, STORAGE_RETRY));
      }
    }
  }

  /** Resolves after `delayMs`, or when the process is being stopped. */
  private pause(delayMs: number): Promise<void> {
    return new Promise(resolve => {
      const resume = () => {
        timer.cancel();
        this.pauses.delete(resume);
        resolve();
      };
      const timer = this.parts.clock.after(delayMs, resume);
      this.pauses.add(resume);
    });
  }

  /** Sets the alarm for the next date at which there is something to do. */
  private async sleep(): Promise<void> {
    const { storage, clock } = this.parts;
    const dueAt = await storage.read(tx => tx.get(MessageRepository).nextWakeAt());
    const now = clock.now();
    const safetyAt = this.looksEveryMs === null ? undefined : now + this.looksEveryMs;
    const isOverdue = (date: Instant | undefined) => date !== undefined && date <= this.lookedAt;
    // What was due at the last look and was not taken is another's, or must not be judged yet.
    const lookAt = (date: Instant | undefined) => (isOverdue(date) ? now + LOCKED_ELSEWHERE_MS : date);
    const dates =
      isOverdue(dueAt) && this.backlog ? [this.roomAt(), lookAt(this.dueBesideBacklogAt)] : [lookAt(dueAt)];
    const alarmAt = earliest([...dates, safetyAt]);
    if (alarmAt !== undefined) this.sleepUntil(alarmAt);
  }

  /** How often it looks although nothing is announced and nothing is due; null for never. */
  get looksEveryMs(): number | null {
    const { storage, options, safetyIntervalMs } = this.parts;
    if (safetyIntervalMs !== undefined) return safetyIntervalMs;
    const perLease = Math.ceil(options.leaseMs / LOOKS_PER_LEASE);
    return storage.isShared ? Math.min(perLease, SAFETY_INTERVAL_MS) : SAFETY_INTERVAL_MS;
  }

  /** When a carrier has room again although no answer comes; undefined when only an answer makes room. */
  private roomAt(): Instant | undefined {
    return earliest(this.lanes.map(lane => lane.nextFreeAt));
  }

  private sleepUntil(date: Instant): void {
    this.timer?.cancel();
    const { clock } = this.parts;
    // A wait, not a date: where the date of the machine is set back meanwhile, it must not sleep until it comes again.
    this.timer = clock.after(Math.max(0, date - clock.now()), () => this.wake());
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
    ...(message.sentAt !== null && { sending: 2 }),
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
