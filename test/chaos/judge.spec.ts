import type { Evidence } from './evidence.ts';
import { History } from './history.ts';
import { judge, verdictOf } from './judge.ts';
import { ModelMessage, type Event } from './model.ts';
import { recoveryTable, Report } from './drills/report.ts';

const PRICE_MICROS = 45_000;
const moved = (from: string | null, to: string): Event => ({ kind: 'moved', from, to });
const booked = (row: string, micros = PRICE_MICROS): Event => ({ kind: 'booked', row, micros });
const HANDED_OVER: Event = { kind: 'handed_over' };
const SENT = [
  moved(null, 'queued'),
  booked('hold'),
  moved('queued', 'submitting'),
  HANDED_OVER,
  moved('submitting', 'sent'),
  booked('capture'),
];

describe('A message in the model', () => {
  /** The first thing that is wrong. */
  const replay = (events: readonly Event[]) => {
    const message = new ModelMessage(1, PRICE_MICROS);
    for (const event of events) {
      const wrong = message.apply(event);
      if (wrong !== undefined) return wrong;
    }
    return message.end();
  };

  it.each<[string, readonly Event[]]>([
    ['is sent, paid and delivered', [...SENT, moved('sent', 'delivered')]],
    ['is still on its way', SENT],
    [
      'is sent again after a doubt',
      [
        ...SENT.slice(0, 4),
        moved('submitting', 'in_doubt'),
        moved('in_doubt', 'queued'),
        moved('queued', 'submitting'),
        ...SENT.slice(3),
      ],
    ],
    ['is refused before anything is held', [moved(null, 'rejected')]],
  ])('lives as it may: it %s', (_, events) => expect(replay(events)).toBeUndefined());

  it.each<[string, readonly Event[]]>([
    ['it goes from sent to queued', [...SENT, moved('sent', 'queued')]],
    ['it leaves queued, and is submitting', [...SENT.slice(0, 3), moved('queued', 'sent')]],
    ['a part comes to the centre, and nobody has claimed it', [moved(null, 'queued'), HANDED_OVER]],
    ['part 2 comes to the centre; it has 1, and was sent again 0 times', [...SENT, HANDED_OVER]],
    ['credit is held for it again', [...SENT, booked('hold')]],
    ['90000 of the 45000 that were held for it are resolved', [...SENT, booked('capture')]],
    ['44999 are held for it, and it costs 45000', [moved(null, 'queued'), booked('hold', 44_999)]],
    ['a release of 45000, and nothing is held for it', [moved(null, 'queued'), booked('release')]],
    ['it is delivered, and 45000 micros are still held', [...SENT.slice(0, 5), moved('sent', 'delivered')]],
  ])('does not live as it may not: %s', (wrong, events) => expect(replay(events)).toBe(wrong));
});

describe('The judge', () => {
  const message = (id: string, ref: string) => ({
    ...{ id, recipient: `+336${id}`, client_ref: ref, purpose: 'transactional', state: 'queued' },
    ...{ part_count: 1, price_per_part_micros: 0, move_count: 1, attempts: 0, created_at: 1 },
    ...{ scheduled_at: null, hidden_at: null, valid_until: null, final_at: null, text: 'Bonjour' },
  });
  const move = (id: string, to: string) => ({
    ...{ message_id: id, seq: 0, at: 1, from_state: null, to_state: to, cause: 'accepted' },
  });

  it('names the first operation that does not fit, in the order in which clients asked', () => {
    const history = new History();
    for (const [index, id] of ['m1', 'm2', 'm3'].entries()) {
      const recipients = [`+336${id}`];
      const send = {
        ref: `op-${index + 1}`,
        recipients,
        body: {},
        invokedAt: 1,
        cancelled: 'no' as const,
        texts: ['Bonjour'],
      };
      const sent = { ...send, outcomes: [{ kind: 'accepted' as const, ids: [id] }] };
      history.sends.push(sent);
      history.answered(history.begin('send', sent, 1), { promised: [id] });
    }
    const ids = ['m1', 'm2', 'm3'];
    const evidence: Evidence = {
      ...{ now: 2, skewMs: 0, history, journal: [], facts: [] },
      books: {
        messages: ids.map((id, index) => message(id, `op-${index + 1}`)),
        // The third comes first in the tables.
        moves: [move('m3', 'delivered'), move('m2', 'sent'), move('m1', 'queued')],
        ...{ parts: [], ledger: [], wallets: [], orphans: [] },
        outbox: ids.map((id, index) => ({
          id: `evt_${id}`,
          type: 'message.queued',
          data: JSON.stringify({ messageId: id, state: ['queued', 'sent', 'delivered'][index] }),
        })),
        idempotency: ids.map((id, index) => ({ key: `op-${index + 1}`, answer: id })),
        dailyUse: [{ day: '1970-01-01', messages: 3 }],
      },
      figures: { counts: { queued: 3 }, availableMicros: 0, heldMicros: 0, verified: true },
    };
    const verdict = verdictOf(judge(evidence, { settled: false }));
    expect(verdict.split('\n')[0]).toBe(
      'Operation 2 is the first that does not fit: [does_not_follow] op-2: m2: it goes from null to sent.',
    );
  });
});

describe('A report', () => {
  it('tells how long recoveries took, and fails those that took longer than is promised', () => {
    const report = new Report('short', () => undefined);
    for (const ms of [900, 16_000, 1_100]) report.recovered('a node is killed', ms, 15_000);
    report.recoveredMostly('a process is started', [500, 700, 9_000], 2_000);
    expect(report.failures).toEqual([expect.stringContaining('it took 16000 ms, and less than 15000 ms')]);
    expect(recoveryTable(report.recoveries)).toBe(
      [
        '| after | times | median | longest | promised |',
        '| --- | --: | --: | --: | --: |',
        '| a node is killed | 3 | 1.10 s | 16.0 s | < 15.0 s |',
        '| a process is started | 3 | 0.70 s | 9.00 s | < 2.00 s |',
      ].join('\n'),
    );
  });
});
