import { OptOutRepository, type OptOut, type Page, type PageRequest } from '@chappe/sms';
import { pageAfter } from './memory-page.js';
import type { MemoryTables } from './memory-tables.js';

/** The suppression list, in memory. */
export class MemoryOptOutRepository extends OptOutRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async add(optOuts: readonly OptOut[]): Promise<number> {
    let added = 0;
    for (const optOut of optOuts) {
      const key = `${optOut.accountId}\n${optOut.msisdn}`;
      if (this.tables.optOuts.has(key)) continue;
      this.tables.optOuts.put(key, optOut);
      added += 1;
    }
    return added;
  }

  async remove(accountId: string, msisdn: string): Promise<boolean> {
    return this.tables.optOuts.remove(`${accountId}\n${msisdn}`);
  }

  async among(accountId: string, msisdns: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(msisdns.filter(msisdn => this.tables.optOuts.has(`${accountId}\n${msisdn}`)));
  }

  async list(accountId: string, page: PageRequest): Promise<Page<OptOut>> {
    const sorted = this.tables.optOuts
      .all()
      .filter(optOut => optOut.accountId === accountId)
      .sort((a, b) => (a.msisdn < b.msisdn ? -1 : 1));
    return pageAfter(sorted, page, optOut => optOut.msisdn, false);
  }
}
