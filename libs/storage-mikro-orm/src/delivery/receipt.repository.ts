import { ReceiptRepository, type OrphanReceipt, type Page, type PageRequest } from '@chappe/sms';
import { pageOf, placeOf, type Session } from '../kernel/index.js';
import { orphanReceiptTable } from './receipt.table.js';

/** Receipts that cannot be matched yet, in the order in which they came. */
export class SqlReceiptRepository extends ReceiptRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async keep(orphans: readonly OrphanReceipt[]): Promise<void> {
    const rows = orphans.map(orphan => ({ ...orphan, seq: 0, reference: orphan.receipt.reference }));
    await this.session.insert(orphanReceiptTable, rows);
  }

  async take(
    keys: readonly { readonly carrier: string; readonly reference: string }[],
  ): Promise<readonly OrphanReceipt[]> {
    const byCarrier = Map.groupBy(keys, key => key.carrier);
    const taken = await Promise.all(
      [...byCarrier].map(([carrier, ofCarrier]) =>
        this.session.rows(
          `delete from sms_orphan_receipts where carrier = ? and ${this.session.among('reference')}
           returning ${orphanReceiptTable.selection}`,
          [carrier, ofCarrier.map(key => key.reference)],
        ),
      ),
    );
    return taken
      .flat()
      .map(row => orphanReceiptTable.read(row))
      .sort((a, b) => a.seq - b.seq)
      .map(({ carrier, receipt, receivedAt }) => ({ carrier, receipt, receivedAt }));
  }

  async list(page: PageRequest, since = 0): Promise<Page<OrphanReceipt>> {
    const place = placeOf(page.cursor, ['number', 'number']) ?? [since, 0];
    // By their dates first, which have an index: what came lately is found behind any number that came long ago.
    const rows = await this.session.rows(
      `select ${orphanReceiptTable.selection} from sms_orphan_receipts
       where (received_at, seq) > (?, ?) order by received_at, seq limit ?`,
      [...place, page.limit + 1],
    );
    const { data, next } = pageOf(
      rows.map(row => orphanReceiptTable.read(row)),
      page,
      last => [last.receivedAt, last.seq],
    );
    return {
      data: data.map(({ carrier, receipt, receivedAt }) => ({ carrier, receipt, receivedAt })),
      next,
    };
  }

  async count(): Promise<number> {
    const [row] = await this.session.rows('select count(*) from sms_orphan_receipts');
    return Number(row![0]);
  }

  async prune(before: number, limit: number): Promise<number> {
    const old = 'select seq from sms_orphan_receipts where received_at < ? order by received_at limit ?';
    return this.session.run(
      `delete from sms_orphan_receipts where ${this.session.amongAnswered('seq', old)}`,
      [before, limit],
    );
  }
}
