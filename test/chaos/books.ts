import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

type Row = Readonly<Record<string, unknown>>;

export interface MessageRow {
  readonly id: string;
  readonly recipient: string;
  readonly text: string;
  readonly client_ref: string | null;
  readonly purpose: string;
  readonly state: string;
  readonly part_count: number;
  readonly price_per_part_micros: number;
  readonly move_count: number;
  readonly attempts: number;
  readonly created_at: number;
  readonly scheduled_at: number | null;
  /** Until when it may leave; null before it was queued. */
  readonly valid_until: number | null;
  readonly final_at: number | null;
  readonly hidden_at: number | null;
}
export interface MoveRow {
  readonly message_id: string;
  readonly seq: number;
  readonly at: number;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly cause: string;
}
export interface PartRow {
  readonly message_id: string;
  readonly number: number;
  readonly reference: string | null;
  readonly state: string;
}
export interface LedgerRow {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly asset: string;
  readonly micros: number;
  readonly debit: string;
  readonly credit: string;
  readonly account_id: string;
  readonly hold_id: string | null;
  readonly resolves: string | null;
  readonly reference: string | null;
  readonly chain_seq: number;
  readonly chain_hash: string;
}
export interface WalletRow {
  readonly account_id: string;
  readonly asset: string;
  readonly available_micros: number;
  readonly held_micros: number;
  /** Where its chain of rows ends. */
  readonly chain_seq: number;
  readonly chain_hash: string;
}

/** All that a host has stored, as it lies in its tables: read past the product, which is what is being judged. */
export interface Books {
  readonly messages: readonly MessageRow[];
  readonly moves: readonly MoveRow[];
  readonly parts: readonly PartRow[];
  readonly ledger: readonly LedgerRow[];
  readonly wallets: readonly WalletRow[];
  readonly outbox: readonly { readonly id: string; readonly type: string; readonly data: string }[];
  readonly idempotency: readonly { readonly key: string; readonly answer: string }[];
  /** Receipts that matched nothing yet. */
  readonly orphans: readonly { readonly reference: string }[];
  readonly dailyUse: readonly { readonly day: string; readonly messages: number }[];
}

const QUERIES: Readonly<Record<keyof Books, string>> = {
  messages: 'select * from sms_messages order by id',
  moves: 'select * from sms_moves order by message_id, seq',
  parts: 'select * from sms_parts order by message_id, number',
  ledger: 'select * from sms_ledger order by seq',
  wallets: 'select * from sms_wallets',
  outbox: 'select id, type, data from sms_outbox order by seq',
  idempotency: 'select key, answer from sms_idempotency',
  orphans: 'select carrier, reference, receipt from sms_orphan_receipts order by seq',
  dailyUse: 'select day, messages from sms_daily_use',
};

/** What is read in the course of a run, and more often. */
const GLANCES = {
  /** Facts that wait to be told. */
  outbox: 'select seq from sms_outbox',
  /** Messages that are being handed over. */
  leased: "select id, lease_owner from sms_messages where state = 'submitting'",
} as const;

/** Reads one thing. */
export async function readTable(url: string, name: keyof typeof GLANCES): Promise<readonly Row[]> {
  const queries = { [name]: GLANCES[name] };
  const all = url.startsWith('sqlite:')
    ? readSqlite(url.slice('sqlite:'.length), queries)
    : await readPostgres(url, queries);
  return all[name]!;
}

/** Reads everything in one consistent view. Money and dates come as numbers. */
export async function readBooks(url: string): Promise<Books> {
  return (
    url.startsWith('sqlite:')
      ? readSqlite(url.slice('sqlite:'.length), QUERIES)
      : await readPostgres(url, QUERIES)
  ) as never;
}

type Queries = Readonly<Record<string, string>>;

function readSqlite(path: string, queries: Queries): Record<string, readonly Row[]> {
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma query_only = on; begin');
    return Object.fromEntries(
      Object.entries(queries).map(([name, sql]) => [name, database.prepare(sql).all() as Row[]]),
    );
  } finally {
    database.close();
  }
}

async function readPostgres(url: string, queries: Queries): Promise<Record<string, readonly Row[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const all: Record<string, readonly Row[]> = {};
    for (const [name, sql] of Object.entries(queries)) all[name] = (await client.query(sql)).rows.map(plain);
    return all;
  } finally {
    await client.end();
  }
}

/** PostgreSQL answers whole numbers of 64 bits as text, and JSON parsed. */
function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (
        typeof value === 'string' &&
        /^-?\d{1,16}$/.test(value) &&
        /(_at|_micros|_count|seq|number|attempts|messages|^at|micros)$/.test(name)
      )
        return [name, Number(value)];
      return [name, name === 'data' && typeof value === 'object' ? JSON.stringify(value) : value];
    }),
  );
}
