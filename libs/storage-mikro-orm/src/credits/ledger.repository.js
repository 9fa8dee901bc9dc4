import { LedgerRepository, } from '@chappe/sms';
import { captureBeyondHold, pageOf, placeOf, safeInteger } from '../kernel/index.js';
import { auditLedger } from './ledger.audit.js';
import { ledgerTable, walletTable } from './ledger.tables.js';
/** The books. Wallets change by conditional updates alone; the constraints of the tables are the last word. */
export class SqlLedgerRepository extends LedgerRepository {
    session;
    constructor(session) {
        super();
        this.session = session;
    }
    async wallets(accountId) {
        const rows = await this.session.rows(`select ${walletTable.selection} from sms_wallets where account_id = ? order by asset`, [accountId]);
        return rows.map(row => walletTable.read(row));
    }
    async topUp(request) {
        const { accountId, asset, micros } = request;
        await this.session.run(`insert into sms_wallets (account_id, asset, available_micros, held_micros) values (?, ?, ?, 0)
       on conflict (account_id, asset) do update
       set available_micros = sms_wallets.available_micros + excluded.available_micros`, [accountId, asset, safeInteger(micros)]);
        const from = { debit: 'funding', credit: `wallet:${accountId}` };
        await this.session.insert(ledgerTable, [
            { ...request, ...from, seq: 0, kind: 'top_up', holdId: null, resolves: null },
        ]);
    }
    async hold(accountId, asset, requests, at) {
        const charged = requests.filter(({ micros }) => micros !== 0);
        if (charged.length === 0)
            return true;
        const sum = safeInteger(charged.reduce((total, { micros }) => total + micros, 0));
        const changed = await this.session.run(`update sms_wallets set available_micros = available_micros - ?, held_micros = held_micros + ?
       where account_id = ? and asset = ? and available_micros >= ?`, [sum, sum, accountId, asset, sum]);
        if (changed === 0)
            return false;
        const move = { debit: `wallet:${accountId}`, credit: `hold:${accountId}` };
        const common = {
            ...move,
            seq: 0,
            at,
            kind: 'hold',
            asset,
            accountId,
            resolves: null,
            reference: null,
        };
        await this.session.insert(ledgerTable, charged.map(({ holdId, micros }) => ({ ...common, id: holdId, holdId, micros })));
        return true;
    }
    async resolve(resolutions, at) {
        const wanted = new Map();
        for (const { holdId, capturedMicros } of resolutions) {
            if (!wanted.has(holdId))
                wanted.set(holdId, safeInteger(capturedMicros));
        }
        if (wanted.size === 0)
            return [];
        const open = await this.openHolds([...wanted.keys()]);
        const first = new Map(open.map(hold => [hold.id, endOf(hold, wanted.get(hold.id), at)]));
        // The unique `resolves` decides who of several callers resolves a hold; the others pass over it.
        const resolving = [...first.values()].map(rows => rows[0]);
        const resolved = new Set(await this.session.insertNew(ledgerTable, resolving, 'resolves'));
        const mine = open.filter(hold => resolved.has(hold.id));
        await this.session.insert(ledgerTable, mine.flatMap(hold => first.get(hold.id).slice(1)));
        await this.changeWallets(mine.map(hold => first.get(hold.id)).flat());
        return [...wanted.keys()].filter(id => resolved.has(id));
    }
    async rows(accountId, page) {
        const [before = Number.MAX_SAFE_INTEGER] = placeOf(page.cursor, ['number']) ?? [];
        const rows = await this.session.rows(`select ${ledgerTable.selection} from sms_ledger where account_id = ? and seq < ?
       order by seq desc limit ?`, [accountId, before, page.limit + 1]);
        const { data, next } = pageOf(rows.map(row => ledgerTable.read(row)), page, last => [last.seq]);
        return { data: data.map(({ seq: _seq, ...row }) => row), next };
    }
    audit() {
        return auditLedger(this.session);
    }
    /** The holds among these ids that nothing resolves yet, in the order of their ids. */
    async openHolds(ids) {
        const rows = await this.session.rows(`select ${ledgerTable.list(ledgerTable.properties, 'h.')} from sms_ledger h
       where ${this.session.among('h.id')} and h.kind = 'hold'
       and not exists (select 1 from sms_ledger r where r.resolves = h.id) order by h.id`, [ids]);
        return rows.map(row => ledgerTable.read(row));
    }
    /** Brings the wallets up to what these rows moved out of holds: one update each, always in the same order. */
    async changeWallets(rows) {
        const changes = new Map();
        for (const { accountId, asset, micros, kind } of rows) {
            const key = `${accountId}\n${asset}`;
            const change = changes.get(key) ?? { accountId, asset, availableMicros: 0, heldMicros: 0 };
            change.heldMicros -= micros;
            if (kind === 'release')
                change.availableMicros += micros;
            changes.set(key, change);
        }
        for (const [, change] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
            await this.session.run(`update sms_wallets set available_micros = available_micros + ?, held_micros = held_micros + ?
         where account_id = ? and asset = ?`, [change.availableMicros, change.heldMicros, change.accountId, change.asset]);
        }
    }
}
/** The rows that end a hold: what is captured, then what is released. The first of them is the one that resolves it. */
function endOf(hold, capturedMicros, at) {
    if (capturedMicros < 0 || capturedMicros > hold.micros) {
        throw captureBeyondHold(hold.id, hold.micros, capturedMicros);
    }
    const base = { ...hold, at, debit: `hold:${hold.accountId}`, holdId: hold.id, resolves: null };
    const wallet = `wallet:${hold.accountId}`;
    const [first, ...rest] = [
        {
            ...base,
            id: `${hold.id}:capture`,
            kind: 'capture',
            credit: 'revenue',
            micros: capturedMicros,
        },
        {
            ...base,
            id: `${hold.id}:release`,
            kind: 'release',
            credit: wallet,
            micros: hold.micros - capturedMicros,
        },
    ].filter(row => row.micros > 0);
    return [{ ...first, resolves: hold.id }, ...rest];
}
//# sourceMappingURL=ledger.repository.js.map