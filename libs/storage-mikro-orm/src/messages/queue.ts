import { PRIORITIES, type ClaimRequest } from '@chappe/sms';
import type { Row, Session } from '../kernel/index.js';
import { messageTable } from './message.tables.js';

/** Whose turn it is when there are more accounts than places: one for each storage, because one serves all claims. */
export class QueueTurn {
  /** The last account that was served. */
  after = '';
}

/** What one claim takes of one account. */
interface Share {
  readonly accountId: string;
  readonly rows: Row[];
  /** How many rows were answered. */
  asked: number;
}

/** How many accounts one claim looks at, at most, where much is due: most of them may have nothing that is due yet. */
export const ACCOUNTS_LOOKED_AT = 1000;

/** How often a claim goes on to other accounts where what it found was taken by others at the same moment. */
const ROUNDS_MAX = 4;

/**
 * Takes and locks what is due, fairly: in rounds, in each of which every account that still has something gets the same.
 * The answer goes round the accounts too. Costs a few index probes per account, however much each has queued, and however many
 * others wait for a later date.
 */
export async function takeQueued(
  session: Session,
  turn: QueueTurn,
  request: ClaimRequest,
): Promise<readonly Row[]> {
  const lists = new Map<string, readonly Row[]>();
  let left = request.limit;
  for (let round = 1; left > 0 && round <= ROUNDS_MAX; round++) {
    const { accounts, last, mayBeMore } = await accountsWithDue(session, turn, { ...request, limit: left });
    turn.after = last;
    // Whoever was served before has nothing left but what is taken already.
    const others = accounts.filter(id => !lists.has(id));
    for (const { accountId, rows } of await takeOf(session, others, { ...request, limit: left })) {
      lists.set(accountId, rows);
      left -= rows.length;
    }
    // Otherwise what is missing is not there. Here others have it, and there are accounts that nobody has looked at.
    if (!mayBeMore) break;
  }
  return interleave([...lists.values()]);
}

/** Takes up to `limit` of some accounts, the same of each as far as it goes. */
async function takeOf(
  session: Session,
  accounts: readonly string[],
  { limit, now }: ClaimRequest,
): Promise<readonly Share[]> {
  const shares = accounts.map((accountId): Share => ({ accountId, rows: [], asked: 0 }));
  let left = limit;
  for (let open = shares; left > 0 && open.length > 0;) {
    const each = Math.max(1, Math.floor(left / open.length));
    // One question for those that have come equally far.
    const { asked } = open[0]!;
    const served = open.filter(share => share.asked === asked).slice(0, left);
    left -= await take(session, served, each, now);
    // Who had their turn go behind those who had not; who got less than they might have has nothing left.
    const hungry = served.filter(share => share.asked === asked + each);
    open = [...open.filter(share => !served.includes(share)), ...hungry];
  }
  return shares;
}

/** Takes up to `wanted` more of each of some accounts, from the highest priority down; answers how many there were. */
async function take(
  session: Session,
  shares: readonly Share[],
  wanted: number,
  now: number,
): Promise<number> {
  const { asked } = shares[0]!;
  const found = Map.groupBy(
    await session.ofEach(
      shares.map(share => share.accountId),
      account =>
        `${PRIORITIES.map((_, rank) => dueOf(session, account, rank)).join(' union all ')} limit ? offset ?`,
      [...PRIORITIES.flatMap(() => [now, now, asked + wanted]), wanted, asked],
    ),
    ([accountId]) => accountId,
  );
  let count = 0;
  for (const share of shares) {
    const rows = found.get(share.accountId) ?? [];
    share.asked += rows.length;
    // Whoever had locked rows of this range may have let go of them meanwhile, and moved the offset.
    const known = new Set(share.rows.map(row => row[0]));
    const added = rows.map(([, ...row]) => row).filter(row => !known.has(row[0]));
    share.rows.push(...added);
    count += added.length;
  }
  return count;
}

/** What an account has due of one priority; a part of a whole of which no more is read, and locked, than is taken. */
function dueOf(session: Session, account: string, rank: number): string {
  return `select * from (
    select ${messageTable.selection} from sms_messages ${session.using('sms_messages_queue')}
    where state = 'queued' and account_id = ${account} and priority = ${rank} and wake_at <= ? and valid_until > ?
    order by wake_at, id limit ? ${session.skipLocked}) as due_${rank}`;
}

/** Accounts that may have something due. */
interface DueAccounts {
  readonly accounts: readonly string[];
  /** Where the next claim goes on. */
  readonly last: string;
  /** Whether others have something due as well. */
  readonly mayBeMore: boolean;
}

/** The accounts that have something due, about `limit` at most, going on after the one that was served last. */
async function accountsWithDue(
  session: Session,
  turn: QueueTurn,
  { now, limit }: ClaimRequest,
): Promise<DueAccounts> {
  // Read once: another claim moves the turn on meanwhile, and an account would be there twice.
  const { after } = turn;
  const earliest = await ownersOfEarliest(session, now, limit);
  if (earliest.messages < limit) {
    const inOrder = earliest.accounts.toSorted();
    const accounts = [...inOrder.filter(id => id > after), ...inOrder.filter(id => id <= after)];
    return { accounts, last: accounts.at(-1) ?? '', mayBeMore: false };
  }
  const later = await accountsAfter(session, after, now, limit);
  const isRound = later.looked < ACCOUNTS_LOOKED_AT && later.accounts.length < limit;
  const fromTheStart = isRound && after !== '' ? (await accountsAfter(session, '', now, limit)).accounts : [];
  const walked = [...later.accounts, ...fromTheStart.filter(id => id <= after)].slice(0, limit);
  // Where many accounts wait for a later date, the walk may have met nobody.
  const accounts = [...new Set([...walked, ...earliest.accounts])];
  return { accounts, last: walked.at(-1) ?? '', mayBeMore: walked.length === limit };
}

/** Whose messages have been due for longest: all that are due, where they are fewer than `limit`. */
async function ownersOfEarliest(session: Session, now: number, limit: number) {
  const rows = await session.rows(
    `select account_id from sms_messages ${session.using('sms_messages_due')}
     where state = 'queued' and wake_at <= ? and final_at is null and valid_until > ? order by wake_at, id limit ?`,
    [now, now, limit],
  );
  return { messages: rows.length, accounts: [...new Set(rows.map(([id]) => String(id)))] };
}

/**
 * Hops from account to account in the index (a loose index scan), and so never reads what one account has queued. Answers those
 * that have something due, and the last of {@link ACCOUNTS_LOOKED_AT}, where the next claim goes on.
 */
async function accountsAfter(session: Session, after: string, now: number, limit: number) {
  const index = session.using('sms_messages_queue');
  const next = (than: string) =>
    `(select m.account_id from sms_messages m ${index} where m.state = 'queued' and m.account_id > ${than}
      order by m.account_id limit 1)`;
  // One probe for each priority, in the order of the index: for all at once, statistics may tell the database to read and sort
  // what the account has queued. Not `exists`, which PostgreSQL would turn into a join that reads the whole queue.
  const first = (rank: number) =>
    `(select m.id from sms_messages m ${index} where m.state = 'queued' and m.account_id = account.id
      and m.priority = ${rank} and m.wake_at <= ? and m.valid_until > ? order by m.wake_at limit 1)`;
  const rows = await session.rows(
    `with recursive account(id, place) as (
       select ${next('?')}, 1 union all
       select ${next('account.id')}, place + 1 from account
       where account.id is not null and place < ${ACCOUNTS_LOOKED_AT}
     )
     select id, place from account where id is not null
     and (place = ${ACCOUNTS_LOOKED_AT} or coalesce(${PRIORITIES.map((_, rank) => first(rank)).join(', ')}) is not null)
     limit ?`,
    [after, ...PRIORITIES.flatMap(() => [now, now]), limit],
  );
  return { accounts: rows.map(([id]) => String(id)), looked: Number(rows.at(-1)?.[1] ?? 0) };
}

/** The first of each list, then the second of each, and so on. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(list => list.length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap(list => (index < list.length ? [list[index]!] : [])),
  ).flat();
}
