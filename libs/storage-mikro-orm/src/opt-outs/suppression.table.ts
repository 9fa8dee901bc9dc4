import { entity, integer, nullable, Table, text } from '../kernel/index.js';

/** A number that networks call unknown: since when, and until when it is left alone. */
export const unknownNumberTable = new Table<{
  readonly msisdn: string;
  readonly toldAt: number;
  readonly suppressedUntil: number | null;
}>('sms_unknown_numbers', { msisdn: text(), toldAt: integer(), suppressedUntil: nullable(integer()) });

export const unknownNumberEntity = entity(unknownNumberTable, {
  name: 'SmsUnknownNumber',
  primaryKey: ['msisdn'],
  indexes: [{ name: 'sms_unknown_numbers_age', properties: ['toldAt'] }],
});
