import type { OptOut } from '@chappe/sms';
import { entity, integer, Table, text } from '../kernel/index.js';

export const optOutTable = new Table<OptOut>('sms_opt_outs', {
  accountId: text(),
  msisdn: text(),
  source: text(),
  at: integer(),
});

export const optOutEntity = entity(optOutTable, { name: 'SmsOptOut', primaryKey: ['accountId', 'msisdn'] });
