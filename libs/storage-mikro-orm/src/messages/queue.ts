import { PRIORITIES, type ClaimRequest } from '@chappe/sms';
import type { Row, Session } from '../kernel/index.js';
import { messageTable } from './message.tables.js';

/** Whose turn it is when there are more accounts than places: one for each storage, because one serves all claims. */
export class QueueTurn {
  /** The last account that was served. */
  after = '';
}

/** How far one account has come within one claim. */
interface Share {
  readonly accountId: string;
  readonly rows: Row[];
  priority: number;
  /** How many were taken of this priority. */
  taken: number;
  /** Nothing is left to take. */
  exhausted: boolean;
}

/**
 * Takes and locks what is due, fairly: in rounds, in each of which every account that still has something gets the same.
 * The answer goes round the accounts too. Costs a few index probes per account, however much each has queued.
 */
export async function takeQueued(
  session: Session,
  turn: QueueTurn,
  request: ClaimRequest,
): Promise<readonly Row[]> {
  const shares = (await accountsWithDue(session, turn, request)).map(accountId => ({
    accountId,
    rows: [],
    priority: 0,
    taken: 0,
    exhausted: false,
  }));
  turn.after = shares.at(-1)?.accountId ?? '';
  let left = request.limit;
  for (
    let open: Share[] = shares;
    left > 0 && open.length > 0;
    open = open.filter(share => !share.exhausted)
  ) {
    const each = Math.max(1, Math.floor(left / open.length));
    const served = open.slice(0, left);
    const counts = await Promise.all(served.map(share => take(session, share, each, request.now)));
    left -= counts.reduce((sum, count) => sum + count, 0);
  }
  return interleave(shares.map(share => share.rows));
}

/** Takes up to `wanted` more of one account, from the highest priority down; answers how many there were. */
async function take(session: Session, share: Share, wanted: number, now: number): Promise<number> {
  const before = share.rows.length;
  while (share.rows.length - before < wanted && share.priority < PRIORITIES.length) {
    const missing = wanted - (share.rows.length - before);
    const rows = await session.rows(
      `select ${messageTable.selection} from sms_messages ${session.using('sms_messages_queue')}
       where state = 'queued' and account_id = ? and priority = ? and wake_at <= ? and valid_until > ?
       order by wake_at, id limit ? offset ? ${session.skipLocked}`,
      [share.accountId, share.priority, now, now, missing, share.taken],
    );
    // Whoever had locked rows of this range may have let go of them meanwhile, and moved the offset.
    const known = new Set(share.rows.map(row => row[0]));
    share.rows.push(...rows.filter(row => !known.has(row[0])));
    share.taken += rows.length;
    if (rows.length < missing) {
      share.priority += 1;
      share.taken = 0;
    }
  }
  share.exhausted = share.priority === PRIORITIES.length;
  return share.rows.length - before;
}

/** The accounts that have something due, at most `limit`, going on after the one that was served last. */
async function accountsWithDue(
  session: Session,
  turn: QueueTurn,
  { now, limit }: ClaimRequest,
): Promise<readonly string[]> {
  // Read once: another claim moves the turn on meanwhile, and an account would be there twice.
  const { after } = turn;
  const later = await accountsAfter(session, after, now, limit);
  if (later.length === limit || after === '') return later;
  const fromTheStart = await accountsAfter(session, '', now, limit);
  return [...later, ...fromTheStart.filter(id => id <= after)].slice(0, limit);
}

/** Hops from account to account in the index (a loose index scan), and so never reads what one account has queued. */
async function accountsAfter(
  session: Session,
  after: string,
  now: number,
  limit: number,
): Promise<readonly string[]> {
  const index = session.using('sms_messages_queue');
  const next = (than: string) =>
    `(select m.account_id from sms_messages m ${index} where m.state = 'queued' and m.account_id > ${than}
      order by m.account_id limit 1)`;
  // Not `exists`, which PostgreSQL would turn into a join that reads the whole queue.
  const rows = await session.rows(
    `with recursive account(id) as (
       select ${next('?')} union all select ${next('account.id')} from account where account.id is not null
     )
     select id from account where id is not null and (
       select m.id from sms_messages m ${index} where m.state = 'queued' and m.account_id = account.id
       and m.priority in (${PRIORITIES.map((_, rank) => rank).join(', ')}) and m.wake_at <= ? and m.valid_until > ?
       limit 1) is not null
     limit ?`,
    [after, now, now, limit],
  );
  return rows.map(([id]) => String(id));
}

/** The first of each list, then the second of each, and so on. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(list => list.length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap(list => (index < list.length ? [list[index]!] : [])),
  ).flat();
}
