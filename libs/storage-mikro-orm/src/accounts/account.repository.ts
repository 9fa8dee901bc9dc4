import { AccountRepository, type Account, type ApiToken } from '@chappe/sms';
import { missingRows, safeInteger, type Session, type Table } from '../kernel/index.js';
import { accountTable, apiTokenTable } from './account.tables.js';

/** Accounts, their tokens, and what they used of each day. */
export class SqlAccountRepository extends AccountRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async add(account: Account): Promise<void> {
    await this.session.insert(accountTable, [account]);
  }

  async save(account: Account): Promise<void> {
    await this.replace(accountTable, account);
  }

  get(id: string): Promise<Account | undefined> {
    return this.find(id, '');
  }

  async lock(id: string): Promise<Account | undefined> {
    return this.find(id, this.session.forUpdate);
  }

  async count(): Promise<number> {
    const [row] = await this.session.rows('select count(*) from sms_accounts');
    return Number(row![0]);
  }

  async addToken(token: ApiToken): Promise<void> {
    await this.session.insert(apiTokenTable, [token]);
  }

  async saveToken(token: ApiToken): Promise<void> {
    await this.replace(apiTokenTable, token);
  }

  async activeTokens(accountId: string): Promise<readonly ApiToken[]> {
    const rows = await this.session.rows(
      `select ${apiTokenTable.selection} from sms_api_tokens where account_id = ? and revoked_at is null
       order by created_at, id ${this.session.forUpdateIfWriting}`,
      [accountId],
    );
    return rows.map(row => apiTokenTable.read(row));
  }

  async findByTokenHash(
    hash: string,
  ): Promise<{ readonly account: Account; readonly token: ApiToken } | undefined> {
    const [row] = await this.session.rows(
      `select ${accountTable.list(accountTable.properties, 'a.')}, ${apiTokenTable.list(apiTokenTable.properties, 't.')}
       from sms_api_tokens t join sms_accounts a on a.id = t.account_id
       where t.hash = ? and t.revoked_at is null`,
      [hash],
    );
    if (!row) return undefined;
    const cut = accountTable.properties.length;
    return { account: accountTable.read(row.slice(0, cut)), token: apiTokenTable.read(row.slice(cut)) };
  }

  async useDailyLimit(
    accountId: string,
    day: string,
    messages: number,
    limit: number | null,
  ): Promise<boolean> {
    const most = limit ?? Number.MAX_SAFE_INTEGER;
    if (safeInteger(messages) > most) return false;
    const changed = await this.session.run(
      `insert into sms_daily_use (account_id, day, messages) values (?, ?, ?)
       on conflict (account_id, day) do update set messages = sms_daily_use.messages + excluded.messages
       where sms_daily_use.messages + excluded.messages <= ?`,
      [accountId, day, messages, most],
    );
    return changed === 1;
  }

  async usedOn(accountId: string, day: string): Promise<number> {
    const [row] = await this.session.rows(
      'select messages from sms_daily_use where account_id = ? and day = ?',
      [accountId, day],
    );
    return row ? safeInteger(Number(row[0])) : 0;
  }

  async pruneDailyUse(day: string): Promise<number> {
    return this.session.run('delete from sms_daily_use where day < ?', [day]);
  }

  private async find(id: string, lock: string): Promise<Account | undefined> {
    const [row] = await this.session.rows(
      `select ${accountTable.selection} from sms_accounts where id = ? ${lock}`,
      [id],
    );
    return row && accountTable.read(row);
  }

  private async replace<T extends { readonly id: string }>(table: Table<T>, thing: T): Promise<void> {
    const changed = table.properties.filter(property => property !== 'id');
    const found = await this.session.update(table, [thing], changed, ['id']);
    if (found !== 1) throw missingRows(table.name, 1, found);
  }
}
