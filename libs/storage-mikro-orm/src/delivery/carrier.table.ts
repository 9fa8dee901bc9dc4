import { entity, integer, Table, text } from '../kernel/index.js';

/** Which carriers are held up by hand, and since when. */
export const pausedCarrierTable = new Table<{ readonly carrier: string; readonly pausedAt: number }>(
  'sms_paused_carriers',
  { carrier: text(), pausedAt: integer() },
);

export const pausedCarrierEntity = entity(pausedCarrierTable, {
  name: 'SmsPausedCarrier',
  primaryKey: ['carrier'],
});
