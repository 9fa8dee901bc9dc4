import { entity, integer, json, sequence, Table, text } from '../kernel/index.js';
export const orphanReceiptTable = new Table('sms_orphan_receipts', {
    seq: sequence(),
    carrier: text(),
    reference: text(),
    receipt: json(),
    receivedAt: integer(),
});
export const orphanReceiptEntity = entity(orphanReceiptTable, {
    name: 'SmsOrphanReceipt',
    primaryKey: ['seq'],
    indexes: [
        { name: 'sms_orphan_receipts_reference', properties: ['carrier', 'reference'] },
        { name: 'sms_orphan_receipts_age', properties: ['receivedAt'] },
    ],
});
//# sourceMappingURL=receipt.table.js.map