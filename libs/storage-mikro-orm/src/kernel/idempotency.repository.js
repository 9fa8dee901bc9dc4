import { IdempotencyRepository } from '@chappe/sms';
import { idempotencyTable } from './idempotency.table.js';
/** Answers to repeatable requests, by account and key. */
export class SqlIdempotencyRepository extends IdempotencyRepository {
    session;
    constructor(session) {
        super();
        this.session = session;
    }
    async find(accountId, key) {
        await this.session.reserve(`${accountId}\n${key}`);
        const [row] = await this.session.rows(`select ${idempotencyTable.selection} from sms_idempotency where account_id = ? and key = ?`, [accountId, key]);
        return row && idempotencyTable.read(row);
    }
    async add(record) {
        return (await this.session.insertNew(idempotencyTable, [record], 'key')).length === 1;
    }
    async prune(before, limit) {
        return this.session.run(`delete from sms_idempotency where (account_id, key) in (
         select account_id, key from sms_idempotency where created_at < ? order by created_at limit ?)`, [before, limit]);
    }
}
//# sourceMappingURL=idempotency.repository.js.map