import { SuppressionRepository, type UnknownNumbers } from '@chappe/sms';
import type { Session } from '../kernel/index.js';
import { unknownNumberTable } from './suppression.table.js';

/** Numbers that networks call unknown. */
export class SqlSuppressionRepository extends SuppressionRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async noteUnknown({ msisdns, at, since, suppressUntil }: UnknownNumbers): Promise<void> {
    // Always in the same order, so that two that note the same numbers wait for each other and not in a circle.
    const sorted = [...new Set(msisdns)].sort();
    await this.session.run(
      `update sms_unknown_numbers set suppressed_until = ? where told_at >= ? and ${this.session.among('msisdn')}`,
      [suppressUntil, since, sorted],
    );
    await this.session.insert(
      unknownNumberTable,
      sorted.map(msisdn => ({ msisdn, toldAt: at, suppressedUntil: null })),
      'on conflict (msisdn) do update set told_at = excluded.told_at',
    );
  }

  async among(msisdns: readonly string[], now: number): Promise<ReadonlyMap<string, number>> {
    const rows = await this.session.rows(
      `select msisdn, suppressed_until from sms_unknown_numbers
       where suppressed_until > ? and ${this.session.among('msisdn')}`,
      [now, msisdns],
    );
    return new Map(rows.map(([msisdn, until]) => [String(msisdn), Number(until)]));
  }

  async forget(msisdns: readonly string[]): Promise<number> {
    return this.session.run(`delete from sms_unknown_numbers where ${this.session.among('msisdn')}`, [
      msisdns,
    ]);
  }

  async prune(before: number, limit: number): Promise<number> {
    const old = `select msisdn from sms_unknown_numbers
       where told_at < ? and (suppressed_until is null or suppressed_until <= ?) order by told_at limit ?`;
    return this.session.run(
      `delete from sms_unknown_numbers where ${this.session.amongAnswered('msisdn', old)}`,
      [before, before, limit],
    );
  }
}
