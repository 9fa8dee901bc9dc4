import type { SmsEvent } from '@chappe/sms';
import { entity, integer, json, nullable, sequence, Table, text } from '../kernel/index.js';

/** A fact in the outbox: its place in the order, and who is publishing it until when. */
export interface OutboxRow extends SmsEvent {
  readonly seq: number;
  readonly leaseOwner: string | null;
  /** 0 while nobody has it. */
  readonly leaseUntil: number;
}

export const outboxTable = new Table<OutboxRow>('sms_outbox', {
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
