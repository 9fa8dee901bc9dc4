import {
  MESSAGE_STATES,
  MessageRepository,
  referenceKey,
  type ClaimRequest,
  type Message,
  type MessageChange,
  type MessageFilter,
  type MessagePart,
  type MessageState,
  type Move,
  type Page,
  type PageRequest,
  type ReferencedPart,
} from '@chappe/sms';
import { missingRows, pageOf, placeOf, safeInteger, type Row, type Session } from '../kernel/index.js';
import { conditionOf, isNarrow } from './message.filter.js';
import { messageTable, moveTable, partTable, type StoredMessage } from './message.tables.js';
import { takeQueued, type QueueTurn } from './queue.js';

type Property = (typeof messageTable.properties)[number];

/** The states in which a message waits for something: those that the index `sms_messages_due` holds. */
const WAITING = ['scheduled', 'queued', 'submitting', 'in_doubt', 'sent', 'buffered'] as const;

/** Everything that may differ from one save to the next. */
const CHANGEABLE = messageTable.properties.filter(property => property !== 'id');

const PART_CONFLICT = `on conflict (message_id, number) do update set ${partTable.properties
  .filter(property => property !== 'messageId' && property !== 'number')
  .map(property => `${partTable.column(property)} = excluded.${partTable.column(property)}`)
  .join(', ')}`;

/** Messages, their timelines and parts, and the queue that they are. */
export class SqlMessageRepository extends MessageRepository {
  /** What the rows held when they were read here: a save writes the difference, and leaves the other indexes alone. */
  private readonly stored = new WeakMap<Message, Readonly<StoredMessage>>();

  constructor(
    private readonly session: Session,
    private readonly turn: QueueTurn,
  ) {
    super();
  }

  async add(changes: readonly MessageChange[]): Promise<void> {
    const messages = changes.map(change => change.message);
    await Promise.all([this.session.insert(messageTable, messages), ...this.addDetails(changes)]);
  }

  async get(accountId: string, id: string): Promise<Message | undefined> {
    const rows = await this.session.rows(
      `select ${messageTable.selection} from sms_messages where id = ? and account_id = ?`,
      [id, accountId],
    );
    return this.read(rows)[0];
  }

  async lock(ids: readonly string[]): Promise<readonly Message[]> {
    return this.read(
      await this.session.rows(
        `select ${messageTable.selection} from sms_messages where ${this.session.among('id')}
         order by id ${this.session.forUpdate}`,
        [ids],
      ),
    );
  }

  async save(changes: readonly MessageChange[]): Promise<void> {
    const messages = changes.map(change => change.message);
    const byDifference = Map.groupBy(messages, message => this.differenceOf(message).join());
    const updates = [...byDifference].map(async ([difference, group]) => {
      if (difference === '') return;
      const found = await this.session.update(messageTable, group, difference.split(',') as Property[], [
        'id',
      ]);
      if (found !== group.length) throw missingRows(messageTable.name, group.length, found);
    });
    await Promise.all([...updates, ...this.addDetails(changes)]);
    // Saved twice in one transaction is rare: then everything is written.
    for (const message of messages) this.stored.delete(message);
  }

  async moves(messageId: string): Promise<readonly Move[]> {
    const rows = await this.session.rows(
      `select ${moveTable.selection} from sms_moves where message_id = ? order by seq`,
      [messageId],
    );
    return rows.map(row => moveTable.read(row));
  }

  async parts(messageIds: readonly string[]): Promise<readonly MessagePart[]> {
    const rows = await this.session.rows(
      `select ${partTable.selection} from sms_parts where ${this.session.among('message_id')}
       order by message_id, number`,
      [messageIds],
    );
    return rows.map(row => partTable.read(row));
  }

  async list(filter: MessageFilter, page: PageRequest): Promise<Page<Message>> {
    const { sql, parameters } = conditionOf(filter);
    const place = placeOf(page.cursor, ['number', 'string']);
    const { states = MESSAGE_STATES } = filter;
    const select = (ofStates: string) =>
      `select ${messageTable.selection} from sms_messages
       where ${sql} and ${ofStates} ${place ? 'and (created_at, id) < (?, ?)' : ''}
       order by created_at desc, id desc limit ?`;
    const values = [...(place ?? []), page.limit + 1];
    if (isNarrow(filter)) {
      const rows = await this.session.rows(select(this.session.among('state')), [
        ...parameters,
        states,
        ...values,
      ]);
      return pageOf(this.read(rows), page, last => [last.createdAt, last.id]);
    }
    const rows = await this.session.ofEach(states, state => select(`state = ${state}`), [
      ...parameters,
      ...values,
    ]);
    const messages = this.read(rows.map(([, ...row]) => row)).sort(newestFirst);
    return pageOf(messages, page, last => [last.createdAt, last.id]);
  }

  async count(filter: MessageFilter): Promise<number> {
    const { sql, parameters } = conditionOf(filter);
    const [row] = await this.session.rows(
      `select count(*) from sms_messages where ${sql} and ${this.session.among('state')}`,
      [...parameters, filter.states ?? MESSAGE_STATES],
    );
    return Number(row![0]);
  }

  async claimQueued(request: ClaimRequest): Promise<readonly Message[]> {
    return this.read(await takeQueued(this.session, this.turn, request));
  }

  async claimDue(request: {
    readonly states: readonly MessageState[];
    readonly now: number;
    readonly from?: number | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]> {
    // State by state, because only then the index gives the earliest without reading the others.
    const byState = await Promise.all(
      request.states.map(state =>
        this.session.rows(
          `select ${messageTable.selection} from sms_messages ${this.session.using('sms_messages_due')}
           where state = ? and wake_at between ? and ? and final_at is null
           order by wake_at, id limit ? ${this.session.skipLocked}`,
          [state, request.from ?? 0, request.now, request.limit],
        ),
      ),
    );
    return this.read(byState.flat())
      .sort((a, b) => a.wakeAt! - b.wakeAt! || (a.id < b.id ? -1 : 1))
      .slice(0, request.limit);
  }

  async claimOutlived(now: number, limit: number): Promise<readonly Message[]> {
    return this.read(
      await this.session.rows(
        `select ${messageTable.selection} from sms_messages ${this.session.using('sms_messages_validity')}
         where state = 'queued' and valid_until <= ? order by valid_until limit ? ${this.session.skipLocked}`,
        [now, limit],
      ),
    );
  }

  async renewLeases(owner: string, ids: readonly string[], until: number): Promise<void> {
    const held = `select id from sms_messages where ${this.session.among('id')} and state = 'submitting'
       and lease_owner = ? order by id ${this.session.skipLocked}`;
    await this.session.run(
      `update sms_messages set wake_at = ? where ${this.session.amongAnswered('id', held)}`,
      [until, ids, owner],
    );
  }

  async claimAbandoned(owner: string, limit: number): Promise<readonly Message[]> {
    return this.read(
      await this.session.rows(
        `select ${messageTable.selection} from sms_messages ${this.session.using('sms_messages_due')}
         where state = 'submitting' and final_at is null and (lease_owner is null or lease_owner <> ?)
         order by wake_at, id limit ? ${this.session.skipLocked}`,
        [owner, limit],
      ),
    );
  }

  async nextWakeAt(): Promise<number | undefined> {
    const due = WAITING.map(
      state =>
        `select (select wake_at from sms_messages ${this.session.using('sms_messages_due')}
         where state = '${state}' and wake_at is not null and final_at is null
         order by wake_at, id limit 1) as at`,
    );
    const validity = `select (select valid_until from sms_messages ${this.session.using('sms_messages_validity')}
       where state = 'queued' and valid_until is not null order by valid_until limit 1) as at`;
    const [row] = await this.session.rows(
      `select min(at) from (${[...due, validity].join(' union all ')}) as dates`,
    );
    const at = row![0];
    return at === null ? undefined : safeInteger(Number(at));
  }

  async byReference(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<ReadonlyMap<string, ReferencedPart>> {
    const byCarrier = Map.groupBy(keys, key => key.carrier);
    const found = await Promise.all(
      [...byCarrier].map(([carrier, ofCarrier]) =>
        this.session.rows(
          `select carrier, reference, message_id, number from sms_parts
           where carrier = ? and reference is not null and ${this.session.among('reference')}
           order by at, message_id, number`,
          [carrier, ofCarrier.map(key => key.reference)],
        ),
      ),
    );
    // A carrier that counts round uses a reference again: the last part that got it is meant.
    return new Map(
      found
        .flat()
        .map(([carrier, reference, messageId, number]) => [
          referenceKey(String(carrier), String(reference)),
          { messageId: String(messageId), number: Number(number) },
        ]),
    );
  }

  async countByState(only?: 'unfinished'): Promise<Readonly<Partial<Record<MessageState, number>>>> {
    if (!only) await this.session.scan();
    const where = only ? `${this.session.using('sms_messages_due')} where final_at is null` : '';
    const rows = await this.session.rows(`select state, count(*) from sms_messages ${where} group by state`);
    return Object.fromEntries(rows.map(([state, count]) => [String(state), Number(count)]));
  }

  /** Adds new moves, and new or changed parts; of a part that comes twice, the last is meant. */
  private addDetails(changes: readonly MessageChange[]): Promise<void>[] {
    const moves = changes.flatMap(change => change.moves);
    const parts = new Map(
      changes.flatMap(change => change.parts ?? []).map(part => [`${part.messageId}\n${part.number}`, part]),
    );
    return [
      this.session.insert(moveTable, moves),
      this.session.insert(partTable, [...parts.values()], PART_CONFLICT),
    ];
  }

  private read(rows: readonly Row[]): Message[] {
    return rows.map(row => {
      const message = messageTable.read(row) as Message;
      // Nothing to save, nothing to compare with.
      if (!this.session.onlyReads) this.stored.set(message, { ...message });
      return message;
    });
  }

  /** Which properties are not what the row holds; all of them for a message that was not read here. */
  private differenceOf(message: Message): readonly Property[] {
    const stored = this.stored.get(message);
    return stored ? CHANGEABLE.filter(property => message[property] !== stored[property]) : CHANGEABLE;
  }
}

/** The order of lists: ids are made in the order of time. */
function newestFirst(a: Message, b: Message): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
