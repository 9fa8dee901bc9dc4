import { ReceiptRepository } from '@chappe/sms';
import { orphanReceiptTable } from './receipt.table.js';
/** Receipts that cannot be matched yet, in the order in which they came. */
export class SqlReceiptRepository extends ReceiptRepository {
    session;
    constructor(session) {
        super();
        this.session = session;
    }
    async keep(orphans) {
        const rows = orphans.map(orphan => ({ ...orphan, seq: 0, reference: orphan.receipt.reference }));
        await this.session.insert(orphanReceiptTable, rows);
    }
    async take(keys) {
        const byCarrier = Map.groupBy(keys, key => key.carrier);
        const taken = await Promise.all([...byCarrier].map(([carrier, ofCarrier]) => this.session.rows(`delete from sms_orphan_receipts where carrier = ? and ${this.session.among('reference')}
           returning ${orphanReceiptTable.selection}`, [carrier, ofCarrier.map(key => key.reference)])));
        return taken
            .flat()
            .map(row => orphanReceiptTable.read(row))
            .sort((a, b) => a.seq - b.seq)
            .map(({ carrier, receipt, receivedAt }) => ({ carrier, receipt, receivedAt }));
    }
    async count() {
        const [row] = await this.session.rows('select count(*) from sms_orphan_receipts');
        return Number(row[0]);
    }
    async prune(before, limit) {
        return this.session.run(`delete from sms_orphan_receipts where seq in (
         select seq from sms_orphan_receipts where received_at < ? order by received_at limit ?)`, [before, limit]);
    }
}
//# sourceMappingURL=receipt.repository.js.map