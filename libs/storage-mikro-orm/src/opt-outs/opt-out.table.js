import { entity, integer, Table, text } from '../kernel/index.js';
export const optOutTable = new Table('sms_opt_outs', {
    accountId: text(),
    msisdn: text(),
    source: text(),
    at: integer(),
});
export const optOutEntity = entity(optOutTable, { name: 'SmsOptOut', primaryKey: ['accountId', 'msisdn'] });
//# sourceMappingURL=opt-out.table.js.map