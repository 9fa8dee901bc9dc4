import { Account, AccountRepository, ApiToken, SmsError } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

/** Accounts in memory. */
export class MemoryAccountRepository extends AccountRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async add(account: Account): Promise<void> {
    this.tables.accounts.add(account.id, account);
  }

  async save(account: Account): Promise<void> {
    this.tables.accounts.replace(account.id, account);
  }

  async get(id: string): Promise<Account | undefined> {
    const row = this.tables.accounts.get(id);
    return row && accountOf(row);
  }

  async lock(id: string): Promise<Account | undefined> {
    const row = this.tables.accounts.lock(id);
    return row && accountOf(row);
  }

  async count(): Promise<number> {
    return this.tables.accounts.all().length;
  }

  async addToken(token: ApiToken): Promise<void> {
    const taken = this.active().some(
      other =>
        other.hash === token.hash || (other.accountId === token.accountId && other.name === token.name),
    );
    if (taken && token.revokedAt === null) {
      throw new SmsError(
        'duplicate',
        `The account has an active token "${token.name}" already. Choose another name.`,
      );
    }
    this.tables.tokens.add(token.id, token);
  }

  async saveToken(token: ApiToken): Promise<void> {
    this.tables.tokens.replace(token.id, token);
  }

  async activeTokens(accountId: string): Promise<readonly ApiToken[]> {
    return this.active()
      .filter(token => token.accountId === accountId)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .map(tokenOf);
  }

  async findByTokenHash(
    hash: string,
  ): Promise<{ readonly account: Account; readonly token: ApiToken } | undefined> {
    const token = this.active().find(candidate => candidate.hash === hash);
    const account = token && this.tables.accounts.get(token.accountId);
    return token && account && { account: accountOf(account), token: tokenOf(token) };
  }

  async useDailyLimit(
    accountId: string,
    day: string,
    messages: number,
    limit: number | null,
  ): Promise<boolean> {
    const used = (await this.usedOn(accountId, day)) + messages;
    if (used > (limit ?? Number.MAX_SAFE_INTEGER)) return false;
    this.tables.dailyUse.put(`${accountId}\n${day}`, { accountId, day, messages: used });
    return true;
  }

  async usedOn(accountId: string, day: string): Promise<number> {
    return this.tables.dailyUse.get(`${accountId}\n${day}`)?.messages ?? 0;
  }

  async pruneDailyUse(day: string): Promise<number> {
    const old = this.tables.dailyUse.all().filter(use => use.day < day);
    return old.filter(use => this.tables.dailyUse.remove(`${use.accountId}\n${use.day}`)).length;
  }

  private active(): ApiToken[] {
    return this.tables.tokens.all().filter(token => token.revokedAt === null);
  }
}

function accountOf(row: Account): Account {
  return Object.assign(Object.create(Account.prototype) as Account, row);
}

function tokenOf(row: ApiToken): ApiToken {
  return Object.assign(Object.create(ApiToken.prototype) as ApiToken, row);
}
