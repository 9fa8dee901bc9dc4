import { SuppressionRepository, type UnknownNumbers } from '@chappe/sms';
import type { MemoryTables } from './memory-tables.js';

/** Numbers that networks call unknown, in memory. */
export class MemorySuppressionRepository extends SuppressionRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async noteUnknown({ msisdns, at, since, suppressUntil }: UnknownNumbers): Promise<void> {
    for (const msisdn of new Set(msisdns)) {
      const before = this.tables.unknownNumbers.get(msisdn);
      const isSecond = before !== undefined && before.toldAt >= since;
      const suppressedUntil = isSecond ? suppressUntil : (before?.suppressedUntil ?? null);
      this.tables.unknownNumbers.put(msisdn, { msisdn, toldAt: at, suppressedUntil });
    }
  }

  async among(msisdns: readonly string[], now: number): Promise<ReadonlyMap<string, number>> {
    return new Map(
      msisdns.flatMap(msisdn => {
        const until = this.tables.unknownNumbers.get(msisdn)?.suppressedUntil ?? null;
        return until !== null && until > now ? [[msisdn, until] as const] : [];
      }),
    );
  }

  async forget(msisdns: readonly string[]): Promise<number> {
    return msisdns.filter(msisdn => this.tables.unknownNumbers.remove(msisdn)).length;
  }

  async prune(before: number, limit: number): Promise<number> {
    const old = this.tables.unknownNumbers
      .all()
      .filter(({ toldAt, suppressedUntil }) => toldAt < before && (suppressedUntil ?? 0) <= before)
      .slice(0, limit);
    for (const { msisdn } of old) this.tables.unknownNumbers.remove(msisdn);
    return old.length;
  }
}
