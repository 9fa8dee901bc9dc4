import { Account, AccountRepository, accountNotFound } from '../accounts/index.js';
import type { Billing } from '../credits/index.js';
import {
  fingerprint,
  idempotencyKeyRefusal,
  type Answer,
  type Clock,
  type Ids,
  type Page,
  type PageRequest,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import { segment, stopMention } from '../text/index.js';
import type { Networks } from '../networks/index.js';
import { Acceptance, fieldsOf, storeMessages, type SendOutcome } from './acceptance.js';
import {
  idempotencyInProgress,
  invalidMessage,
  messageNotFound,
  noValidRecipient,
  wrongState,
} from './message.errors.js';
import type { SendEstimate, TextEstimate } from './message.estimate.js';
import { Message, type Move } from './message.js';
import type { MessagePart } from './message-part.js';
import type { MessageOptions } from './message.options.js';
import { MessageRepository, type MessageFilter } from './message.repository.js';
import { snapshotOf, type MessageSnapshot } from './message.snapshot.js';
import { networksFor, screen, sumOf, type RecipientNetworks } from './screening.js';
import type { SendCommand } from './send-command.js';
import { planSend, type PlannedRecipient } from './send-plan.js';

/** A message with all that happened to it. */
export interface MessageDetails {
  readonly message: MessageSnapshot;
  /** Oldest first. */
  readonly timeline: readonly Move[];
  /** Parts that a carrier has answered for; empty before. */
  readonly parts: readonly MessagePart[];
}

/** What may be changed of a scheduled message, or in a copy. */
export type MessageChanges = Partial<Omit<SendCommand, 'to'>> & {
  readonly to?: string | readonly string[] | undefined;
};

/**
 * What an account does with messages. Everything it promises is on disk when it answers; what cannot be done is a
 * refusal, and changes nothing.
 *
 * @example
 * const answer = await messages.send(account, { to: '+33612121515', text: 'Bonjour' });
 * if (!answer.ok) console.log(answer.refusal.detail);
 */
export class MessageService {
  /** Keys of requests that are running in this process. */
  private readonly running = new Set<string>();
  private readonly acceptance: Acceptance;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: MessageOptions,
    /** Who tells networks where prices depend on them; without it, all costs what its country costs. */
    private readonly networks?: Networks,
  ) {
    this.acceptance = new Acceptance(storage, clock, ids, billing, options, networks);
  }

  /**
   * Accepts a message for one or many recipients: one transaction for the credit, the messages, their events and the
   * idempotency record. Bad numbers are told apart and do not stop the good ones; too little credit stops all.
   *
   * Refuses with `invalid_message`, `no_valid_recipient`, `insufficient_credit`, `daily_limit_reached`,
   * `idempotency_conflict`, `idempotency_in_progress`, `idempotency_key_invalid`, `account_not_found`.
   */
  async send(
    account: Account | string,
    command: SendCommand,
    { idempotencyKey }: { readonly idempotencyKey?: string | undefined } = {},
  ): Promise<Answer<{ readonly outcome: SendOutcome }>> {
    const sender = typeof account === 'string' ? await this.account(account) : account;
    if (!sender) return accountNotFound(account as string);
    return this.sendOnce(sender, command, idempotencyKey, command);
  }

  /** Says what a send would come to: parts, prices, refused numbers. Nothing is stored. */
  async estimate(
    account: Account | string,
    command: SendCommand,
  ): Promise<Answer<{ readonly estimate: SendEstimate }>> {
    const sender = typeof account === 'string' ? await this.account(account) : account;
    if (!sender) return accountNotFound(account as string);
    const { errors, plan } = planSend(command, sender, this.options, this.clock.now());
    if (errors.length > 0) return invalidMessage(errors);
    const networks = await networksFor(this.networks, sender, { plan, command }, this.billing);
    const { priced, rejected } = await this.storage.read(tx =>
      screen(tx, sender, { plan, command, networks }, this.billing, this.clock.now()),
    );
    const texts: TextEstimate[] = [];
    const textIndices = new Map<string, number>();
    for (const { recipient } of priced) {
      if (textIndices.has(recipient.text)) continue;
      textIndices.set(recipient.text, texts.length);
      texts.push(textEstimate(recipient, command.text, this.options.stopShortCode));
    }
    return {
      ok: true,
      estimate: {
        texts,
        recipients: priced.map(({ recipient, quote }) => ({
          to: recipient.to,
          country: recipient.country,
          textIndex: textIndices.get(recipient.text)!,
          parts: recipient.segmentation.parts.length,
          price: quote.total,
        })),
        rejected,
        cost: sumOf(priced, sender),
      },
    };
  }

  /** A message of the account with its timeline and parts. */
  async get(accountId: string, id: string): Promise<Answer<MessageDetails>> {
    return this.storage.read(async tx => {
      const messages = tx.get(MessageRepository);
      const message = await messages.get(accountId, id);
      if (!message) return messageNotFound(id);
      const [timeline, parts] = [await messages.moves(id), await messages.parts([id])];
      return { ok: true, message: snapshotOf(message), timeline, parts };
    });
  }

  /** Messages of the account, newest first. */
  async list(filter: MessageFilter, page: PageRequest): Promise<Page<MessageSnapshot>> {
    if (matchesNothing(filter)) return { data: [], next: null };
    const { data, next } = await this.storage.read(tx => tx.get(MessageRepository).list(filter, page));
    return { data: data.map(snapshotOf), next };
  }

  /** How many messages of the account there are. */
  count(filter: MessageFilter): Promise<number> {
    if (matchesNothing(filter)) return Promise.resolve(0);
    return this.storage.read(tx => tx.get(MessageRepository).count(filter));
  }

  /**
   * Changes a message that is still waiting for its date: text, recipient, date, and the rest of what it was sent with.
   * `scheduledAt: null` sends it at once. Refuses with `message_not_found`, `wrong_state`, `invalid_message` (also for more
   * than one recipient), `no_valid_recipient`.
   */
  async edit(
    accountId: string,
    id: string,
    changes: MessageChanges,
  ): Promise<Answer<{ readonly message: MessageSnapshot }>> {
    const networks = await this.networksAfter(accountId, id, changes);
    const now = this.clock.now();
    return this.storage.transaction(async tx => {
      const account = await tx.get(AccountRepository).get(accountId);
      const message = await lockOwn(tx, accountId, id);
      if (!account || !message) return messageNotFound(id);
      if (message.state !== 'scheduled') {
        return wrongState(
          id,
          message.state,
          'only a scheduled message can be edited. Copy it to send it again, changed.',
        );
      }
      const command: SendCommand = { ...commandOf(message), ...definedOf(changes) };
      if (typeof command.to !== 'string' && command.to.length !== 1) {
        return invalidMessage([
          { field: 'to', code: 'one_recipient', detail: 'A message has one recipient. Name one number.' },
        ]);
      }
      const { errors, plan } = planSend(command, account, this.options, now);
      if (errors.length > 0) return invalidMessage(errors);
      const { priced, rejected } = await screen(tx, account, { plan, command, networks }, this.billing, now);
      const [only] = priced;
      if (!only) return noValidRecipient(rejected);
      Object.assign(message, fieldsOf(account, command, only, this.options));
      // Without a date it leaves at once: the dispatcher takes it as due, and holds its credit.
      message.scheduledAt ??= now;
      message.wakeAt = message.scheduledAt;
      const moves = [message.noteEdit(now)];
      await storeMessages(tx, [{ message, moves }], 'save', this.ids);
      return { ok: true, message: snapshotOf(message) };
    });
  }

  /** The networks that an edited message would be priced by; asked for before the transaction in which it is edited. */
  private async networksAfter(
    accountId: string,
    id: string,
    changes: MessageChanges,
  ): Promise<RecipientNetworks> {
    if (!this.networks?.canAsk) return new Map();
    const { account, message } = await this.storage.read(async tx => ({
      account: await tx.get(AccountRepository).get(accountId),
      message: await tx.get(MessageRepository).get(accountId, id),
    }));
    if (!account || message?.state !== 'scheduled') return new Map();
    const command = { ...commandOf(message), ...definedOf(changes) };
    const { errors, plan } = planSend(command, account, this.options, this.clock.now());
    if (errors.length > 0) return new Map();
    return networksFor(this.networks, account, { plan, command }, this.billing);
  }

  /** Takes back a message that is still waiting for its date. Refuses with `message_not_found`, `wrong_state`. */
  async cancel(accountId: string, id: string): Promise<Answer<{ readonly message: MessageSnapshot }>> {
    return this.storage.transaction(async tx => {
      const message = await lockOwn(tx, accountId, id);
      if (!message) return messageNotFound(id);
      if (message.state !== 'scheduled')
        return wrongState(id, message.state, 'only a scheduled message can be cancelled.');
      const moves = [
        message.moveTo('cancelled', {
          at: this.clock.now(),
          cause: 'cancelled',
          reason: 'cancelled_by_sender',
        }),
      ];
      await storeMessages(tx, [{ message, moves }], 'save', this.ids);
      return { ok: true, message: snapshotOf(message) };
    });
  }

  /** Takes a finished message off the lists; the books keep it. Refuses with `message_not_found`, `wrong_state`. */
  async hide(accountId: string, id: string): Promise<Answer<{ readonly message: MessageSnapshot }>> {
    return this.storage.transaction(async tx => {
      const message = await lockOwn(tx, accountId, id);
      if (!message) return messageNotFound(id);
      if (!message.isFinal) {
        return wrongState(
          id,
          message.state,
          'it is on its way, and an SMS that has left cannot be recalled. Wait for its end.',
        );
      }
      message.hiddenAt ??= this.clock.now();
      await tx.get(MessageRepository).save([{ message, moves: [] }]);
      return { ok: true, message: snapshotOf(message) };
    });
  }

  /** What `DELETE` means to a user: cancels a scheduled message, hides a finished one, refuses in between. */
  async remove(accountId: string, id: string): Promise<Answer<{ readonly message: MessageSnapshot }>> {
    const cancelled = await this.cancel(accountId, id);
    return cancelled.ok || cancelled.refusal.code !== 'wrong_state' ? cancelled : this.hide(accountId, id);
  }

  /**
   * Sends a new message made from an old one, with changes. A date that is past meanwhile means now. The old one stays.
   * Refuses with `message_not_found`, and like {@link MessageService.send}.
   */
  async copy(
    accountId: string,
    id: string,
    changes: MessageChanges = {},
    { idempotencyKey }: { readonly idempotencyKey?: string | undefined } = {},
  ): Promise<Answer<{ readonly outcome: SendOutcome }>> {
    const { account, original } = await this.storage.read(async tx => ({
      account: await tx.get(AccountRepository).get(accountId),
      original: await tx.get(MessageRepository).get(accountId, id),
    }));
    if (!account || !original) return messageNotFound(id);
    const command = commandOf(original);
    const stale = typeof command.scheduledAt === 'number' && command.scheduledAt <= this.clock.now();
    const copy = { ...command, ...(stale ? { scheduledAt: null } : {}), ...definedOf(changes) };
    // What was asked for is the copy: that its date passes meanwhile does not make it another request.
    return this.sendOnce(account, copy, idempotencyKey, { copyOf: id, ...changes });
  }

  /** Accepts a command, or answers what was answered to the same `request` under the same key. */
  private async sendOnce(
    account: Account,
    command: SendCommand,
    key: string | undefined,
    request: object,
  ): Promise<Answer<{ readonly outcome: SendOutcome }>> {
    if (key === undefined) return this.acceptance.accept({ account, command });
    const bad = idempotencyKeyRefusal(key);
    if (bad) return bad;
    const runningKey = `${account.id} ${key}`;
    if (this.running.has(runningKey)) return idempotencyInProgress(key);
    this.running.add(runningKey);
    try {
      const once = { key, requestHash: fingerprint(request) };
      return await this.acceptance.accept({ account, command, once });
    } finally {
      this.running.delete(runningKey);
    }
  }

  private account(id: string): Promise<Account | undefined> {
    return this.storage.read(tx => tx.get(AccountRepository).get(id));
  }
}

/** Whether a filter asks for text that no message has: NUL is refused at every door, and by databases in questions too. */
function matchesNothing({ states: _, ...filter }: MessageFilter): boolean {
  return Object.values(filter).some(value => typeof value === 'string' && value.includes('\0'));
}

async function lockOwn(tx: Transaction, accountId: string, id: string): Promise<Message | undefined> {
  const [message] = await tx.get(MessageRepository).lock([id]);
  return message?.accountId === accountId ? message : undefined;
}

/** The command that a message could have come from. */
function commandOf(message: Message): SendCommand {
  const { to, text, from, purpose, type, messageClass, priority, scheduledAt, validityMs } = message;
  const { replyable, tag, clientRef, campaignId, callbackUrl } = message;
  const sent = { to, text, from, purpose, type, messageClass, priority, scheduledAt, validityMs };
  return { ...sent, encoding: encodingAskedFor(message), replyable, tag, clientRef, campaignId, callbackUrl };
}

/** UCS-2 was asked for where the text would have fitted the GSM alphabet; elsewhere it came of itself. */
function encodingAskedFor({ encoding, text, partCount }: Message): SendCommand['encoding'] {
  const isAsked = encoding === 'UCS2' && segment(text, { encoding: 'gsm7', maxParts: partCount }).ok;
  return isAsked ? 'ucs2' : 'auto';
}

/** A change that was not mentioned is no change. */
function definedOf(changes: MessageChanges): Partial<SendCommand> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function textEstimate(
  recipient: PlannedRecipient,
  given: string,
  stopShortCode: string | null,
): TextEstimate {
  const { segmentation, text } = recipient;
  const mention = stopShortCode === null ? null : stopMention(stopShortCode);
  return {
    text,
    encoding: segmentation.encoding,
    units: segmentation.units,
    parts: segmentation.parts,
    costlyCharacters: segmentation.costly,
    stopMention:
      mention !== null && text.endsWith(mention) && !given.trimEnd().endsWith(mention) ? mention : null,
  };
}
