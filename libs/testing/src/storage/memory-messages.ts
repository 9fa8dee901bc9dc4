import {
  Message,
  MessageRepository,
  PRIORITIES,
  referenceKey,
  type ClaimRequest,
  type MessageChange,
  type MessageFilter,
  type MessagePart,
  type MessageState,
  type Move,
  type Page,
  type PageRequest,
  type ReferencedPart,
} from '@chappe/sms';
import { pageAfter } from './memory-page.js';
import type { MemoryTables, StoredMessage } from './memory-tables.js';

/** Messages in memory; the queue is found by looking at all of them. */
export class MemoryMessageRepository extends MessageRepository {
  constructor(
    private readonly tables: MemoryTables,
    private readonly turn: { after: string },
  ) {
    super();
  }

  async add(changes: readonly MessageChange[]): Promise<void> {
    for (const change of changes) {
      this.tables.messages.add(change.message.id, change.message);
      this.writeDetails(change);
    }
  }

  async get(accountId: string, id: string): Promise<Message | undefined> {
    const row = this.tables.messages.get(id);
    return row?.accountId === accountId ? messageOf(row) : undefined;
  }

  async lock(ids: readonly string[]): Promise<readonly Message[]> {
    return [...new Set(ids)].sort().flatMap(id => {
      const row = this.tables.messages.get(id);
      return row ? [messageOf(row)] : [];
    });
  }

  async save(changes: readonly MessageChange[]): Promise<void> {
    for (const change of changes) {
      this.tables.messages.replace(change.message.id, change.message);
      this.writeDetails(change);
    }
  }

  async moves(messageId: string): Promise<readonly Move[]> {
    return this.tables.moves
      .all()
      .filter(move => move.messageId === messageId)
      .sort((a, b) => a.seq - b.seq);
  }

  async parts(messageIds: readonly string[]): Promise<readonly MessagePart[]> {
    const wanted = new Set(messageIds);
    return this.tables.parts
      .all()
      .filter(part => wanted.has(part.messageId))
      .sort((a, b) => compare(a.messageId, b.messageId) || a.number - b.number);
  }

  async list(filter: MessageFilter, page: PageRequest): Promise<Page<Message>> {
    const key = (row: StoredMessage) => String(row.createdAt).padStart(16, '0') + row.id;
    const sorted = this.fitting(filter).sort((a, b) => compare(key(b), key(a)));
    const { data, next } = pageAfter(sorted, page, key, true);
    return { data: data.map(messageOf), next };
  }

  async count(filter: MessageFilter): Promise<number> {
    return this.fitting(filter).length;
  }

  async claimQueued({ now, limit }: ClaimRequest): Promise<readonly Message[]> {
    const due = this.tables.messages
      .all()
      .filter(row => row.state === 'queued' && row.wakeAt! <= now && row.validUntil! > now);
    const queues = [...Map.groupBy(due, row => row.accountId)]
      .sort(([a], [b]) => Number(a <= this.turn.after) - Number(b <= this.turn.after) || compare(a, b))
      .map(([, rows]) => rows.sort(byUrgency));
    const taken: StoredMessage[] = [];
    for (let round = 0; taken.length < limit && queues.some(queue => queue.length > round); round++) {
      taken.push(...queues.flatMap(queue => queue.slice(round, round + 1)));
    }
    taken.length = Math.min(taken.length, limit);
    this.turn.after = queues.length > limit ? taken.at(-1)!.accountId : '';
    return taken.map(messageOf);
  }

  async claimDue({
    states,
    now,
    from = -Infinity,
    limit,
  }: {
    readonly states: readonly MessageState[];
    readonly now: number;
    readonly from?: number | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]> {
    return this.tables.messages
      .all()
      .filter(row => states.includes(row.state) && row.wakeAt !== null)
      .filter(row => row.wakeAt! >= from && row.wakeAt! <= now)
      .sort((a, b) => a.wakeAt! - b.wakeAt! || compare(a.id, b.id))
      .slice(0, limit)
      .map(messageOf);
  }

  async claimOutlived(now: number, limit: number): Promise<readonly Message[]> {
    return this.tables.messages
      .all()
      .filter(row => row.state === 'queued' && row.validUntil! <= now)
      .sort((a, b) => a.validUntil! - b.validUntil!)
      .slice(0, limit)
      .map(messageOf);
  }

  async renewLeases(owner: string, ids: readonly string[], until: number): Promise<void> {
    for (const id of ids) {
      const row = this.tables.messages.get(id);
      if (row?.state !== 'submitting' || row.leaseOwner !== owner) continue;
      this.tables.messages.replace(id, { ...row, wakeAt: until });
    }
  }

  async claimAbandoned(owner: string, limit: number): Promise<readonly Message[]> {
    return this.tables.messages
      .all()
      .filter(row => row.state === 'submitting' && row.leaseOwner !== owner)
      .slice(0, limit)
      .map(messageOf);
  }

  async nextWakeAt(): Promise<number | undefined> {
    const dates = this.tables.messages
      .all()
      .flatMap(row => [row.wakeAt, row.state === 'queued' ? row.validUntil : null])
      .filter(date => date !== null);
    return dates.length === 0 ? undefined : dates.reduce((a, b) => Math.min(a, b));
  }

  async byReference(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<ReadonlyMap<string, ReferencedPart>> {
    const wanted = new Set(keys.map(key => referenceKey(key.carrier, key.reference)));
    const found = new Map<string, ReferencedPart>();
    for (const { carrier, reference, messageId, number } of this.tables.parts
      .all()
      .sort((a, b) => a.at - b.at)) {
      const key = referenceKey(carrier, reference ?? '');
      if (reference !== null && wanted.has(key)) found.set(key, { messageId, number });
    }
    return found;
  }

  async countByState(only?: 'unfinished'): Promise<Readonly<Partial<Record<MessageState, number>>>> {
    const rows = this.tables.messages.all().filter(row => only === undefined || row.finalAt === null);
    const byState = Map.groupBy(rows, row => row.state);
    return Object.fromEntries([...byState].map(([state, rows]) => [state, rows.length]));
  }

  private writeDetails({ moves, parts = [] }: MessageChange): void {
    for (const move of moves) this.tables.moves.add(`${move.messageId}\n${move.seq}`, move);
    for (const part of parts) this.tables.parts.put(`${part.messageId}\n${part.number}`, part);
  }

  private fitting(filter: MessageFilter): StoredMessage[] {
    const { states, since = -Infinity, until = Infinity } = filter;
    const same = (['accountId', 'to', 'from', 'tag', 'campaignId'] as const).filter(
      property => filter[property] !== undefined,
    );
    return this.tables.messages
      .all()
      .filter(
        row =>
          row.hiddenAt === null &&
          same.every(property => row[property] === filter[property]) &&
          (states === undefined || states.includes(row.state)) &&
          row.createdAt >= since &&
          row.createdAt < until,
      );
  }
}

function messageOf(row: StoredMessage): Message {
  return Object.assign(Object.create(Message.prototype) as Message, row);
}

function byUrgency(a: StoredMessage, b: StoredMessage): number {
  const priority = PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority);
  return priority || a.wakeAt! - b.wakeAt! || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
