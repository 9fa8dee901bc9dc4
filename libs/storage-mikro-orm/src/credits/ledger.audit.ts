import type { Asset, LedgerAudit } from '@chappe/sms';
import { safeInteger, type Row, type Session } from '../kernel/index.js';

/** What enters a kind of ledger account less what leaves it. */
const balance = (account: string) =>
  `cast(coalesce(sum(case when credit ${account} then micros else 0 end - case when debit ${account} then micros else 0 end), 0) as bigint)`;

/** Recounts the books from their rows; see `LedgerRepository.audit`. */
export async function auditLedger(session: Session): Promise<LedgerAudit> {
  await session.scan();
  const [totals] = await session.rows(
    `select count(*), count(case when kind = 'hold' then 1 end) - count(resolves) from sms_ledger`,
  );
  const assets = await session.rows(
    `select asset, -${balance("= 'funding'")}, ${balance("= 'revenue'")}, ${balance("like 'wallet:%'")}, ${balance("like 'hold:%'")}
     from sms_ledger group by asset order by asset`,
  );
  const differing = await session.rows(
    `with recounted as (
       select account_id, asset, ${balance("like 'wallet:%'")} as available, ${balance("like 'hold:%'")} as held
       from sms_ledger group by account_id, asset
     )
     select w.account_id, w.asset, w.available_micros, w.held_micros, coalesce(r.available, 0), coalesce(r.held, 0)
     from sms_wallets w left join recounted r on r.account_id = w.account_id and r.asset = w.asset
     where w.available_micros <> coalesce(r.available, 0) or w.held_micros <> coalesce(r.held, 0)
     union all
     select r.account_id, r.asset, 0, 0, r.available, r.held
     from recounted r where not exists (
       select 1 from sms_wallets w where w.account_id = r.account_id and w.asset = r.asset)`,
  );
  return {
    rows: number(totals!, 0),
    openHolds: number(totals!, 1),
    assets: assets.map(row => ({
      asset: row[0] as Asset,
      fundedMicros: number(row, 1),
      revenueMicros: number(row, 2),
      availableMicros: number(row, 3),
      heldMicros: number(row, 4),
    })),
    differing: differing.map(row => ({
      wallet: {
        accountId: String(row[0]),
        asset: row[1] as Asset,
        availableMicros: number(row, 2),
        heldMicros: number(row, 3),
      },
      recountedAvailableMicros: number(row, 4),
      recountedHeldMicros: number(row, 5),
    })),
  };
}

// Never -0: what is funded is the negative of what left `funding`, and nothing may have.
function number(row: Row, index: number): number {
  return safeInteger(Number(row[index])) + 0;
}
