import type { SlotHolder } from '@chappe/sms';
import { entity, integer, Table, text } from '../kernel/index.js';

/** Which processes share what a carrier allows to all of them. */
export const slotTable = new Table<SlotHolder>('sms_carrier_slots', {
  carrier: text(),
  node: text(),
  slots: integer(),
  beat: integer(),
});

export const slotEntity = entity(slotTable, { name: 'SmsCarrierSlots', primaryKey: ['carrier', 'node'] });
