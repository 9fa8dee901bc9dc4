import { entity, integer, json, nullable, sequence, Table, text } from '../kernel/index.js';
export const outboxTable = new Table('sms_outbox', {
    seq: sequence(),
    id: text(),
    type: text(),
    accountId: text(),
    at: integer(),
    data: json(),
    leaseOwner: nullable(text()),
    leaseUntil: integer(),
});
export const outboxEntity = entity(outboxTable, {
    name: 'SmsOutboxRow',
    primaryKey: ['seq'],
    uniques: [{ name: 'sms_outbox_id', properties: ['id'] }],
});
//# sourceMappingURL=event.table.js.map