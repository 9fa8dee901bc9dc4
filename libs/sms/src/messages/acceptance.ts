import { useDailyLimit, type Account } from '../accounts/index.js';
import { insufficientCredit, type Billing } from '../credits/index.js';
import { recordEvents } from '../events/index.js';
import {
  Batcher,
  earlierAnswer,
  money,
  rememberAnswer,
  type Answer,
  type Clock,
  type EarlierAnswer,
  type Ids,
  type Money,
  type Refusal,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import type { Networks, ServingNetwork } from '../networks/index.js';
import { idempotencyInProgress, invalidMessage, noValidRecipient } from './message.errors.js';
import { messageEvents } from './message.events.js';
import { Message } from './message.js';
import type { MessageOptions } from './message.options.js';
import { MessageRepository, QUEUE_TOPIC, type MessageChange } from './message.repository.js';
import { snapshotOf, type MessageSnapshot } from './message.snapshot.js';
import type { RejectedRecipient } from './rejected-recipient.js';
import {
  networksFor,
  payerOf,
  screenAll,
  sumOf,
  type Planned,
  type Priced,
  type Screened,
} from './screening.js';
import type { SendCommand } from './send-command.js';
import { planSend } from './send-plan.js';

/** Sends of one account that share a transaction, at most. */
const SENDS_MAX = 100;

/** A send to more recipients than this has a transaction of its own: it gains nothing from company, and would hold it up. */
const RECIPIENTS_MAX = 20;

/** What a send came to. */
export interface SendOutcome {
  readonly accepted: readonly MessageSnapshot[];
  readonly rejected: readonly RejectedRecipient[];
  /** What was set aside for all of them, or will be when scheduled ones leave. */
  readonly cost: Money;
}

/** A command of an account, and the key under which it is done once. */
export interface Send {
  readonly account: Account;
  readonly command: SendCommand;
  readonly once?: { readonly key: string; readonly requestHash: string };
}

type Accepted = Answer<{ readonly outcome: SendOutcome }>;

/** An answer, or what went wrong with this send while others of its batch may have been accepted. */
type Settled = PromiseSettledResult<Accepted>;

/** A send that has been read: what it comes to, and what is wrong with it. */
interface PlannedSend extends Send, ReturnType<typeof planSend>, Pick<Planned, 'networks'> {}

/**
 * Accepts what accounts send: credit, messages, events and idempotency records in one transaction. Sends of an account that come
 * while another of its is being stored share the next transaction: they would have waited for each other at its wallet anyway,
 * each for a commit of its own. Whatever one of them is refused for, the others are answered as if they had been alone.
 */
export class Acceptance {
  /** For each account that is sending, and how many of its sends wait for their answers. */
  private readonly batchers = new Map<
    string,
    { readonly batcher: Batcher<PlannedSend, Settled>; sends: number }
  >();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: MessageOptions,
    private readonly networks: Networks | undefined,
  ) {}

  /** Resolves once the answer is on disk. */
  async accept(send: Send): Promise<Accepted> {
    const { account, command } = send;
    // Read before it joins others: whatever is wrong with it is its own affair.
    const read = planSend(command, account, this.options, this.clock.now());
    const asked = networksFor(this.networks, account, { ...read, command }, this.billing);
    const networks = asked instanceof Promise ? await asked : asked;
    const planned = { ...send, ...read, networks };
    if (typeof command.to !== 'string' && command.to.length > RECIPIENTS_MAX)
      return this.acceptAlone(planned);
    const { id, asset, dailyLimit } = account;
    // Whoever read the account before and after a change of it is not accepted together.
    const key = `${id} ${asset} ${String(dailyLimit)}`;
    const entry = this.batchers.get(key) ?? { batcher: this.batcher(), sends: 0 };
    this.batchers.set(key, entry);
    entry.sends += 1;
    try {
      const settled = await entry.batcher.add(planned);
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    } finally {
      entry.sends -= 1;
      if (entry.sends === 0) this.batchers.delete(key);
    }
  }

  private batcher(): Batcher<PlannedSend, Settled> {
    return new Batcher(this.clock, SENDS_MAX, async sends => {
      if (sends.length > 1) {
        const answers = await this.tryTogether(sends);
        if (answers) return answers.map(value => ({ status: 'fulfilled', value }));
      }
      const settled: Settled[] = [];
      // What one of them meets must not be told to those that are accepted already.
      for (const send of sends) settled.push(...(await Promise.allSettled([this.acceptAlone(send)])));
      return settled;
    });
  }

  private async acceptAlone(send: PlannedSend): Promise<Accepted> {
    try {
      const [answer] = await this.storage.transaction(tx => this.acceptAll(tx, [send]));
      return answer!;
    } catch (cause) {
      // A refusal in the middle of a transaction is thrown, so that what was written before it is rolled back.
      if (cause instanceof RefusedInside) return { ok: false, refusal: cause.refusal };
      throw cause;
    }
  }

  /** Undefined when they cannot all be accepted: each must hear for itself why not. */
  private async tryTogether(sends: readonly PlannedSend[]): Promise<readonly Accepted[] | undefined> {
    try {
      return await this.storage.transaction(tx => this.acceptAll(tx, sends));
    } catch (cause) {
      if (cause instanceof RefusedInside) return undefined;
      throw cause;
    }
  }

  /** @param sends of one account */
  private async acceptAll(tx: Transaction, sends: readonly PlannedSend[]): Promise<readonly Accepted[]> {
    const { account } = sends[0]!;
    const now = this.clock.now();
    const answers = new Map<PlannedSend, Accepted>();
    const planned: PlannedSend[] = [];
    const known = await earlierAnswers(tx, account.id, sends);
    for (const send of sends) {
      const { errors } = send;
      const earlier = known.get(send);
      if (earlier?.kind === 'conflict') answers.set(send, { ok: false, refusal: earlier.refusal });
      else if (earlier?.kind === 'same')
        answers.set(send, { ok: true, outcome: earlier.answer as SendOutcome });
      else if (errors.length > 0) answers.set(send, invalidMessage(errors));
      else planned.push(send);
    }
    const screened = await screenAll(tx, account, planned, this.billing, now);
    const outcomes = await this.acceptPlans(tx, account, planned, screened);
    for (const [index, send] of planned.entries()) {
      const outcome = outcomes[index]!;
      answers.set(send, outcome);
      const { once } = send;
      if (!once || !outcome.ok) continue;
      const record = { accountId: account.id, ...once, answer: outcome.outcome, createdAt: now };
      const isFirst = await rememberAnswer(tx, record);
      // Another process did the same in the meantime: what was done here must not stay.
      if (!isFirst) throw new RefusedInside(idempotencyInProgress(once.key).refusal);
    }
    return sends.map(send => answers.get(send)!);
  }

  private async acceptPlans(
    tx: Transaction,
    account: Account,
    sends: readonly PlannedSend[],
    screened: readonly Screened[],
  ): Promise<readonly Accepted[]> {
    const createdAt = this.clock.now();
    const changes = sends.map(({ command }, index) =>
      screened[index]!.priced.map((one): MessageChange => {
        const { message, move } = Message.accept({
          ...fieldsOf(account, command, one, this.options),
          id: this.ids.next('msg'),
          accountId: account.id,
          createdAt,
        });
        return { message, moves: [move] };
      }),
    );
    const all = changes.flat();
    if (all.length > 0) {
      const limit = await useDailyLimit(tx, account, all.length, createdAt);
      if (!limit.ok) throw new RefusedInside(limit.refusal);
      await this.hold(tx, account, all);
      await storeMessages(tx, all, 'add', this.ids);
    }
    return screened.map(({ priced, rejected }, index): Accepted => {
      if (priced.length === 0) return noValidRecipient(rejected);
      const accepted = changes[index]!.map(({ message }) => snapshotOf(message));
      return { ok: true, outcome: { accepted, rejected, cost: sumOf(priced, account) } };
    });
  }

  /** Sets the credit of what leaves at once aside. */
  private async hold(tx: Transaction, account: Account, changes: readonly MessageChange[]): Promise<void> {
    const holds = changes.flatMap(({ message }) =>
      message.state === 'queued'
        ? [{ holdId: message.id, amount: money(message.costMicros, message.asset) }]
        : [],
    );
    if (holds.length === 0) return;
    const hold = await this.billing.hold(tx, payerOf(account), holds);
    if (!hold.held) throw new RefusedInside(insufficientCredit(hold.needed, hold.available).refusal);
  }
}

/**
 * What became of earlier requests under the same keys. Asked in the order of the keys, because whoever asks keeps a key from others:
 * two hosts to which a caller repeats the same requests must not wait for each other in a circle.
 */
async function earlierAnswers(
  tx: Transaction,
  accountId: string,
  sends: readonly PlannedSend[],
): Promise<ReadonlyMap<PlannedSend, EarlierAnswer>> {
  const asking = sends.flatMap(send => (send.once ? [{ send, ...send.once }] : []));
  const answers = new Map<PlannedSend, EarlierAnswer>();
  for (const { send, key, requestHash } of asking.sort((a, b) => (a.key < b.key ? -1 : 1)))
    answers.set(send, await earlierAnswer(tx, accountId, key, requestHash));
  return answers;
}

/** Stores messages with their events, and tells the dispatchers. */
export async function storeMessages(
  tx: Transaction,
  changes: readonly MessageChange[],
  how: 'add' | 'save',
  ids: Ids,
): Promise<void> {
  await tx.get(MessageRepository)[how](changes);
  await recordEvents(
    tx,
    changes.flatMap(({ message, moves }) => messageEvents(ids, message, moves)),
  );
  tx.announce(QUEUE_TOPIC);
}

/** What a command says of a message, beside its identity and its dates of birth. */
export function fieldsOf(
  account: Account,
  command: SendCommand,
  { recipient, quote, network }: Priced,
  options: MessageOptions,
) {
  return {
    to: recipient.to,
    country: recipient.country,
    from: command.from ?? null,
    text: recipient.text,
    purpose: command.purpose ?? 'transactional',
    type: command.type ?? 'text',
    messageClass: command.messageClass ?? null,
    encoding: recipient.segmentation.encoding,
    partCount: recipient.segmentation.parts.length,
    priority: command.priority ?? 'medium',
    replyable: command.replyable ?? false,
    tag: command.tag ?? null,
    clientRef: command.clientRef ?? null,
    campaignId: command.campaignId ?? null,
    callbackUrl: command.callbackUrl ?? null,
    asset: account.asset,
    pricePerPartMicros: quote.perPart.micros,
    network: network ? servingNetwork(network) : null,
    pricedNetwork: quote.network ?? null,
    validityMs: command.validityMs ?? options.validityMs,
    scheduledAt: command.scheduledAt ?? null,
  } as const;
}

/** What of a lookup's answer stays on the message. */
function servingNetwork({ mcc, mnc, ported }: ServingNetwork): ServingNetwork {
  return { mcc, mnc, ported };
}

/** Carries a refusal out of a transaction, and by being thrown undoes what was written in it. */
class RefusedInside extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}
