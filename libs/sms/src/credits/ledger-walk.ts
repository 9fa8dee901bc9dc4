import { SmsError, type Asset } from '../kernel/index.js';
import type { LedgerRow } from './ledger.js';
import { chainHash, EMPTY_CHAIN, type ChainEnd, type LedgerHead } from './ledger-chain.js';

/** How many rows one verification walks over at most, and how many when nobody says. */
export const VERIFY_ROWS_MAX = 10_000;

/**
 * What is wrong with a chain:
 *
 * - `changed`: a row does not have the hash that its fields and the row before it make;
 * - `missing`: a place in the chain has no row;
 * - `reordered`: a row stands where another one belongs, which is there too, elsewhere;
 * - `head_differs`: the rows do not end where the wallet says; rows were cut off the end, added behind it, or sealed anew.
 */
export type LedgerFaultKind = 'changed' | 'missing' | 'reordered' | 'head_differs';

/** The first place of an account's books that is not as it was written. */
export interface LedgerFault {
  readonly kind: LedgerFaultKind;
  readonly accountId: string;
  readonly asset: Asset;
  /** The place in the chain that does not fit, from 1. */
  readonly chainSeq: number;
  /** The row that was found there; null where the rows end before it. */
  readonly rowId: string | null;
  /** What was found and what should have been, in a sentence. */
  readonly detail: string;
}

/** What a verification of one account's books found. */
export interface LedgerVerification {
  /** How many rows this call walked over. */
  readonly rows: number;
  /** How far each chain was followed, by asset. */
  readonly heads: readonly LedgerHead[];
  /** The first thing that does not fit; null when everything so far does. */
  readonly fault: LedgerFault | null;
  /** Where to go on; null when the walk is over, at the end or at a fault. */
  readonly next: string | null;
}

/** What a walk reads of the books of one account. All of it must be of one moment. */
export interface WalkedBooks {
  heads(accountId: string): Promise<readonly LedgerHead[]>;
  rowsAfter(accountId: string, place: number, limit: number): Promise<readonly PlacedRow[]>;
  findInChain(accountId: string, asset: Asset, chainSeq: number): Promise<PlacedRow | undefined>;
}

/** A row, and its place in the order in which the rows of all accounts were written. */
export interface PlacedRow {
  readonly place: number;
  readonly row: LedgerRow;
}

/** How many rows are read at once. */
const ROWS_READ = 1000;

/** Walks over the rows of an account in the order of writing, recomputing every chain on the way. */
export async function walkLedger(
  books: WalkedBooks,
  accountId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<LedgerVerification> {
  const from = placeOf(accountId, cursor);
  const ends = new Map(from.ends);
  let { place } = from;
  let rows = 0;
  const answer = (fault: LedgerFault | null, next: string | null = null): LedgerVerification => ({
    rows,
    heads: [...ends].map(([asset, end]) => ({ asset, ...end })).sort((a, b) => (a.asset < b.asset ? -1 : 1)),
    fault,
    next,
  });
  // Transactions that write to two chains at the same time may be stored in another order than their rows were numbered: what
  // a walk before this one passed, because it was not stored yet, is looked up.
  const catchUp = async (asset: Asset, until: number): Promise<LedgerFault | undefined> => {
    for (let end = ends.get(asset) ?? EMPTY_CHAIN; from.place > 0 && end.chainSeq + 1 < until;) {
      const late = await books.findInChain(accountId, asset, end.chainSeq + 1);
      if (!late || late.place > from.place) return undefined;
      const fault = await faultOf(books, accountId, end, late.row);
      if (fault) return fault;
      rows += 1;
      end = { chainSeq: late.row.chainSeq, chainHash: late.row.chainHash };
      ends.set(asset, end);
    }
    return undefined;
  };
  while (rows < limit) {
    const wanted = Math.min(ROWS_READ, limit - rows);
    const page = await books.rowsAfter(accountId, place, wanted);
    for (const { place: reached, row } of page) {
      const lateFault = await catchUp(row.asset, row.chainSeq);
      if (lateFault) return answer(lateFault);
      rows += 1;
      const end = ends.get(row.asset) ?? EMPTY_CHAIN;
      const fault = await faultOf(books, accountId, end, row);
      if (fault) return answer(fault);
      ends.set(row.asset, { chainSeq: row.chainSeq, chainHash: row.chainHash });
      place = reached;
    }
    if (page.length < wanted) {
      for (const { asset, chainSeq } of await books.heads(accountId)) {
        const lateFault = await catchUp(asset, chainSeq + 1);
        if (lateFault) return answer(lateFault);
      }
      return answer(await faultOfHeads(books, accountId, ends));
    }
  }
  return answer(null, cursorOf(accountId, place, ends));
}

/** What is wrong with a row that comes after `end`. */
async function faultOf(
  books: WalkedBooks,
  accountId: string,
  end: ChainEnd,
  row: LedgerRow,
): Promise<LedgerFault | undefined> {
  const chainSeq = end.chainSeq + 1;
  const { id, asset } = row;
  const found = (kind: LedgerFaultKind, detail: string) => {
    return { kind, accountId, asset, chainSeq, rowId: id, detail };
  };
  const chain = `the ${asset} chain of ${accountId}`;
  if (row.chainSeq === chainSeq) {
    if (row.chainHash === chainHash(end.chainHash, row)) return undefined;
    return found(
      'changed',
      `Row ${id}, place ${chainSeq} of ${chain}, does not have the hash that its fields make: it was changed after it was written.`,
    );
  }
  const there = await books.findInChain(accountId, asset, chainSeq);
  if (row.chainSeq > chainSeq && there === undefined) {
    return found(
      'missing',
      `Place ${chainSeq} of ${chain} has no row: after place ${end.chainSeq} comes row ${id} with place ${row.chainSeq}. What was between them was removed.`,
    );
  }
  const belongs = there === undefined ? 'no row of this chain' : `row ${there.row.id}`;
  return found(
    'reordered',
    `Row ${id} stands at place ${chainSeq} of ${chain} and says it has place ${row.chainSeq}; ${belongs} belongs there. Rows were moved.`,
  );
}

/** What is wrong with where the chains end, once there are no more rows. */
async function faultOfHeads(
  books: WalkedBooks,
  accountId: string,
  ends: ReadonlyMap<Asset, ChainEnd>,
): Promise<LedgerFault | null> {
  const told = new Map((await books.heads(accountId)).map(head => [head.asset, head]));
  for (const asset of [...new Set([...told.keys(), ...ends.keys()])].sort()) {
    const end = ends.get(asset) ?? EMPTY_CHAIN;
    const head: ChainEnd = told.get(asset) ?? EMPTY_CHAIN;
    if (end.chainSeq === head.chainSeq && end.chainHash === head.chainHash) continue;
    const place = Math.min(end.chainSeq, head.chainSeq) + (end.chainSeq === head.chainSeq ? 0 : 1);
    const what =
      end.chainSeq < head.chainSeq
        ? `places ${end.chainSeq + 1} to ${head.chainSeq} have no row: they were removed`
        : end.chainSeq > head.chainSeq
          ? `rows were added behind it, or the wallet was changed`
          : `its hash is another: the row was sealed anew, or the wallet was changed`;
    return {
      kind: 'head_differs',
      ...{ accountId, asset, chainSeq: place },
      rowId: (await books.findInChain(accountId, asset, place))?.row.id ?? null,
      detail: `The ${asset} chain of ${accountId} ends at place ${end.chainSeq}, and its wallet says place ${head.chainSeq}; ${what}.`,
    };
  }
  return null;
}

interface Place {
  readonly place: number;
  readonly ends: readonly (readonly [Asset, ChainEnd])[];
}

/** A place as text: hashes in base64url, so that four chains stay within what a cursor may measure. */
function cursorOf(accountId: string, place: number, ends: ReadonlyMap<Asset, ChainEnd>): string {
  const chains = [...ends].map(([asset, { chainSeq, chainHash: hex }]) => [
    asset,
    chainSeq,
    Buffer.from(hex, 'hex').toString('base64url'),
  ]);
  return Buffer.from(JSON.stringify([accountId, place, chains])).toString('base64url');
}

function placeOf(accountId: string, cursor: string | undefined): Place {
  if (cursor === undefined) return { place: 0, ends: [] };
  try {
    const [owner, place, chains] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [
      string,
      number,
      [Asset, number, string][],
    ];
    if (owner === accountId && Number.isSafeInteger(place)) {
      const ends = chains.map(([asset, chainSeq, seal]): [Asset, ChainEnd] => {
        return [asset, { chainSeq, chainHash: Buffer.from(seal, 'base64url').toString('hex') }];
      });
      return { place, ends };
    }
  } catch {
    // Falls through to the same answer as the cursor of another list.
  }
  throw new SmsError(
    'invalid_cursor',
    `"${cursor}" is not a place in the books of ${accountId}. Give back the next of the verification before, unchanged, or none to start.`,
  );
}
