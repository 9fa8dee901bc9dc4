import { Account, ApiToken } from '@chappe/sms';
import { entity, integer, nullable, Table, text } from '../kernel/index.js';
export const accountTable = new Table('sms_accounts', {
    id: text(),
    name: text(),
    asset: text(),
    defaultCountry: text(),
    dailyLimit: nullable(integer()),
    createdAt: integer(),
}, {}, Account.prototype);
export const accountEntity = entity(accountTable, { name: 'Account', class: Account, primaryKey: ['id'] });
export const apiTokenTable = new Table('sms_api_tokens', {
    id: text(),
    accountId: text(),
    name: text(),
    kind: text(),
    hash: text(),
    createdAt: integer(),
    revokedAt: nullable(integer()),
}, {}, ApiToken.prototype);
export const apiTokenEntity = entity(apiTokenTable, {
    name: 'ApiToken',
    class: ApiToken,
    primaryKey: ['id'],
    uniques: [
        { name: 'sms_api_tokens_hash', properties: ['hash'] },
        { name: 'sms_api_tokens_name', properties: ['accountId', 'name'], where: 'revoked_at is null' },
    ],
});
export const dailyUseTable = new Table('sms_daily_use', {
    accountId: text(),
    day: text(),
    messages: integer(),
});
export const dailyUseEntity = entity(dailyUseTable, {
    name: 'SmsDailyUse',
    primaryKey: ['accountId', 'day'],
    indexes: [{ name: 'sms_daily_use_day', properties: ['day'] }],
});
//# sourceMappingURL=account.tables.js.map