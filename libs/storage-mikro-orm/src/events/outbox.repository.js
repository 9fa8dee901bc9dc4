import { OutboxRepository } from '@chappe/sms';
import { outboxTable } from './event.table.js';
/** Facts that wait to be published, in the order of `seq`. */
export class SqlOutboxRepository extends OutboxRepository {
    session;
    constructor(session) {
        super();
        this.session = session;
    }
    async append(events) {
        const rows = events.map(event => ({ ...event, seq: 0, leaseOwner: null, leaseUntil: 0 }));
        await this.session.insert(outboxTable, rows);
    }
    async claim(request) {
        const rows = await this.session.rows(`update sms_outbox set lease_owner = ?, lease_until = ? where seq in (
         select seq from sms_outbox where lease_until <= ? order by seq limit ? ${this.session.skipLocked})
       returning ${outboxTable.selection}`, [request.owner, request.leaseUntil, request.now, request.limit]);
        return rows
            .map(row => outboxTable.read(row))
            .sort((a, b) => a.seq - b.seq)
            .map(factOf);
    }
    async remove(ids) {
        await this.session.run(`delete from sms_outbox where ${this.session.among('id')}`, [ids]);
    }
    async size() {
        const [row] = await this.session.rows('select count(*) from sms_outbox');
        return Number(row[0]);
    }
}
function factOf({ id, type, accountId, at, data }) {
    return { id, type, accountId, at, data };
}
//# sourceMappingURL=outbox.repository.js.map