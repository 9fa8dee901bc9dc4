import { REASONS, type MessageState, type Operator, type Reason } from '../network/index.js';
import { obstacleOf, type SubscriberSettings } from '../subscribers/index.js';
import { DRAW } from './draws.js';
import type { Handsets } from './handsets.js';
import type { Message } from './message.js';
import { OperatorPace } from './operator-pace.js';
import { refusalOf, shownSender } from './policy.js';
import type { Reporter } from './reporter.js';
import type { World } from './world.js';

/** What an attempt comes to. */
type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly state?: MessageState };

/** Whom an attempt is made to. */
interface Target {
  readonly operator: Operator | undefined;
  readonly settings: SubscriberSettings | undefined;
}

const DELIVERED: Outcome = { kind: 'delivered' };

/** The kinds of journal entries for the ends there are. */
const ENDS: Readonly<Record<MessageState, string>> = {
  SCHEDULED: 'message.scheduled',
  ENROUTE: 'message.waiting',
  ACCEPTD: 'message.accepted',
  DELIVRD: 'message.delivered',
  EXPIRED: 'message.expired',
  DELETED: 'message.deleted',
  UNDELIV: 'message.undeliverable',
  UNKNOWN: 'message.unknown',
  REJECTD: 'message.rejected',
};

/** Stores and forwards: attempts, waits, retries when a phone comes back, and the end of the validity. */
export class Forwarding {
  private readonly paces = new Map<string, OperatorPace>();

  constructor(
    private readonly world: World,
    private readonly reporter: Reporter,
    private readonly handsets: Handsets,
  ) {}

  /** Plans the first attempt of a message. */
  begin(message: Message): void {
    const { faults, key } = message;
    const delay = this.world.draw(
      faults.networkDelayMs ?? this.world.latency.networkMs,
      key,
      DRAW.networkDelay,
    );
    this.plan(message, message.startsAt + delay);
  }

  /** Tries a message at once, and calls `heard` when its sender was told what came of it, or will not be. */
  tryBeforeAnswer(message: Message, heard: () => void): void {
    this.attempt(message, heard);
  }

  /** The messages that wait for a phone are tried at once: it can take them now, perhaps. */
  awake(digits: string): void {
    const now = this.world.time.now();
    for (const message of this.world.store.waitingFor(digits))
      if (message.failures > 0) this.plan(message, now);
  }

  /** Plans anew a message whose dates were changed. */
  replan(message: Message): void {
    this.plan(message, Math.max(message.nextAttemptAt ?? message.startsAt, message.startsAt));
  }

  /** Ends a message that its sender has taken back. */
  take(message: Message, reason: 'deleted' | 'replaced'): void {
    this.end(message, this.operatorOf(message), 'DELETED', reason);
  }

  /** Nothing waits for any operator any more. */
  clear(): void {
    this.paces.clear();
  }

  /** The operator that serves the phone of a message now. */
  operatorOf(message: Message): Operator | undefined {
    return this.world.subscribers.locate(message.content.digits).present;
  }

  /** @internal */
  attempt(message: Message, heard?: () => void): void {
    message.next = undefined;
    message.nextAttemptAt = undefined;
    const { subscribers } = this.world;
    const { digits } = message.content;
    const location = subscribers.locate(digits);
    const target: Target = {
      operator: location.present,
      settings: subscribers.settingsOf(digits),
    };
    const astray = routeOutcome(location);
    if (astray === undefined && this.mustWaitItsTurn(message, location.present!)) {
      heard?.();
      return;
    }
    this.conclude(message, target, astray ?? this.outcomeOf(message, target), heard);
  }

  /** @internal The validity has run out, to the millisecond. */
  expire(message: Message): void {
    message.next = undefined;
    this.end(message, this.operatorOf(message), 'EXPIRED', message.reason ?? 'validity_expired');
  }

  private plan(message: Message, at: number): void {
    message.next?.cancel();
    const { time } = this.world;
    if (at >= message.expiresAt) {
      message.nextAttemptAt = undefined;
      message.next = time.at(message.expiresAt, this.expireOne, message, this.world);
      return;
    }
    message.nextAttemptAt = at;
    message.next = time.at(at, this.attemptOne, message, this.world);
  }

  /** One function for all events of a kind, not a closure for each message. */
  private readonly attemptOne = (message: Message): void => this.attempt(message);
  private readonly expireOne = (message: Message): void => this.expire(message);

  private mustWaitItsTurn(message: Message, operator: Operator): boolean {
    if (operator.rateLimitPerSecond === undefined || message.hasTurn) {
      message.hasTurn = false;
      return false;
    }
    let pace = this.paces.get(operator.key);
    if (pace === undefined) {
      const rate = (): number => this.world.network.operator(operator.key)?.rateLimitPerSecond ?? Infinity;
      pace = new OperatorPace(this.world.time, this.world, rate, waiting => {
        waiting.hasTurn = true;
        waiting.next?.cancel();
        this.attempt(waiting);
      });
      this.paces.set(operator.key, pace);
    }
    if (pace.admit(message)) return false;
    // While it waits for its turn, its validity goes on.
    this.plan(message, Infinity);
    return true;
  }

  private outcomeOf(message: Message, { operator, settings }: Target): Outcome {
    const { world } = this;
    const now = world.time.now();
    const { faults, key, content } = message;
    if (!message.screened) {
      message.screened = true;
      const refusal = refusalOf(operator!, content, settings, now);
      if (refusal !== undefined) return { kind: 'failed', reason: refusal };
      if (world.happens(faults.messageLossProbability, key, DRAW.messageLoss))
        return { kind: 'lost', why: 'fault' };
    }
    if (faults.failingPart !== undefined && faults.failingPart === content.concatenation?.no) {
      return { kind: 'failed', reason: faults.failingPartReason ?? 'network_error' };
    }
    if (world.happens(faults.attemptFailureProbability, key, DRAW.attemptFailure, message.attempts)) {
      return { kind: 'failed', reason: faults.attemptFailureReason ?? 'network_error' };
    }
    const unread = (): number => world.subscribers.peekPhone(content.digits)?.unread ?? 0;
    const obstacle = obstacleOf(settings, { submittedAt: message.startsAt, size: content.size }, now, unread);
    return obstacle === undefined ? DELIVERED : { kind: 'failed', reason: obstacle };
  }

  private conclude(
    message: Message,
    target: Target,
    outcome: Outcome,
    heard: (() => void) | undefined,
  ): void {
    message.attempts++;
    this.world.tally.attempts++;
    switch (outcome.kind) {
      case 'delivered':
        this.deliver(message, target, heard);
        break;
      case 'lost':
        this.lose(message, outcome.why);
        heard?.();
        break;
      case 'failed':
        if (REASONS[outcome.reason].kind === 'permanent') {
          const state = outcome.state ?? REASONS[outcome.reason].state;
          this.end(message, target.operator, state, outcome.reason, heard);
        } else {
          this.wait(message, target, outcome.reason, heard);
        }
    }
  }

  private deliver(message: Message, target: Target, heard: (() => void) | undefined): void {
    this.end(message, target.operator, 'DELIVRD', undefined, heard);
    this.handsets.receive(message, shownSender(target.operator!, message.content.from), target.settings);
  }

  private wait(
    message: Message,
    { operator, settings }: Target,
    reason: Reason,
    heard: (() => void) | undefined,
  ): void {
    message.reason = reason;
    message.failures++;
    const at = this.nextAttempt(message, settings, reason);
    this.plan(message, at);
    this.world.note({
      kind: 'attempt.failed',
      clientId: message.clientId,
      id: message.id,
      ref: message.ref,
      msisdn: `+${message.content.digits}`,
      reason,
      attempt: message.attempts,
    });
    if (message.reported || !message.wantsIntermediate) {
      heard?.();
      return;
    }
    message.reported = true;
    this.reporter.waiting(message, operator, reason, heard);
  }

  private nextAttempt(message: Message, settings: SubscriberSettings | undefined, reason: Reason): number {
    const now = this.world.time.now();
    const waits = reason === 'subscriber_busy' ? this.world.limits.busyRetryMs : this.world.limits.retryMs;
    const wait = waits[Math.min(message.failures, waits.length) - 1] ?? Infinity;
    // A phone that is absent for each message anew comes back at its own date; a known date of return wakes it itself.
    const backAt = message.startsAt + (settings?.absentForMs ?? -Infinity);
    return backAt > now ? Math.min(now + wait, backAt) : now + wait;
  }

  private lose(message: Message, why: string): void {
    message.state = 'UNKNOWN';
    message.doneAt = this.world.time.now();
    this.world.finish(message);
    this.world.tally.end('UNKNOWN', 'unknown_error', 0);
    const { id, ref, clientId, content } = message;
    this.world.note({ kind: 'message.lost', clientId, id, ref, msisdn: `+${content.digits}`, detail: why });
  }

  private end(
    message: Message,
    operator: Operator | undefined,
    state: MessageState,
    reason: Reason | undefined,
    heard?: () => void,
  ): void {
    const { world } = this;
    message.next?.cancel();
    message.next = undefined;
    message.state = state;
    message.reason = reason;
    message.doneAt = world.time.now();
    world.finish(message);
    world.tally.end(state, reason, message.doneAt - message.submittedAt);
    world.note({
      kind: ENDS[state],
      clientId: message.clientId,
      id: message.id,
      ref: message.ref,
      msisdn: `+${message.content.digits}`,
      from: message.content.from,
      text: state === 'DELIVRD' ? message.content.text : undefined,
      state,
      reason,
      attempt: message.attempts,
    });
    if (message.wantsFinal(state)) this.reporter.ended(message, operator, heard);
    else heard?.();
  }
}

/** Where the way to the phone ends before it begins: no operator, just moved, or moved and not followed. */
function routeOutcome(location: ReturnType<World['subscribers']['locate']>): Outcome | undefined {
  const { home, present, ported, inGap } = location;
  if (home === undefined || present === undefined) return { kind: 'failed', reason: 'no_route' };
  if (inGap) return { kind: 'failed', reason: 'unknown_subscriber' };
  if (!ported || home.resolvesPortedNumbers !== false) return undefined;
  switch (home.misrouted ?? 'undeliverable') {
    case 'lost':
      return { kind: 'lost', why: 'portability' };
    case 'rejected':
      return { kind: 'failed', reason: 'portability', state: 'REJECTD' };
    case 'undeliverable':
      return { kind: 'failed', reason: 'portability' };
  }
}
