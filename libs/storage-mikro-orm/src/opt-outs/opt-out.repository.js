import { OptOutRepository } from '@chappe/sms';
import { pageOf, placeOf } from '../kernel/index.js';
import { optOutTable } from './opt-out.table.js';
/** The suppression list, by account and number. */
export class SqlOptOutRepository extends OptOutRepository {
    session;
    constructor(session) {
        super();
        this.session = session;
    }
    async add(optOuts) {
        return (await this.session.insertNew(optOutTable, optOuts, 'msisdn')).length;
    }
    async remove(accountId, msisdn) {
        const removed = await this.session.run('delete from sms_opt_outs where account_id = ? and msisdn = ?', [
            accountId,
            msisdn,
        ]);
        return removed === 1;
    }
    async among(accountId, msisdns) {
        const rows = await this.session.rows(`select msisdn from sms_opt_outs where account_id = ? and ${this.session.among('msisdn')}`, [accountId, msisdns]);
        return new Set(rows.map(([msisdn]) => String(msisdn)));
    }
    async list(accountId, page) {
        const [after = ''] = placeOf(page.cursor, ['string']) ?? [];
        const rows = await this.session.rows(`select ${optOutTable.selection} from sms_opt_outs where account_id = ? and msisdn > ?
       order by msisdn limit ?`, [accountId, after, page.limit + 1]);
        return pageOf(rows.map(row => optOutTable.read(row)), page, last => [last.msisdn]);
    }
}
//# sourceMappingURL=opt-out.repository.js.map