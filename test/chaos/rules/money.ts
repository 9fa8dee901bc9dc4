import { createHash } from 'node:crypto';
import type { LedgerRow, WalletRow } from '../books.ts';
import type { Finding, Rule } from '../judge.ts';

/** States in which the credit is still set aside. */
const UNDECIDED: ReadonlySet<string> = new Set(['queued', 'submitting', 'in_doubt']);

/** The message that does not fit, where it is one. */
interface Blamed {
  readonly created_at: number;
  readonly client_ref?: string | null;
}

/** The books are balanced, a wallet is the sum of its rows and never below zero, and each hold is ended once and for the right sum. */
export const moneyRules: Rule = ({ books, figures, now }) => {
  const findings: Finding[] = [];
  const fail = (
    rule: string,
    detail: string,
    { created_at: at, client_ref: ref }: Blamed = { created_at: now },
  ) => findings.push({ rule, at, ref, detail });
  for (const wallet of books.wallets) {
    const rows = books.ledger.filter(
      row => row.account_id === wallet.account_id && row.asset === wallet.asset,
    );
    for (const [name, micros] of [
      ['wallet', wallet.available_micros],
      ['hold', wallet.held_micros],
    ] as const) {
      const recounted = balanceOf(rows, `${name}:${wallet.account_id}`);
      if (micros !== recounted)
        fail('wallet_differs', `the ${name} has ${micros}, its rows come to ${recounted}.`);
      if (micros < 0) fail('less_than_nothing', `the ${name} has ${micros}.`);
    }
    const broken = breakIn(rows, wallet);
    if (broken !== undefined) fail('chain_broken', broken);
    let balance = 0;
    rows.forEach(row => {
      balance += row.credit.startsWith('wallet:')
        ? row.micros
        : row.debit.startsWith('wallet:')
          ? -row.micros
          : 0;
      if (balance < 0) fail('less_than_nothing', `row ${row.id} takes what was not there.`);
    });
  }
  for (const [asset, rows] of Map.groupBy(books.ledger, row => row.asset)) {
    const came = -balanceOf(rows, 'funding');
    const wallets = books.wallets.filter(wallet => wallet.asset === asset);
    const there = wallets.reduce((sum, wallet) => sum + wallet.available_micros + wallet.held_micros, 0);
    const spent = balanceOf(rows, 'revenue');
    if (came !== there + spent)
      fail('unbalanced', `${came} ${asset} came in; ${there} are there, and ${spent} were spent.`);
  }
  if (!figures.verified) fail('chain_broken', 'the host finds its own chain of rows changed.');

  const byHold = Map.groupBy(books.ledger, row => row.hold_id ?? '');
  const moves = Map.groupBy(books.moves, move => move.message_id);
  const refusedParts = Map.groupBy(
    books.parts.filter(part => part.reference === null && part.state === 'rejected'),
    part => part.message_id,
  );
  for (const message of books.messages) {
    const rows = byHold.get(message.id) ?? [];
    const sum = (kind: string) =>
      rows.filter(row => row.kind === kind).reduce((total, row) => total + row.micros, 0);
    const states = new Set((moves.get(message.id) ?? []).map(move => move.to_state));
    const parts = message.part_count - (refusedParts.get(message.id)?.length ?? 0);
    const held = states.has('queued') ? message.price_per_part_micros * message.part_count : 0;
    const price = states.has('sent') || states.has('delivered') ? message.price_per_part_micros * parts : 0;
    const expected = UNDECIDED.has(message.state)
      ? { hold: held, capture: 0, release: 0 }
      : { hold: held, capture: price, release: held - price };
    for (const [kind, micros] of Object.entries(expected)) {
      if (sum(kind) === micros) continue;
      fail(
        `wrong_${kind}`,
        `${message.id} is ${message.state}: its ${kind} is ${sum(kind)}, and should be ${micros}.`,
        message,
      );
    }
    const resolving = rows.filter(row => row.resolves !== null).length;
    if (resolving > 1)
      fail('resolved_twice', `the hold of ${message.id} is resolved ${resolving} times.`, message);
  }
  const ids = new Set(books.messages.map(({ id }) => id));
  for (const [holdId, rows] of byHold) {
    if (holdId !== '' && !ids.has(holdId))
      fail('hold_of_nothing', `${rows[0]!.id} holds credit for a message that is not there.`);
  }
  return findings;
};

function balanceOf(rows: readonly LedgerRow[], account: string): number {
  return rows.reduce((sum, row) => {
    const signed = row.credit === account ? row.micros : row.debit === account ? -row.micros : 0;
    return sum + signed;
  }, 0);
}

/** Where the chain of a wallet breaks, recomputed from nothing but its rows, as the books say that anybody can. */
function breakIn(rows: readonly LedgerRow[], wallet: WalletRow): string | undefined {
  let hash = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    const { id, at, kind, asset, micros, debit, credit, reference } = row;
    const { chain_seq: place, account_id: account, hold_id: hold, resolves } = row;
    if (place !== index + 1) return `row ${id} is ${place} in the chain, not ${index + 1}.`;
    const fields = [
      hash,
      place,
      id,
      at,
      kind,
      asset,
      micros,
      debit,
      credit,
      account,
      hold,
      resolves,
      reference,
    ];
    hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
    if (hash !== row.chain_hash) return `row ${id} is not what was sealed.`;
  }
  if (wallet.chain_seq !== rows.length || wallet.chain_hash !== hash)
    return `it ends after ${wallet.chain_seq} rows, and there are ${rows.length}.`;
  return undefined;
}
