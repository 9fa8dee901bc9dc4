import { LedgerRepository, type Asset, type HoldRequest, type HoldResolution, type LedgerAudit, type LedgerRow, type Page, type PageRequest, type Wallet } from '@chappe/sms';
import { type Session } from '../kernel/index.js';
/** The books. Wallets change by conditional updates alone; the constraints of the tables are the last word. */
export declare class SqlLedgerRepository extends LedgerRepository {
    private readonly session;
    constructor(session: Session);
    wallets(accountId: string): Promise<readonly Wallet[]>;
    topUp(request: {
        readonly id: string;
        readonly accountId: string;
        readonly asset: Asset;
        readonly micros: number;
        readonly reference: string | null;
        readonly at: number;
    }): Promise<void>;
    hold(accountId: string, asset: Asset, requests: readonly HoldRequest[], at: number): Promise<boolean>;
    resolve(resolutions: readonly HoldResolution[], at: number): Promise<readonly string[]>;
    rows(accountId: string, page: PageRequest): Promise<Page<LedgerRow>>;
    audit(): Promise<LedgerAudit>;
    /** The holds among these ids that nothing resolves yet, in the order of their ids. */
    private openHolds;
    /** Brings the wallets up to what these rows moved out of holds: one update each, always in the same order. */
    private changeWallets;
}
//# sourceMappingURL=ledger.repository.d.ts.map