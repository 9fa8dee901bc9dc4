import { createHash } from 'node:crypto';
import type { Books, LedgerRow, MessageRow, MoveRow } from './books.ts';
import type { Evidence, HeardFact, JournalEntry } from './evidence.ts';
import { slowestOf } from './drills/slowest.ts';
import { History, type Outcome, type SendOperation } from './history.ts';
import { judge, type Terms } from './judge.ts';

/** A message in two parts that was queued at 10, left at 20, and is on the phone at 30. */
const ID = 'msg_1';
const RECIPIENT = '+33610000000';
const TEXT = 'Un signe de tour en tour, de Paris à Lille';
const PARTS = [TEXT.slice(0, 20), TEXT.slice(20)];
const PRICE_MICROS = 90_000;
const DAY_MS = 86_400_000;

const move = (seq: number, at: number, from: string | null, to: string, cause = 'receipt'): MoveRow => ({
  ...{ message_id: ID, seq, at, from_state: from, to_state: to, cause },
});
const LIFE = [
  move(0, 10, null, 'queued', 'accepted'),
  move(1, 20, 'queued', 'submitting', 'claimed'),
  move(2, 20, 'submitting', 'sent', 'answer'),
  move(3, 30, 'sent', 'delivered'),
];
const entry = (at: number, kind: string, no: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  ...{ seq: at * 10 + no, at, kind, id: `c${no}`, ref: `${ID}.${no}`, msisdn: RECIPIENT, ...more },
});
const leaves = (no: number, at = 20, text = PARTS[no - 1]!) => entry(at, 'submission.accepted', no, { text });
const JOURNAL = [
  leaves(1),
  leaves(2),
  ...[1, 2].flatMap(no => [
    entry(29, 'message.delivered', no),
    entry(30, 'receipt.acknowledged', no, { state: 'DELIVRD' }),
  ]),
];

function sealed(rows: readonly Omit<LedgerRow, 'chain_hash'>[]): readonly LedgerRow[] {
  let hash = '0'.repeat(64);
  return rows.map(row => {
    const { chain_seq, id, at, kind, asset, micros, debit, credit, account_id, hold_id } = row;
    const fields = [hash, chain_seq, id, at, kind, asset, micros, debit, credit, account_id, hold_id];
    const octets = JSON.stringify([...fields, row.resolves, row.reference]);
    hash = createHash('sha256').update(octets).digest('hex');
    return { ...row, chain_hash: hash };
  });
}

const row = (seq: number, kind: string, debit: string, credit: string, resolves: string | null = null) => ({
  ...{ seq, chain_seq: seq, id: `row_${seq}`, at: seq * 10, kind, asset: 'EUR', micros: PRICE_MICROS, debit },
  ...{ credit, account_id: 'a', hold_id: kind === 'top_up' ? null : ID, resolves, reference: null },
});
const LEDGER = sealed([
  row(1, 'top_up', 'funding', 'wallet:a'),
  row(2, 'hold', 'wallet:a', 'hold:a'),
  row(3, 'capture', 'hold:a', 'revenue', 'row_2'),
]);
const MESSAGE: MessageRow = {
  ...{ id: ID, recipient: RECIPIENT, text: TEXT, client_ref: 'op-1', purpose: 'transactional' },
  ...{ state: 'delivered', part_count: 2, price_per_part_micros: PRICE_MICROS / 2, move_count: 4 },
  ...{ attempts: 1, created_at: 10, scheduled_at: null, valid_until: 100, final_at: 30, hidden_at: null },
};
const fact = (state: string, id = `evt_${state}`): HeardFact => ({
  ...{ id, type: `message.${state}`, data: { messageId: ID, state } },
});

/** What is different from a message that lived as it should. */
interface Difference {
  readonly message?: Partial<MessageRow>;
  readonly moves?: readonly MoveRow[];
  readonly ledger?: readonly LedgerRow[];
  readonly answer?: string;
  readonly journal?: readonly JournalEntry[];
  readonly facts?: readonly HeardFact[];
  readonly outcomes?: readonly Outcome[];
  readonly now?: number;
}

function evidenceWith(different: Difference): Evidence {
  const history = new History();
  const outcomes = [...(different.outcomes ?? [{ kind: 'accepted', ids: [ID] } as const])];
  const asked = { ref: 'op-1', recipients: [RECIPIENT], body: {}, texts: [TEXT], invokedAt: 9 };
  const send: SendOperation = { ...asked, outcomes, cancelled: 'no' };
  history.sends.push(send);
  history.begin('send', send, 9);
  const moves = different.moves ?? LIFE;
  const { to_state: state } = moves.at(-1)!;
  const message = { ...MESSAGE, state, move_count: moves.length, ...different.message };
  const ledger = different.ledger ?? LEDGER;
  const wallet = { account_id: 'a', asset: 'EUR', available_micros: 0, held_micros: 0 };
  const books: Books = {
    ...{ messages: [message], moves, parts: [], ledger, outbox: [], orphans: [] },
    wallets: [{ ...wallet, chain_seq: 3, chain_hash: LEDGER.at(-1)!.chain_hash }],
    idempotency: [{ key: 'op-1', answer: different.answer ?? `{"accepted":[{"id":"${ID}"}]}` }],
    dailyUse: [{ day: '1970-01-01', messages: 1 }],
  };
  return {
    ...{ now: different.now ?? 200, skewMs: 0, history, books, journal: different.journal ?? JOURNAL },
    facts: different.facts ?? ['queued', 'sent', 'delivered'].map(name => fact(name)),
    figures: { counts: { [state]: 1 }, availableMicros: 0, heldMicros: 0, verified: true },
  };
}

function brokenBy(different: Difference, terms: Terms = { settled: true }): readonly string[] {
  return [...new Set(judge(evidenceWith(different), terms).map(({ rule }) => rule))];
}

const SENT_AGAIN = [
  ...LIFE.slice(0, 2),
  move(2, 21, 'submitting', 'in_doubt', 'lease_ended'),
  move(3, 22, 'in_doubt', 'queued', 'retry'),
  move(4, 23, 'queued', 'submitting', 'claimed'),
  move(5, 24, 'submitting', 'sent', 'answer'),
  move(6, 30, 'sent', 'delivered'),
];
const IN_DOUBT = SENT_AGAIN.slice(0, 3);

describe('The judge', () => {
  it('finds nothing where all is well', () => expect(brokenBy({})).toEqual([]));

  it('lets a message leave again that was in doubt, and tells that it is queued again', () => {
    const journal = [...JOURNAL, leaves(1, 23), leaves(2, 23)];
    const heard = ['queued', 'in_doubt', 'sent', 'delivered'].map(state => fact(state));
    expect(brokenBy({ moves: SENT_AGAIN, journal, facts: [...heard, fact('queued', 'evt_again')] })).toEqual(
      [],
    );
    expect(brokenBy({ moves: SENT_AGAIN, journal, facts: heard })).toEqual(['never_told']);
  });

  it.each<[what: string, rule: string, Difference]>([
    ['a part that leaves twice without a doubt', 'twice_without_doubt', { journal: [...JOURNAL, leaves(1)] }],
    [
      'one part in the place of another',
      'never_left',
      { journal: [leaves(1), leaves(1), ...JOURNAL.slice(2)] },
    ],
    ['another text', 'another_text', { journal: [leaves(1), leaves(2, 20, 'Bonsoir'), ...JOURNAL.slice(2)] }],
    [
      'the same part of the text twice',
      'another_text',
      { journal: [leaves(1), leaves(2, 20, PARTS[0]), ...JOURNAL.slice(2)] },
    ],
    ['a text that nobody asked for', 'not_as_asked', { message: { text: 'Bonsoir' } }],
    ['what leaves before its date', 'left_early', { message: { scheduled_at: 25 } }],
    ['what leaves after its validity', 'left_late', { message: { valid_until: 15 } }],
    [
      'an end of validity that came too early',
      'expired_early',
      { moves: [...LIFE.slice(0, 3), move(3, 30, 'sent', 'expired', 'validity_ended')] },
    ],
    [
      'what is on the phone, as we were told, and counts as expired',
      'thanked_and_forgotten',
      { moves: [...LIFE.slice(0, 3), move(3, 30, 'sent', 'expired')] },
    ],
    ['a doubt that nobody decides', 'doubt_undecided', { moves: IN_DOUBT, now: DAY_MS }],
    ['an answer under a key that names other messages', 'key_apart', { answer: '{"accepted":[]}' }],
    ['a request that is never answered', 'never_answered', { outcomes: [{ kind: 'unknown' }] }],
    [
      'a request that is refused in the end, and stored',
      'refused_and_stored',
      {
        outcomes: [{ kind: 'unknown' }, { kind: 'refused', status: 402, code: 'no_credit', isFinal: true }],
      },
    ],
    [
      'a row of the books that is not what was sealed',
      'chain_broken',
      { ledger: LEDGER.map((one, index) => (index === 1 ? { ...one, at: one.at + 1 } : one)) },
    ],
    ['rows that are cut off the end', 'chain_broken', { ledger: LEDGER.slice(0, 2) }],
  ])('finds %s', (_, rule, different) => expect(brokenBy(different)).toContain(rule));

  it('lets nothing be in doubt when all validity is over', () => {
    const different = { moves: [...IN_DOUBT], message: { purpose: 'marketing' } };
    expect(brokenBy(different)).not.toContain('no_end');
    expect(brokenBy(different, { settled: true, over: true })).toContain('no_end');
  });
});

describe('The slowest message of a while', () => {
  it('is the one that the carrier had last, of those that were asked for in it', () => {
    const { history, journal } = evidenceWith({});
    const windows = [
      { name: 'a fault', fromAt: 0, toAt: 10 },
      { name: 'another', fromAt: 100, toAt: 110 },
    ];
    expect(slowestOf(history, journal, windows)).toEqual([['a fault', 11]]);
  });
});
