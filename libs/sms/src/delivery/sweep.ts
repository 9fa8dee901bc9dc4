import { Billing, type Payer } from '../credits/index.js';
import { money, type Ids, type Instant, type Transaction } from '../kernel/index.js';
import { MessageRepository, type Message } from '../messages/index.js';
import { OptOutRepository } from '../opt-outs/index.js';
import { storeChanges, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { partsByMessage } from './known-parts.js';
import { doubtEnded, leaseEnded, outlived, wentSilent, type DueContext } from './due.js';

const WAITING_STATES = ['scheduled', 'submitting', 'in_doubt', 'sent', 'buffered'] as const;

/** Does what time brings about: scheduled messages leave, doubts are decided, silence and age end messages. */
export class Sweep {
  constructor(
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: DeliveryOptions,
    /** Whether the carrier of this name takes a message twice without sending it twice. */
    private readonly deduplicates: (carrier: string | null) => boolean,
  ) {}

  /** Handles what is due at `now`, a batch of each kind. Answers whether there may be more. */
  async run(tx: Transaction, now: Instant): Promise<boolean> {
    const limit = this.options.claimMax;
    const messages = tx.get(MessageRepository);
    const due = await messages.claimDue({ states: WAITING_STATES, now, limit });
    const old = await messages.claimOutlived(now, limit);
    if (due.length + old.length === 0) return false;
    const scheduled = due.filter(message => message.state === 'scheduled');
    const changes = [
      ...(await this.decided(
        tx,
        due.filter(message => message.state !== 'scheduled'),
        now,
      )),
      ...(await this.leave(tx, scheduled, now)),
      ...old.map(message => outlived(message, now)),
    ];
    await storeChanges(tx, changes, this.billing, this.ids);
    return due.length === limit || old.length === limit;
  }

  /** When there is something to do next, messages that only wait for a carrier apart. */
  async nextDueAt(tx: Transaction): Promise<Instant | undefined> {
    const ever = { states: WAITING_STATES, now: Number.MAX_SAFE_INTEGER, limit: 1 };
    const [next] = await tx.get(MessageRepository).claimDue(ever);
    return next?.wakeAt ?? undefined;
  }

  /** Takes over what other dispatchers left in the middle. Called once at start where there can be no other. */
  async recover(tx: Transaction, owner: string, now: Instant): Promise<number> {
    const abandoned = await tx.get(MessageRepository).claimAbandoned(owner, this.options.claimMax);
    await storeChanges(tx, await this.decided(tx, abandoned, now), this.billing, this.ids);
    return abandoned.length;
  }

  private async decided(tx: Transaction, due: readonly Message[], now: Instant): Promise<readonly Change[]> {
    if (due.length === 0) return [];
    const parts = partsByMessage(await tx.get(MessageRepository).parts(due.map(message => message.id)));
    const changes: Change[] = [];
    for (const message of due) {
      const context: DueContext = {
        now,
        options: this.options,
        deduplicates: this.deduplicates(message.carrier),
        doubts: await doubtsOf(tx, message),
        parts: parts.get(message.id) ?? [],
      };
      if (message.state === 'submitting') changes.push(leaseEnded(message, context));
      else if (message.state === 'in_doubt') changes.push(doubtEnded(message, context));
      else changes.push(wentSilent(message, context));
    }
    return changes;
  }

  /** Scheduled messages whose date has come: credit is held now, and a STOP said since then counts. */
  private async leave(
    tx: Transaction,
    scheduled: readonly Message[],
    now: Instant,
  ): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const group of groupBy(scheduled, message => `${message.accountId} ${message.asset}`)) {
      const [first] = group;
      if (!first) continue;
      const payer: Payer = { accountId: first.accountId, asset: first.asset };
      const optedOut = await tx.get(OptOutRepository).among(
        payer.accountId,
        group.map(message => message.to),
      );
      const going = group.filter(message => !optedOut.has(message.to));
      const paid = await this.hold(tx, payer, going);
      for (const message of group) {
        const reason = optedOut.has(message.to)
          ? 'opted_out'
          : paid.has(message.id)
            ? null
            : 'insufficient_credit';
        const moves = [message.moveTo(reason ? 'rejected' : 'queued', { at: now, cause: 'due', reason })];
        if (!reason) message.wakeAt = now;
        changes.push({ message, moves, parts: [], paidParts: null });
      }
    }
    return changes;
  }

  /** Holds credit for all of them at once if there is enough, or else for one after the other while there is. */
  private async hold(tx: Transaction, payer: Payer, going: readonly Message[]): Promise<ReadonlySet<string>> {
    const holds = going.map(message => ({
      holdId: message.id,
      amount: money(message.costMicros, message.asset),
    }));
    if (holds.length === 0) return new Set();
    if ((await this.billing.hold(tx, payer, holds)).held) return new Set(going.map(message => message.id));
    const paid = new Set<string>();
    if (holds.length === 1) return paid;
    for (const hold of holds) {
      if ((await this.billing.hold(tx, payer, [hold])).held) paid.add(hold.holdId);
    }
    return paid;
  }
}

/** How often a message has been in doubt. The timeline is read only where the number of attempts does not tell. */
async function doubtsOf(tx: Transaction, message: Message): Promise<number> {
  if (message.state !== 'in_doubt' || message.attempts <= 1) return 1;
  const moves = await tx.get(MessageRepository).moves(message.id);
  return moves.filter(move => move.to === 'in_doubt').length;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Iterable<readonly T[]> {
  return Map.groupBy(items, key).values();
}
