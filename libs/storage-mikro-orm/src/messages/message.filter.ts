import type { MessageFilter } from '@chappe/sms';
import type { Parameter } from '../kernel/index.js';

/** Whether a filter asks for one phone, tag or campaign: then the index of those is the shorter way, whatever the state. */
export function isNarrow({ to, tag, campaignId }: MessageFilter): boolean {
  return to !== undefined || tag !== undefined || campaignId !== undefined;
}

/** The condition that a filter stands for, but for the states, and the values in it. Hidden messages never fit. */
export function conditionOf(filter: MessageFilter): {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
} {
  const terms: readonly (readonly [sql: string, value: Parameter | undefined])[] = [
    ['account_id = ?', filter.accountId],
    ['recipient = ?', filter.to],
    ['sender = ?', filter.from],
    ['tag = ?', filter.tag],
    ['campaign_id = ?', filter.campaignId],
    ['created_at >= ?', filter.since],
    ['created_at < ?', filter.until],
  ];
  const given = terms.filter((term): term is readonly [string, Parameter] => term[1] !== undefined);
  return {
    sql: ['hidden_at is null', ...given.map(([sql]) => sql)].join(' and '),
    parameters: given.map(([, value]) => value),
  };
}
