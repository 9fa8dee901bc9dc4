import { OutboxRepository, type SmsEvent } from '@chappe/sms';
import type { Session } from '../kernel/index.js';
import { outboxTable, type OutboxRow } from './event.table.js';

/** Facts that wait to be published, in the order of `seq`. */
export class SqlOutboxRepository extends OutboxRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async append(events: readonly SmsEvent[]): Promise<void> {
    const rows = events.map(event => ({ ...event, seq: 0, leaseOwner: null, leaseUntil: 0 }));
    await this.session.insert(outboxTable, rows);
  }

  async claim(request: {
    readonly owner: string;
    readonly now: number;
    readonly leaseUntil: number;
    readonly straysAfter?: number | undefined;
    readonly limit: number;
  }): Promise<readonly SmsEvent[]> {
    const free = `select seq from sms_outbox where lease_until <= ? or lease_until > ? order by seq limit ? ${this.session.skipLocked}`;
    const rows = await this.session.rows(
      `update sms_outbox set lease_owner = ?, lease_until = ? where ${this.session.amongAnswered('seq', free)}
       returning ${outboxTable.selection}`,
      [
        request.owner,
        request.leaseUntil,
        request.now,
        request.straysAfter ?? Number.MAX_SAFE_INTEGER,
        request.limit,
      ],
    );
    return rows
      .map(row => outboxTable.read(row))
      .sort((a, b) => a.seq - b.seq)
      .map(factOf);
  }

  async renew(owner: string, ids: readonly string[], until: number): Promise<void> {
    await this.session.run(
      `update sms_outbox set lease_until = ? where lease_owner = ? and ${this.session.among('id')}`,
      [until, owner, ids],
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.session.run(`delete from sms_outbox where ${this.session.among('id')}`, [ids]);
  }

  async size(): Promise<number> {
    const [row] = await this.session.rows('select count(*) from sms_outbox');
    return Number(row![0]);
  }
}

function factOf({ id, type, accountId, at, data }: OutboxRow): SmsEvent {
  return { id, type, accountId, at, data };
}
