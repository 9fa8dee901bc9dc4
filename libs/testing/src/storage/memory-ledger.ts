import {
  EMPTY_CHAIN,
  LedgerRepository,
  SmsError,
  appendToChain,
  money,
  type Asset,
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
import { pageAfter } from './memory-page.js';
import type { MemoryTables, StoredWallet } from './memory-tables.js';

/** The books in memory. */
export class MemoryLedgerRepository extends LedgerRepository {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  async wallets(accountId: string): Promise<readonly Wallet[]> {
    return this.tables.wallets
      .all()
      .filter(wallet => wallet.accountId === accountId)
      .sort((a, b) => (a.asset < b.asset ? -1 : 1))
      .map(walletOf);
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
    const credit = `wallet:${accountId}` as const;
    this.write({ ...request, kind: 'top_up', debit: 'funding', credit, holdId: null, resolves: null });
    this.change(accountId, asset, micros, 0);
  }

  async hold(
    accountId: string,
    asset: Asset,
    requests: readonly HoldRequest[],
    at: number,
  ): Promise<boolean> {
    const charged = requests.filter(({ micros }) => micros !== 0);
    const sum = charged.reduce((total, { micros }) => total + micros, 0);
    if (charged.length === 0) return true;
    if (this.wallet(accountId, asset).availableMicros < sum) return false;
    for (const { holdId, micros } of charged) {
      const move = { debit: `wallet:${accountId}`, credit: `hold:${accountId}` } as const;
      const row = {
        ...move,
        id: holdId,
        holdId,
        micros,
        at,
        asset,
        accountId,
        resolves: null,
        reference: null,
      };
      this.write({ ...row, kind: 'hold' });
    }
    this.change(accountId, asset, -sum, sum);
    return true;
  }

  async resolve(resolutions: readonly HoldResolution[], at: number): Promise<readonly string[]> {
    return resolutions.filter(resolution => this.resolveOne(resolution, at)).map(({ holdId }) => holdId);
  }

  async rows(accountId: string, page: PageRequest): Promise<Page<LedgerRow>> {
    const numbered = this.tables.ledger
      .all()
      .map((row, index) => ({ row, place: String(index).padStart(12, '0') }))
      .filter(({ row }) => row.accountId === accountId)
      .reverse();
    const { data, next } = pageAfter(numbered, page, ({ place }) => place, true);
    return { data: data.map(({ row }) => row), next };
  }

  async audit(): Promise<LedgerAudit> {
    const rows = this.tables.ledger.all();
    const into = (account: string, of: readonly LedgerRow[]) =>
      of.reduce(
        (sum, row) =>
          sum +
          (row.credit.startsWith(account) ? row.micros : 0) -
          (row.debit.startsWith(account) ? row.micros : 0),
        0,
      );
    const assets = [...Map.groupBy(rows, row => row.asset)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([asset, of]) => ({
        asset,
        fundedMicros: 0 - into('funding', of),
        revenueMicros: into('revenue', of),
        availableMicros: into('wallet:', of),
        heldMicros: into('hold:', of),
      }));
    const differing = this.tables.wallets
      .all()
      .map(wallet => {
        const mine = rows.filter(row => row.accountId === wallet.accountId && row.asset === wallet.asset);
        return {
          wallet: walletOf(wallet),
          recountedAvailableMicros: into('wallet:', mine),
          recountedHeldMicros: into('hold:', mine),
        };
      })
      .filter(
        found =>
          found.wallet.availableMicros !== found.recountedAvailableMicros ||
          found.wallet.heldMicros !== found.recountedHeldMicros,
      );
    const resolved = rows.filter(row => row.resolves !== null).length;
    return {
      rows: rows.length,
      assets,
      openHolds: rows.filter(row => row.kind === 'hold').length - resolved,
      differing,
    };
  }

  async heads(accountId: string): Promise<readonly LedgerHead[]> {
    return this.tables.wallets
      .all()
      .filter(wallet => wallet.accountId === accountId)
      .map(({ asset, chainSeq, chainHash }) => ({ asset, chainSeq, chainHash }));
  }

  async rowsAfter(accountId: string, place: number, limit: number): Promise<readonly PlacedRow[]> {
    return this.tables.ledger
      .all()
      .map((row, index) => ({ place: index + 1, row }))
      .filter(({ place: of, row }) => of > place && row.accountId === accountId)
      .slice(0, limit);
  }

  async findInChain(accountId: string, asset: Asset, chainSeq: number): Promise<PlacedRow | undefined> {
    return this.tables.ledger
      .all()
      .map((row, index) => ({ place: index + 1, row }))
      .find(({ row }) => row.accountId === accountId && row.asset === asset && row.chainSeq === chainSeq);
  }

  async nextAccount(after: string): Promise<string | undefined> {
    return [...this.tables.wallets.all(), ...this.tables.ledger.all()]
      .map(({ accountId }) => accountId)
      .filter(accountId => accountId > after)
      .sort()[0];
  }

  private resolveOne({ holdId, capturedMicros }: HoldResolution, at: number): boolean {
    const hold = this.tables.ledger.get(holdId);
    const ended = this.tables.ledger.has(`${holdId}:capture`) || this.tables.ledger.has(`${holdId}:release`);
    if (hold?.kind !== 'hold' || ended) return false;
    const { accountId, asset, micros } = hold;
    if (capturedMicros < 0 || capturedMicros > micros) {
      throw new SmsError(
        'capture_beyond_hold',
        `Hold ${holdId} is of ${micros}; ${capturedMicros} cannot be captured.`,
      );
    }
    const released = micros - capturedMicros;
    const base = { at, asset, accountId, holdId, debit: `hold:${accountId}`, reference: null } as const;
    if (capturedMicros > 0) {
      this.write({
        ...base,
        id: `${holdId}:capture`,
        kind: 'capture',
        credit: 'revenue',
        micros: capturedMicros,
        resolves: holdId,
      });
    }
    if (released > 0) {
      const resolves = capturedMicros > 0 ? null : holdId;
      this.write({
        ...base,
        id: `${holdId}:release`,
        kind: 'release',
        credit: `wallet:${accountId}`,
        micros: released,
        resolves,
      });
    }
    this.change(accountId, asset, released, -micros);
    return true;
  }

  /** Adds a row to the end of its wallet's chain. */
  private write(entry: LedgerEntry): void {
    const { id, at, kind, asset, micros, debit, credit, accountId, holdId, resolves, reference } = entry;
    if (micros <= 0) {
      throw new SmsError('impossible_figure', `A row of the books moves more than nothing, not ${micros}.`);
    }
    const { micros: kept } = money(micros, asset);
    const wallet = this.wallet(accountId, asset);
    const [row] = appendToChain(wallet, [
      { id, at, kind, asset, micros: kept, debit, credit, accountId, holdId, resolves, reference },
    ]);
    const { chainSeq, chainHash } = row!;
    this.tables.ledger.add(id, row!);
    this.tables.wallets.put(`${accountId}\n${asset}`, { ...wallet, chainSeq, chainHash });
  }

  private wallet(accountId: string, asset: Asset): StoredWallet {
    const nothing = { accountId, asset, availableMicros: 0, heldMicros: 0, ...EMPTY_CHAIN };
    return this.tables.wallets.get(`${accountId}\n${asset}`) ?? nothing;
  }

  private change(accountId: string, asset: Asset, available: number, held: number): void {
    const wallet = this.wallet(accountId, asset);
    const availableMicros = wallet.availableMicros + available;
    const heldMicros = wallet.heldMicros + held;
    const possible =
      availableMicros >= 0 && heldMicros >= 0 && Number.isSafeInteger(availableMicros + heldMicros);
    if (!possible)
      throw new SmsError('impossible_figure', `The wallet of ${accountId} cannot have ${availableMicros}.`);
    this.tables.wallets.put(`${accountId}\n${asset}`, { ...wallet, availableMicros, heldMicros });
  }
}

/** A wallet as the domain knows it. */
function walletOf({ accountId, asset, availableMicros, heldMicros }: StoredWallet): Wallet {
  return { accountId, asset, availableMicros, heldMicros };
}
