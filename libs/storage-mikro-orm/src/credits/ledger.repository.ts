import {
  EMPTY_CHAIN,
  LedgerRepository,
  appendToChain,
  type Asset,
  type ChainEnd,
  type HoldRequest,
  type HoldResolution,
  type LedgerAudit,
  type LedgerEntry,
  type LedgerHead,
  type LedgerRow,
  type Page,
  type PageRequest,
  type PlacedRow,
  type Wallet,
} from '@chappe/sms';
import {
  captureBeyondHold,
  forkedChain,
  pageOf,
  placeOf,
  safeInteger,
  type Row,
  type Session,
} from '../kernel/index.js';
import { auditLedger } from './ledger.audit.js';
import { asFound } from './ledger.evidence.js';
import { ledgerTable, walletTable, type StoredLedgerRow } from './ledger.tables.js';

/** One wallet, and where the chain of its rows ends. */
interface Chain {
  readonly accountId: string;
  readonly asset: Asset;
  readonly end: ChainEnd;
}

/** What is added to a chain, and what its wallet gains (negative: loses) by it. */
interface Addition extends Chain {
  readonly entries: readonly LedgerEntry[];
  readonly availableMicros: number;
  readonly heldMicros: number;
}

/** Where the wallet has gained already. */
const NO_GAIN = { availableMicros: 0, heldMicros: 0 };

/**
 * The books. A wallet is locked, read, and changed on the condition that it is still as it was read (no change leaves its chain
 * as long as it was); the constraints of the tables are the last word.
 */
export class SqlLedgerRepository extends LedgerRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async wallets(accountId: string): Promise<readonly Wallet[]> {
    const rows = await this.session.rows(
      `select ${walletTable.selection} from sms_wallets where account_id = ? order by asset`,
      [accountId],
    );
    return rows.map(row => {
      const { chainSeq: _seq, chainHash: _hash, ...wallet } = walletTable.read(row);
      return wallet;
    });
  }

  async topUp(request: {
    readonly id: string;
    readonly accountId: string;
    readonly asset: Asset;
    readonly micros: number;
    readonly reference: string | null;
    readonly at: number;
  }): Promise<void> {
    const { id, accountId, asset, micros, reference, at } = request;
    const [end] = await this.session.returning(
      `insert into sms_wallets (account_id, asset, available_micros, held_micros, chain_seq, chain_hash)
       values (?, ?, ?, 0, ?, ?)
       on conflict (account_id, asset) do update
       set available_micros = sms_wallets.available_micros + excluded.available_micros
       returning chain_seq, chain_hash`,
      [accountId, asset, safeInteger(micros), EMPTY_CHAIN.chainSeq, EMPTY_CHAIN.chainHash],
    );
    const from = { debit: 'funding', credit: `wallet:${accountId}` } as const;
    const entries = [
      { id, at, kind: 'top_up', asset, micros, ...from, accountId, holdId: null, resolves: null, reference },
    ] as const;
    await this.append([{ accountId, asset, end: endOf(end!), entries, ...NO_GAIN }]);
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
    const [wallet] = await this.session.rows(
      `select chain_seq, chain_hash, available_micros from sms_wallets where account_id = ? and asset = ?
       ${this.session.forUpdate}`,
      [accountId, asset],
    );
    if (!wallet || safeInteger(Number(wallet[2])) < sum) return false;
    const move = { debit: `wallet:${accountId}`, credit: `hold:${accountId}` } as const;
    const common = { at, kind: 'hold', asset, ...move, accountId, resolves: null, reference: null } as const;
    const entries = charged.map(({ holdId, micros }) => ({ ...common, id: holdId, holdId, micros }));
    await this.append([
      { accountId, asset, end: endOf(wallet), entries, availableMicros: -sum, heldMicros: sum },
    ]);
    return true;
  }

  async resolve(resolutions: readonly HoldResolution[], at: number): Promise<readonly string[]> {
    const wanted = new Map<string, number>();
    for (const { holdId, capturedMicros } of resolutions) {
      if (!wanted.has(holdId)) wanted.set(holdId, safeInteger(capturedMicros));
    }
    const ids = [...wanted.keys()];
    if (ids.length === 0) return [];
    const holds = await this.holds(ids);
    if (holds.length === 0) return [];
    // The second statement begins when the first has the wallets: what is open then stays so until we resolve it.
    const [chains, ended] = await Promise.all([this.lockChainsOf(holds), this.endedAmong(ids)]);
    const open = holds.filter(hold => !ended.has(hold.id));
    const byChain = Map.groupBy(
      open.flatMap(hold => entriesEnding(hold, wanted.get(hold.id)!, at)),
      keyOf,
    );
    await this.append(
      chains.flatMap(chain => {
        const entries = byChain.get(keyOf(chain));
        return entries ? [{ ...chain, entries, ...gainOf(entries) }] : [];
      }),
    );
    const resolved = new Set(open.map(hold => hold.id));
    return ids.filter(id => resolved.has(id));
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

  async heads(accountId: string): Promise<readonly LedgerHead[]> {
    const rows = await this.session.rows(
      'select chain_seq, chain_hash, asset from sms_wallets where account_id = ? order by asset',
      [accountId],
    );
    return rows.map(row => ({ asset: row[2] as Asset, ...endOf(row) }));
  }

  async rowsAfter(accountId: string, place: number, limit: number): Promise<readonly PlacedRow[]> {
    await this.session.breathe();
    const rows = await this.session.rows(
      `select ${ledgerTable.selection} from sms_ledger where account_id = ? and seq > ? order by seq limit ?`,
      [accountId, place, limit],
    );
    return rows.map(asFound);
  }

  async findInChain(accountId: string, asset: Asset, chainSeq: number): Promise<PlacedRow | undefined> {
    const [row] = await this.session.rows(
      `select ${ledgerTable.selection} from sms_ledger where account_id = ? and asset = ? and chain_seq = ?
       order by seq limit 1`,
      [accountId, asset, chainSeq],
    );
    return row && asFound(row);
  }

  async nextAccount(after: string): Promise<string | undefined> {
    const first = (table: string) =>
      `select * from (select account_id from ${table} where account_id > ? order by account_id limit 1) as ${table}_next`;
    const [row] = await this.session.rows(
      `${first('sms_wallets')} union ${first('sms_ledger')} order by account_id limit 1`,
      [after, after],
    );
    return row && String(row[0]);
  }

  /** The chains that these holds belong to; their wallets are locked, always in the same order. */
  private async lockChainsOf(holds: readonly StoredLedgerRow[]): Promise<readonly Chain[]> {
    const rows = await this.session.rows(
      `select chain_seq, chain_hash, account_id, asset from sms_wallets
       where ${this.session.among('account_id')} and ${this.session.among('asset')}
       order by account_id, asset ${this.session.forUpdate}`,
      [[...new Set(holds.map(hold => hold.accountId))], [...new Set(holds.map(hold => hold.asset))]],
    );
    return rows.map(row => ({ accountId: String(row[2]), asset: row[3] as Asset, end: endOf(row) }));
  }

  /** The holds among these ids, in the order of their ids. What was held for stays in the books as it is. */
  private async holds(ids: readonly string[]): Promise<readonly StoredLedgerRow[]> {
    const rows = await this.session.rows(
      `select ${ledgerTable.selection} from sms_ledger
       where ${this.session.among('id')} and kind = 'hold' order by id`,
      [ids],
    );
    return rows.map(row => ledgerTable.read(row));
  }

  /** Which of these holds something resolves already. */
  private async endedAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.session.rows(
      `select resolves from sms_ledger where ${this.session.among('resolves')}`,
      [ids],
    );
    return new Set(rows.map(([id]) => String(id)));
  }

  /** Adds to chains whose wallets this transaction has locked; the statements do not wait for one another. */
  private async append(additions: readonly Addition[]): Promise<void> {
    const grown = additions.map(addition => {
      const rows = appendToChain(addition.end, addition.entries);
      return { ...addition, rows, last: rows.at(-1)! };
    });
    const rows = grown.flatMap(addition => addition.rows.map(row => ({ ...row, seq: 0 })));
    const [moved] = await Promise.all([
      Promise.all(grown.map(({ last, ...addition }) => this.moveWallet(addition, last))),
      this.session.insert(ledgerTable, rows),
    ]);
    const forked = moved.indexOf(0);
    if (forked >= 0) throw forkedChain(additions[forked]!.accountId, additions[forked]!.asset);
  }

  private moveWallet({ accountId, asset, end, availableMicros, heldMicros }: Addition, last: ChainEnd) {
    return this.session.run(
      `update sms_wallets set available_micros = available_micros + ?, held_micros = held_micros + ?,
       chain_seq = ?, chain_hash = ? where account_id = ? and asset = ? and chain_seq = ?`,
      [availableMicros, heldMicros, last.chainSeq, last.chainHash, accountId, asset, end.chainSeq],
    );
  }
}

/** What tells chains apart. */
function keyOf({ accountId, asset }: Pick<Chain, 'accountId' | 'asset'>): string {
  return `${asset} ${accountId}`;
}

/** The end of a chain, from a row that begins with it. */
function endOf([chainSeq, chainHash]: Row): ChainEnd {
  return { chainSeq: safeInteger(Number(chainSeq)), chainHash: String(chainHash) };
}

/** What a wallet gains by entries that move credit out of holds. */
function gainOf(entries: readonly LedgerEntry[]) {
  let availableMicros = 0;
  let heldMicros = 0;
  for (const { kind, micros } of entries) {
    heldMicros -= micros;
    if (kind === 'release') availableMicros += micros;
  }
  return { availableMicros, heldMicros };
}

/** What ends a hold: what is captured, then what is released. The first of them is the one that resolves it. */
function entriesEnding(hold: LedgerEntry, capturedMicros: number, at: number): readonly LedgerEntry[] {
  const { id: holdId, accountId, asset, micros } = hold;
  if (capturedMicros < 0 || capturedMicros > micros) {
    throw captureBeyondHold(holdId, micros, capturedMicros);
  }
  const common = { at, asset, debit: `hold:${accountId}`, accountId, holdId, reference: null } as const;
  const wallet = `wallet:${accountId}` as const;
  const entries = [
    { ...common, id: `${holdId}:capture`, kind: 'capture', credit: 'revenue', micros: capturedMicros },
    { ...common, id: `${holdId}:release`, kind: 'release', credit: wallet, micros: micros - capturedMicros },
  ] as const;
  return entries
    .filter(entry => entry.micros > 0)
    .map((entry, index) => ({ ...entry, resolves: index === 0 ? holdId : null }));
}
