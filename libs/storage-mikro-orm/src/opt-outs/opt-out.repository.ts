import { OptOutRepository, type OptOut, type Page, type PageRequest } from '@chappe/sms';
import { pageOf, placeOf, type Session } from '../kernel/index.js';
import { optOutTable } from './opt-out.table.js';

/** The suppression list, by account and number. */
export class SqlOptOutRepository extends OptOutRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async add(optOuts: readonly OptOut[]): Promise<number> {
    return (await this.session.insertNew(optOutTable, optOuts, 'msisdn')).length;
  }

  async remove(accountId: string, msisdn: string): Promise<boolean> {
    const removed = await this.session.run('delete from sms_opt_outs where account_id = ? and msisdn = ?', [
      accountId,
      msisdn,
    ]);
    return removed === 1;
  }

  async among(accountId: string, msisdns: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.session.rows(
      `select msisdn from sms_opt_outs where account_id = ? and ${this.session.among('msisdn')}`,
      [accountId, msisdns],
    );
    return new Set(rows.map(([msisdn]) => String(msisdn)));
  }

  async list(accountId: string, page: PageRequest): Promise<Page<OptOut>> {
    const [after = ''] = placeOf(page.cursor, ['string']) ?? [];
    const rows = await this.session.rows(
      `select ${optOutTable.selection} from sms_opt_outs where account_id = ? and msisdn > ?
       order by msisdn limit ?`,
      [accountId, after, page.limit + 1],
    );
    return pageOf(
      rows.map(row => optOutTable.read(row)),
      page,
      last => [last.msisdn],
    );
  }
}
