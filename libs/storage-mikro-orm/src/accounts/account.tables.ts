import { Account, ApiToken } from '@chappe/sms';
import { entity, integer, nullable, Table, text, type EntityShape } from '../kernel/index.js';

export const accountTable = new Table<Account>(
  'sms_accounts',
  {
    id: text(),
    name: text(),
    asset: text(),
    defaultCountry: text(),
    dailyLimit: nullable(integer()),
    createdAt: integer(),
  },
  {},
  Account.prototype,
);

const accountShape: EntityShape<Account> = { name: 'Account', primaryKey: ['id'] };
export const accountSchema = entity(accountTable, accountShape);
export const accountEntity = entity(accountTable, accountShape, Account);

export const apiTokenTable = new Table<ApiToken>(
  'sms_api_tokens',
  {
    id: text(),
    accountId: text(),
    name: text(),
    kind: text(),
    hash: text(),
    createdAt: integer(),
    revokedAt: nullable(integer()),
  },
  {},
  ApiToken.prototype,
);

const apiTokenShape: EntityShape<ApiToken> = {
  name: 'ApiToken',
  primaryKey: ['id'],
  uniques: [
    { name: 'sms_api_tokens_hash', properties: ['hash'] },
    { name: 'sms_api_tokens_name', properties: ['accountId', 'name'], where: 'revoked_at is null' },
  ],
};
export const apiTokenSchema = entity(apiTokenTable, apiTokenShape);
export const apiTokenEntity = entity(apiTokenTable, apiTokenShape, ApiToken);

/** How many messages an account has had accepted on one day (UTC). */
export interface DailyUse {
  readonly accountId: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly messages: number;
}

export const dailyUseTable = new Table<DailyUse>('sms_daily_use', {
  accountId: text(),
  day: text(),
  messages: integer(),
});

export const dailyUseEntity = entity(dailyUseTable, {
  name: 'SmsDailyUse',
  primaryKey: ['accountId', 'day'],
  indexes: [{ name: 'sms_daily_use_day', properties: ['day'] }],
});
