import { integer, text } from './column.js';
import { entity } from './entity.js';
import { Table } from './table.js';
export const idempotencyTable = new Table('sms_idempotency', {
    accountId: text(),
    key: text(),
    requestHash: text(),
    answer: text(),
    createdAt: integer(),
});
export const idempotencyEntity = entity(idempotencyTable, {
    name: 'SmsIdempotencyRecord',
    primaryKey: ['accountId', 'key'],
    indexes: [{ name: 'sms_idempotency_age', properties: ['createdAt'] }],
});
//# sourceMappingURL=idempotency.table.js.map