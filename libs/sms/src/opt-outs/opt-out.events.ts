import type { Ids } from '../kernel/index.js';
import type { SmsEvent } from '../events/index.js';
import type { OptOut, OptOutSource } from './opt-out.js';

/** A number came onto an account's list, or left it. */
export type OptOutAdded = SmsEvent<
  'opt_out.added',
  { readonly msisdn: string; readonly source: OptOutSource }
>;
export type OptOutRemoved = SmsEvent<'opt_out.removed', { readonly msisdn: string }>;

/** The fact that a number must not be sent to any more. */
export function optOutAdded(ids: Ids, { accountId, msisdn, source, at }: OptOut): OptOutAdded {
  return { id: ids.next('evt'), type: 'opt_out.added', accountId, at, data: { msisdn, source } };
}

/** The fact that a number may be sent to again. */
export function optOutRemoved(ids: Ids, { accountId, msisdn, at }: Omit<OptOut, 'source'>): OptOutRemoved {
  return { id: ids.next('evt'), type: 'opt_out.removed', accountId, at, data: { msisdn } };
}
