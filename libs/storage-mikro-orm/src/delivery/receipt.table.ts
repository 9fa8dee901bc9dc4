import type { DeliveryReceipt, OrphanReceipt } from '@chappe/sms';
import { entity, integer, json, sequence, Table, text } from '../kernel/index.js';

/** A receipt that waits: its place in the order of arrival, and what it speaks of. */
export interface OrphanReceiptRow extends OrphanReceipt {
  readonly seq: number;
  readonly reference: string;
}

export const orphanReceiptTable = new Table<OrphanReceiptRow>('sms_orphan_receipts', {
  seq: sequence(),
  carrier: text(),
  reference: text(),
  receipt: json<DeliveryReceipt>(),
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
