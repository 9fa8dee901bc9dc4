import type { Instant, Page, PageRequest } from '../kernel/index.js';
import type { MessagePart } from './message-part.js';
import type { MessageState } from './message.lifecycle.js';
import type { Message, Move } from './message.js';

/** The topic under which storages announce that messages have become due. */
export const QUEUE_TOPIC = 'queue';

/** Which messages are wanted. Dates bound `createdAt`: `since` included, `until` excluded. */
export interface MessageFilter {
  readonly accountId: string;
  readonly states?: readonly MessageState[] | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly tag?: string | undefined;
  readonly campaignId?: string | undefined;
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
}

/** A changed message, and the moves and parts that changed with it. */
export interface MessageChange {
  readonly message: Message;
  readonly moves: readonly Move[];
  /** Parts that are new or changed; matched by message and number. */
  readonly parts?: readonly MessagePart[];
}

/** Who takes messages, until when, and how many. */
export interface ClaimRequest {
  readonly owner: string;
  readonly now: Instant;
  readonly leaseUntil: Instant;
  /** At most this many in all, shared fairly between the accounts that have something due. */
  readonly limit: number;
}

/** A part that a receipt may be about, with its message. */
export interface ReferencedPart {
  readonly messageId: string;
  readonly number: number;
}

/**
 * Where messages, their parts and their timelines are kept. It is also the queue: what is due is found by state and
 * `wakeAt`. Everything is done in batches; a method takes from one to thousands of rows.
 */
export abstract class MessageRepository {
  /** Adds new messages with their first moves. */
  abstract add(changes: readonly MessageChange[]): Promise<void>;

  /** One message of an account, hidden ones included. */
  abstract get(accountId: string, id: string): Promise<Message | undefined>;

  /** Messages for change, of any account: nobody else changes them until this transaction ends. Unknown ids are left out. */
  abstract lock(ids: readonly string[]): Promise<readonly Message[]>;

  /** Stores changed messages (locked or claimed in this transaction), their new moves, and new or changed parts. */
  abstract save(changes: readonly MessageChange[]): Promise<void>;

  /** The timeline of a message, oldest first. */
  abstract moves(messageId: string): Promise<readonly Move[]>;

  /** The parts of messages that a carrier has answered for, by message and number. */
  abstract parts(messageIds: readonly string[]): Promise<readonly MessagePart[]>;

  /** Messages that are not hidden, newest first. A cursor stays right while messages are added. */
  abstract list(filter: MessageFilter, page: PageRequest): Promise<Page<Message>>;

  /** How many there are; hidden ones are left out, as in {@link MessageRepository.list}. */
  abstract count(filter: MessageFilter): Promise<number>;

  /**
   * Takes queued messages whose `wakeAt` has come and whose validity has not ended, and locks them. Fair between accounts:
   * each account with due messages gets its share of `limit` before any gets more. Within an account: by priority, then
   * `wakeAt`, then id. The caller moves them to `submitting` and saves them in the same transaction.
   */
  abstract claimQueued(request: ClaimRequest): Promise<readonly Message[]>;

  /** Takes and locks messages in one of `states` whose `wakeAt` has come, and is not before `from` if given, earliest first. */
  abstract claimDue(request: {
    readonly states: readonly MessageState[];
    readonly now: Instant;
    readonly from?: Instant | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]>;

  /** Takes and locks queued messages whose validity has ended, that which ended first first. */
  abstract claimOutlived(now: Instant, limit: number): Promise<readonly Message[]>;

  /**
   * Moves the end of leases to `until`: those of the `submitting` messages among `ids` that are still leased to `owner`.
   * Others, and those that somebody is changing at this moment, are passed over. The heartbeat of a dispatcher: called every
   * few seconds with all that it is handing over.
   */
  abstract renewLeases(owner: string, ids: readonly string[], until: Instant): Promise<void>;

  /** Takes and locks `submitting` messages that are leased to anybody but `owner`, whatever the end of the lease. */
  abstract claimAbandoned(owner: string, limit: number): Promise<readonly Message[]>;

  /** The earliest `wakeAt` (or, for queued messages, end of validity, if earlier) of any message; undefined when none waits. */
  abstract nextWakeAt(): Promise<Instant | undefined>;

  /** Which parts carriers call by these references. Indexed; called for every batch of receipts. */
  abstract byReference(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<ReadonlyMap<string, ReferencedPart>>;

  /**
   * How many messages of all accounts are in each state. With `unfinished`, only of those that are not final: it is asked all the
   * time, and must not read what has ended. Without it may be slow.
   */
  abstract countByState(only?: 'unfinished'): Promise<Readonly<Partial<Record<MessageState, number>>>>;
}

/** The key under which {@link MessageRepository.byReference} answers. */
export function referenceKey(carrier: string, reference: string): string {
  return `${carrier}\n${reference}`;
}
