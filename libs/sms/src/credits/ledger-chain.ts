import { hash } from 'node:crypto';
import type { Asset } from '../kernel/index.js';
import type { LedgerEntry, LedgerRow } from './ledger.js';

/** Where a chain ends: its last row, by place and hash. The wallet keeps it, so that rows cut off the end are missed. */
export type ChainEnd = Pick<LedgerRow, 'chainSeq' | 'chainHash'>;

/** The end of the chain of one wallet. Whoever notes it elsewhere can tell later that nothing before it was rewritten. */
export interface LedgerHead extends ChainEnd {
  readonly asset: Asset;
}

/** Where every chain begins: no row, and a hash of 64 zeros. */
export const EMPTY_CHAIN: ChainEnd = { chainSeq: 0, chainHash: '0'.repeat(64) };

/**
 * The hash that seals a row: SHA-256, in lower-case hexadecimal, of the UTF-8 octets of one JSON array in the canonical form
 * of RFC 8785 (no blanks; strings escaped as there, section 3.2.2.2; integers in plain decimal; `null` for none):
 *
 * ```
 * [previousHash, chainSeq, id, at, kind, asset, micros, debit, credit, accountId, holdId, resolves, reference]
 * ```
 *
 * `previousHash` is the hash of the row before in the same chain, 64 zeros for the first; `at` is in milliseconds since 1970.
 * A chain has the rows of one account and one asset, in the order of writing, numbered by `chainSeq` from 1. So anybody can
 * recompute it with nothing but the rows.
 *
 * @example
 * // printf '["000…000",1,"top_1",1760000000000,"top_up","EUR",5000000,…]' | sha256sum
 */
export function chainHash(previousHash: string, row: LedgerEntry & Pick<LedgerRow, 'chainSeq'>): string {
  const { chainSeq, id, at, kind, asset, micros, debit, credit, accountId, holdId, resolves, reference } =
    row;
  const fields = [chainSeq, id, at, kind, asset, micros, debit, credit, accountId, holdId, resolves];
  // JSON.stringify is what RFC 8785 prescribes for strings and for integers within 2^53.
  return hash('sha256', JSON.stringify([previousHash, ...fields, reference]), 'hex');
}

/** Gives each entry its place and its hash, behind `end`. All of them belong to the chain of one wallet. */
export function appendToChain(end: ChainEnd, entries: readonly LedgerEntry[]): readonly LedgerRow[] {
  let { chainSeq, chainHash: previousHash } = end;
  return entries.map(entry => {
    chainSeq += 1;
    const row = { ...entry, chainSeq, chainHash: '' };
    row.chainHash = previousHash = chainHash(previousHash, row);
    return row;
  });
}
