import type { Database } from './stored.ts';

/** The present of the tables that are filled: nothing in them depends on when the bench runs. */
export const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
/** A message every so often: a day has as many of them in every table, and the history of a bigger one is longer. */
const EVERY_MS = 2_592;
/** Messages in a transaction: no database minds one of that size. */
const STEP = 100_000;
const ACCOUNTS = 50;
/** The account that has sent half of all messages; the others share the rest. */
export const BIGGEST = 'acc_00';
/** Messages that wait, in a table of any size. */
export const WAITING = { queued: 2_000, scheduled: 1_000, sent: 1_000 } as const;

/** How each finished message came to its end; the last move leads to the state that it is in. */
const MOVES = `(select 0 as seq, null as from_state, 'queued' as to_state, 'accepted' as cause, 0 as after_ms
  union all select 1, 'queued', 'submitting', 'claimed', 10
  union all select 2, 'submitting', 'sent', 'answer', 40
  union all select 3, 'sent', null, 'receipt', 4000) moves`;

/** Columns and the SQL of their values; `i` is the number of the row. */
type Columns = Readonly<Record<string, string | number | null>>;

/** Adds finished messages, the `from`th latest to the `until`th, each with its timeline and the part that its carrier answered for. */
export async function addFinished(database: Database, from: number, until: number): Promise<void> {
  const steps: (readonly string[])[] = [];
  for (let end = until; end > from; end -= STEP) {
    steps.push(['begin', ...finished(database, Math.max(from, end - STEP), end), 'commit']);
  }
  await database.run(steps.flat());
}

/** Oldest first, as messages come: then what is new goes behind what is there, in each table and in most indexes. */
function finished(database: Database, from: number, until: number): readonly string[] {
  const numbers = `(select ${from + until - 1} - i as i from ${database.numbers(from, until)}) oldest_first`;
  const id = `'msg_01JD' || ${database.digits('99999999999 - i', 22)}`;
  const at = `(${NOW} - i * ${EVERY_MS})`;
  // Of 200: 180 delivered, 10 undelivered, 5 expired, 4 refused, 1 taken back.
  const state = `case when i * 37 % 200 < 180 then 'delivered' when i * 37 % 200 < 190 then 'undelivered'
    when i * 37 % 200 < 195 then 'expired' when i * 37 % 200 < 199 then 'rejected' else 'cancelled' end`;
  const message: Columns = {
    ...accepted(database, id, ownerOf(database), at),
    state,
    reason: `case when i * 37 % 200 between 180 and 189 then 'unknown_subscriber' end`,
    sent_at: `${at} + 40`,
    delivered_at: `case when i * 37 % 200 < 180 then ${at} + 4000 end`,
    final_at: `${at} + 4000`,
    attempts: 1,
    carrier: `'carrier-1'`,
    move_count: 4,
  };
  const moves: Columns = {
    ...{ message_id: id, seq: 'seq', at: `${at} + after_ms`, from_state: 'from_state' },
    to_state: `coalesce(to_state, ${state})`,
    ...{ cause: 'cause', attempt: 1, carrier: `'carrier-1'` },
  };
  const part: Columns = {
    ...{ message_id: id, number: 1, carrier: `'carrier-1'`, reference: referenceOf('i') },
    ...{ state: `'delivered'`, at: `${at} + 40` },
  };
  return [
    insert('sms_messages', message, numbers),
    insert('sms_moves', moves, `${numbers} cross join ${MOVES}`),
    insert('sms_parts', part, numbers),
  ];
}

/** What a carrier called the `i`th message: spread over the index, as carriers' identifiers are. */
export const referenceOf = (i: string) => `'r' || (${i} * 2654435761 % 4294967296)`;

/** Adds the messages that wait: for their turn, for their date, for their receipt. */
export async function addWaiting(database: Database): Promise<void> {
  await database.run(
    Object.entries(WAITING).map(([state, count]) => {
      const id = `'msg_01JE${state.slice(0, 4).toUpperCase()}' || ${database.digits('i', 18)}`;
      const message = {
        ...accepted(database, id, ownerOf(database), `${NOW} - 60000`),
        state: `'${state}'`,
        wake_at: state === 'queued' ? NOW - 1_000 : NOW + DAY_MS,
        move_count: 1,
      };
      return insert('sms_messages', message, database.numbers(0, count));
    }),
  );
}

/** Adds messages of one account that are all due, as a big campaign leaves them. */
export async function addQueue(database: Database, accountId: string, count: number): Promise<void> {
  for (let first = 0; first < count; first += STEP) {
    const id = `'msg_01JF${accountId.slice(-2)}' || ${database.digits('i', 20)}`;
    const message = {
      ...accepted(database, id, `'${accountId}'`, `${NOW} - 60000`),
      ...{ state: `'queued'`, wake_at: NOW - 1_000, move_count: 1 },
    };
    const numbers = database.numbers(first, Math.min(count, first + STEP));
    await database.run([insert('sms_messages', message, numbers)]);
  }
}

const ownerOf = (database: Database) =>
  `case when i % 2 = 0 then '${BIGGEST}' else 'acc_' || ${database.digits(`i / 2 % ${ACCOUNTS}`, 2)} end`;

/** What a message has from its acceptance on. */
function accepted(database: Database, id: string, account: string, at: string): Columns {
  return {
    ...{ id, account_id: account, recipient: `'+336' || (10000000 + i * 7919 % 90000000)`, country: `'FR'` },
    ...{
      sender: `'Chappe'`,
      text: `'Votre code est ' || (100000 + i % 900000) || '. Il est valable dix minutes.'`,
    },
    ...{ purpose: `'transactional'`, type: `'text'`, encoding: `'GSM7'`, part_count: 1, priority: 'i % 4' },
    replyable: database.kind === 'SQLite' ? '0' : 'false',
    tag: `case when i % 10 = 0 then 'till-' || (i % 7) end`,
    campaign_id: `case when i % 3 = 0 then 'cmp_' || (i / 20000) end`,
    ...{ asset: `'EUR'`, price_per_part_micros: 45_000, validity_ms: 2 * DAY_MS, created_at: at },
    ...{ valid_until: `${at} + ${2 * DAY_MS}`, attempts: 0 },
    attempts: 0,
  };
}

const insert = (table: string, columns: Columns, numbers: string) =>
  `insert into ${table} (${Object.keys(columns).join(', ')}) select ${Object.values(columns).join(', ')} from ${numbers}`;
