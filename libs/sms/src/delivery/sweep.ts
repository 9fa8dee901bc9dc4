import type { Billing } from '../credits/index.js';
import type { Ids, Instant, Transaction } from '../kernel/index.js';
import { MessageRepository, type Message, type MessagePart } from '../messages/index.js';
import { storeChanges, type Change } from './change.js';
import { depart } from './departure.js';
import type { DeliveryOptions } from './delivery.options.js';
import { partsByMessage } from './known-parts.js';
import { doubtEnded, isToBeAskedFirst, leaseEnded, outlived, wentSilent, type DueContext } from './due.js';
import { questionAbout, type Question, type Reconciliation } from './reconciliation.js';

const WAITING_STATES = ['scheduled', 'submitting', 'in_doubt', 'sent', 'buffered'] as const;

/** For how long nothing ends, leaves or expires by a date that has jumped: a clock that was set wrongly may be set right again. */
const DATES_HELD_MS = 60_000;

/** What may be judged by its date. */
export interface Judgeable {
  /** For how long the date has gone on without a jump; see {@link Clock.sinceJumpMs}. */
  readonly sinceJumpMs: number;
  /** Whether leases have ended whose date has come; see {@link LeaseHold}. */
  readonly leases: boolean;
  /** Leases that end after this are nobody's. */
  readonly straysAfter?: Instant | undefined;
}

const ALL: Judgeable = { sinceJumpMs: Infinity, leases: true };

const EVER = Number.MAX_SAFE_INTEGER;

/** What a sweep found. */
export interface Swept {
  /** Whether there may be more to do at once. */
  readonly more: boolean;
  /** What carriers are to be asked, after the transaction. */
  readonly questions: readonly Question[];
}

interface Decided {
  readonly changes: readonly Change[];
  readonly questions: readonly Question[];
}

const DECISIONS = {
  submitting: leaseEnded,
  in_doubt: doubtEnded,
  sent: wentSilent,
  buffered: wentSilent,
} as const;

/** Does what time brings about: scheduled messages leave, doubts are decided, silence and age end messages. */
export class Sweep {
  constructor(
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: DeliveryOptions,
    /** Whether the carrier of this name takes a message twice without sending it twice. */
    private readonly deduplicates: (carrier: string | null) => boolean,
    private readonly reconciliation: Pick<Reconciliation, 'canAsk' | 'takeAsked'>,
  ) {}

  /** Handles what is due at `now`, a batch of each kind, as far as it may be judged. */
  async run(tx: Transaction, now: Instant, judgeable: Judgeable = ALL): Promise<Swept> {
    const { sinceJumpMs, leases, straysAfter } = judgeable;
    const limit = this.options.claimMax;
    const messages = tx.get(MessageRepository);
    const holdsDates = sinceJumpMs < DATES_HELD_MS;
    const waiting = holdsDates ? WAITING_STATES.filter(state => state === 'submitting') : WAITING_STATES;
    const states = leases ? waiting : waiting.filter(state => state !== 'submitting');
    const strays =
      straysAfter === undefined
        ? []
        : await messages.claimDue({ states: ['submitting'], now: EVER, from: straysAfter, limit });
    const ended = states.length === 0 ? [] : await messages.claimDue({ states, now, limit });
    const due = [...ended, ...strays];
    const old = holdsDates ? [] : await messages.claimOutlived(now, limit);
    if (due.length + old.length === 0) return { more: false, questions: [] };
    const scheduled = due.filter(message => message.state === 'scheduled');
    const handed = due.filter(message => message.state !== 'scheduled');
    const decided = await this.decided(tx, handed, now);
    const changes = [
      ...decided.changes,
      ...(await depart(tx, scheduled, now, this.billing)),
      ...old.map(message => {
        const queries = this.reconciliation.canAsk(message.carrier);
        return outlived(message, { now, options: this.options, queries });
      }),
    ];
    await storeChanges(tx, changes, this.billing, this.ids);
    const more = [ended, strays, old].some(({ length }) => length === limit);
    return { more, questions: decided.questions };
  }

  /** When there is something to do next, however long messages wait for a carrier. */
  async nextDueAt(tx: Transaction): Promise<Instant | undefined> {
    const messages = tx.get(MessageRepository);
    const [next] = await messages.claimDue({ states: WAITING_STATES, now: EVER, limit: 1 });
    // Waiting for a carrier ends with the validity, whatever the carrier says.
    const [oldest] = await messages.claimOutlived(EVER, 1);
    const dates = [next?.wakeAt, oldest?.validUntil].filter(date => typeof date === 'number');
    return dates.length === 0 ? undefined : Math.min(...dates);
  }

  /** Takes over what other dispatchers left in the middle. Called once at start where there can be no other. */
  async recover(tx: Transaction, owner: string, now: Instant): Promise<number> {
    const abandoned = await tx.get(MessageRepository).claimAbandoned(owner, this.options.claimMax);
    await storeChanges(tx, (await this.decided(tx, abandoned, now)).changes, this.billing, this.ids);
    return abandoned.length;
  }

  private async decided(tx: Transaction, due: readonly Message[], now: Instant): Promise<Decided> {
    if (due.length === 0) return { changes: [], questions: [] };
    const parts = partsByMessage(await tx.get(MessageRepository).parts(due.map(message => message.id)));
    const changes: Change[] = [];
    const questions: Question[] = [];
    for (const message of due) {
      const known = parts.get(message.id) ?? [];
      const context: DueContext = {
        now,
        options: this.options,
        deduplicates: this.deduplicates(message.carrier),
        queries: this.reconciliation.canAsk(message.carrier),
        asked: this.reconciliation.takeAsked(message.id),
        doubts: await doubtsOf(tx, message),
        leftOut: await hasLeftOut(tx, message, known),
        parts: known,
      };
      // Only what is in doubt or with a carrier can be asked about, and only if nothing is decided yet.
      const decides = isToBeAskedFirst(message, context);
      const decide = DECISIONS[message.state as keyof typeof DECISIONS];
      const canBeAsked = context.queries && message.state !== 'submitting';
      const change = decide(message, context);
      changes.push(change);
      if (!canBeAsked || change.moves.length > 0) continue;
      const question = questionAbout(message, context.parts, decides);
      if (question) questions.push(question);
    }
    return { changes, questions };
  }
}

/** How often a message has been in doubt. The timeline is read only where the number of attempts does not tell. */
async function doubtsOf(tx: Transaction, message: Message): Promise<number> {
  if (message.state !== 'in_doubt' || message.attempts <= 1) return 1;
  const moves = await tx.get(MessageRepository).moves(message.id);
  return moves.filter(move => move.to === 'in_doubt').length;
}

/** Whether the carrier answered for some parts only. The timeline is read only where parts are missing. */
async function hasLeftOut(
  tx: Transaction,
  message: Message,
  parts: readonly MessagePart[],
): Promise<boolean> {
  const isWithCarrier = message.state === 'sent' || message.state === 'buffered';
  if (!isWithCarrier || parts.length === 0 || parts.length >= message.partCount) return false;
  const moves = await tx.get(MessageRepository).moves(message.id);
  return moves.some(({ to, cause }) => to === 'sent' && cause === 'answer');
}
