import {
  LedgerRepository,
  type Asset,
  type HoldRequest,
  type HoldResolution,
  type LedgerAudit,
  type LedgerRow,
  type Page,
  type PageRequest,
  type Wallet,
} from '@chappe/sms';
import { captureBeyondHold, pageOf, placeOf, safeInteger, type Session } from '../kernel/index.js';
import { auditLedger } from './ledger.audit.js';
import { ledgerTable, walletTable, type LedgerEntry } from './ledger.tables.js';

/** What one wallet gains (negative: loses) when holds are resolved. */
interface WalletChange {
  readonly accountId: string;
  readonly asset: Asset;
  availableMicros: number;
  heldMicros: number;
}

/** The books. Wallets change by conditional updates alone; the constraints of the tables are the last word. */
export class SqlLedgerRepository extends LedgerRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async wallets(accountId: string): Promise<readonly Wallet[]> {
    const rows = await this.session.rows(
      `select ${walletTable.selection} from sms_wallets where account_id = ? order by asset`,
      [accountId],
    );
    return rows.map(row => walletTable.read(row));
  }

  async topUp(request: {
    readonly id: string;
    readonly accountId: string;
    readonly asset: Asset;
    readonly micros: number;
    readonly reference: string | null;
    readonly at: number;
  }): Promise<void> {
    const { accountId, asset, micros } = request;
    await this.session.run(
      `insert into sms_wallets (account_id, asset, available_micros, held_micros) values (?, ?, ?, 0)
       on conflict (account_id, asset) do update
       set available_micros = sms_wallets.available_micros + excluded.available_micros`,
      [accountId, asset, safeInteger(micros)],
    );
    const from = { debit: 'funding', credit: `wallet:${accountId}` } as const;
    await this.session.insert(ledgerTable, [
      { ...request, ...from, seq: 0, kind: 'top_up', holdId: null, resolves: null },
    ]);
  }

  async hold(
    accountId: string,
    asset: Asset,
    requests: readonly HoldRequest[],
    at: number,
  ): Promise<boolean> {
    const charged = requests.filter(({ micros }) => micros !== 0);
    if (charged.length === 0) return true;
    const sum = safeInteger(charged.reduce((total, { micros }) => total + micros, 0));
    const changed = await this.session.run(
      `update sms_wallets set available_micros = available_micros - ?, held_micros = held_micros + ?
       where account_id = ? and asset = ? and available_micros >= ?`,
      [sum, sum, accountId, asset, sum],
    );
    if (changed === 0) return false;
    const move = { debit: `wallet:${accountId}`, credit: `hold:${accountId}` } as const;
    const common = {
      ...move,
      seq: 0,
      at,
      kind: 'hold',
      asset,
      accountId,
      resolves: null,
      reference: null,
    } as const;
    await this.session.insert(
      ledgerTable,
      charged.map(({ holdId, micros }) => ({ ...common, id: holdId, holdId, micros })),
    );
    return true;
  }

  async resolve(resolutions: readonly HoldResolution[], at: number): Promise<readonly string[]> {
    const wanted = new Map<string, number>();
    for (const { holdId, capturedMicros } of resolutions) {
      if (!wanted.has(holdId)) wanted.set(holdId, safeInteger(capturedMicros));
    }
    if (wanted.size === 0) return [];
    const open = await this.openHolds([...wanted.keys()]);
    const first = new Map(open.map(hold => [hold.id, endOf(hold, wanted.get(hold.id)!, at)]));
    // The unique `resolves` decides who of several callers resolves a hold; the others pass over it.
    const resolving = [...first.values()].map(rows => rows[0]!);
    const resolved = new Set(await this.session.insertNew(ledgerTable, resolving, 'resolves'));
    const mine = open.filter(hold => resolved.has(hold.id));
    await this.session.insert(
      ledgerTable,
      mine.flatMap(hold => first.get(hold.id)!.slice(1)),
    );
    await this.changeWallets(mine.map(hold => first.get(hold.id)!).flat());
    return [...wanted.keys()].filter(id => resolved.has(id));
  }

  async rows(accountId: string, page: PageRequest): Promise<Page<LedgerRow>> {
    const [before = Number.MAX_SAFE_INTEGER] = placeOf(page.cursor, ['number']) ?? [];
    const rows = await this.session.rows(
      `select ${ledgerTable.selection} from sms_ledger where account_id = ? and seq < ?
       order by seq desc limit ?`,
      [accountId, before, page.limit + 1],
    );
    const { data, next } = pageOf(
      rows.map(row => ledgerTable.read(row)),
      page,
      last => [last.seq],
    );
    return { data: data.map(({ seq: _seq, ...row }) => row), next };
  }

  audit(): Promise<LedgerAudit> {
    return auditLedger(this.session);
  }

  /** The holds among these ids that nothing resolves yet, in the order of their ids. */
  private async openHolds(ids: readonly string[]): Promise<readonly LedgerEntry[]> {
    const rows = await this.session.rows(
      `select ${ledgerTable.list(ledgerTable.properties, 'h.')} from sms_ledger h
       where ${this.session.among('h.id')} and h.kind = 'hold'
       and not exists (select 1 from sms_ledger r where r.resolves = h.id) order by h.id`,
      [ids],
    );
    return rows.map(row => ledgerTable.read(row));
  }

  /** Brings the wallets up to what these rows moved out of holds: one update each, always in the same order. */
  private async changeWallets(rows: readonly LedgerEntry[]): Promise<void> {
    const changes = new Map<string, WalletChange>();
    for (const { accountId, asset, micros, kind } of rows) {
      const key = `${accountId}\n${asset}`;
      const change = changes.get(key) ?? { accountId, asset, availableMicros: 0, heldMicros: 0 };
      change.heldMicros -= micros;
      if (kind === 'release') change.availableMicros += micros;
      changes.set(key, change);
    }
    for (const [, change] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await this.session.run(
        `update sms_wallets set available_micros = available_micros + ?, held_micros = held_micros + ?
         where account_id = ? and asset = ?`,
        [change.availableMicros, change.heldMicros, change.accountId, change.asset],
      );
    }
  }
}

/** The rows that end a hold: what is captured, then what is released. The first of them is the one that resolves it. */
function endOf(hold: LedgerEntry, capturedMicros: number, at: number): readonly LedgerEntry[] {
  if (capturedMicros < 0 || capturedMicros > hold.micros) {
    throw captureBeyondHold(hold.id, hold.micros, capturedMicros);
  }
  const base = { ...hold, at, debit: `hold:${hold.accountId}`, holdId: hold.id, resolves: null } as const;
  const wallet = `wallet:${hold.accountId}` as const;
  const [first, ...rest]: LedgerEntry[] = [
    {
      ...base,
      id: `${hold.id}:capture`,
      kind: 'capture',
      credit: 'revenue',
      micros: capturedMicros,
    } as const,
    {
      ...base,
      id: `${hold.id}:release`,
      kind: 'release',
      credit: wallet,
      micros: hold.micros - capturedMicros,
    } as const,
  ].filter(row => row.micros > 0);
  return [{ ...first!, resolves: hold.id }, ...rest];
}
