import { aMessageIn } from '@chappe/testing';
import fc from 'fast-check';
import { SeededRandom } from '../kernel/index.js';
import {
  Message,
  isFinal,
  reasons,
  type MessagePart,
  type MessageState,
  type PartState,
  type ReasonKey,
} from '../messages/index.js';
import { applyAnswer } from './answer.js';
import type { DeliveryReceipt, PartAnswer, SubmissionResult } from './carrier.js';
import type { Change } from './change.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import { merged } from './known-parts.js';
import { applyReceipt } from './receipt.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const VALID_UNTIL = MORNING + 48 * HOUR_MS;

const NOW = MORNING + MINUTE_MS;
const GRACE_END = VALID_UNTIL + defaultDeliveryOptions.receiptGraceMs;

const receiptOf = (state: PartState, reason: ReasonKey | null = null, number = 1): DeliveryReceipt => ({
  reference: `ref_${number}`,
  state,
  reason,
  rawCode: `raw ${state}`,
  at: MORNING,
  raw: '',
});

/** A message with what is known of its parts, hearing of answers and receipts one after the other. */
class Story {
  parts: readonly MessagePart[] = [];
  payments: number[] = [];
  states: MessageState[] = [];

  constructor(readonly message: Message) {}

  receipt(receipt: DeliveryReceipt, partNumber = 1): Change {
    const context = {
      now: NOW,
      options: defaultDeliveryOptions,
      carrier: 'simulator',
      partNumber,
      parts: this.parts,
    };
    return this.note(applyReceipt(this.message, receipt, context));
  }

  answer(result: SubmissionResult): Change {
    return this.note(
      applyAnswer(this.message, result, {
        now: NOW,
        random: new SeededRandom(1),
        options: defaultDeliveryOptions,
        carrier: 'simulator',
        moveCount: 2,
        deduplicates: false,
        knownParts: this.parts,
      }),
    );
  }

  private note(change: Change): Change {
    this.parts = merged(this.parts, change.parts);
    if (change.paidParts !== null) this.payments.push(change.paidParts);
    this.states.push(...change.moves.map(({ to }) => to));
    return change;
  }
}

const sentStory = (partCount = 1) => {
  const story = new Story(aMessageIn('submitting', { partCount }));
  const numbers = Array.from({ length: partCount }, (_, index) => index + 1);
  story.answer({
    kind: 'accepted',
    parts: numbers.map(number => ({ number, accepted: true, reference: `ref_${number}` })),
  });
  return story;
};

describe('A part that the answer left out', () => {
  const leftOut = (
    state: PartState,
    reference: string,
    reason: ReasonKey | null = null,
  ): DeliveryReceipt => ({
    ...receiptOf(state, reason, 2),
    reference,
  });
  /** A text of two parts of which the carrier has taken the first, and says nothing of the second. */
  const storyOfOne = () => {
    const story = new Story(aMessageIn('submitting', { partCount: 2 }));
    story.answer({ kind: 'accepted', parts: [{ number: 1, accepted: true, reference: 'ref_1' }] });
    return story;
  };

  it('is paid with the other, once, when the carrier has it in the end', () => {
    const story = storyOfOne();
    expect(story.payments).toEqual([]);
    story.receipt(leftOut('sent', 'ref_2'), 2);
    expect(story.message.state).toBe('sent');
    story.receipt(receiptOf('delivered'), 1);
    story.receipt(receiptOf('delivered', null, 2), 2);
    expect(story.message.state).toBe('delivered');
    expect(story.payments).toEqual([2]);
  });

  it.each([
    ['rejected', 'throttled'],
    ['expired', 'validity_ended'],
  ] as const)(
    'is not paid, and ends the message, when it is %s without a name of the carrier’s',
    (state, reason) => {
      for (const isDeliveredFirst of [true, false]) {
        const story = storyOfOne();
        if (isDeliveredFirst) story.receipt(receiptOf('delivered'), 1);
        story.receipt(leftOut(state, '', reason), 2);
        if (!isDeliveredFirst) story.receipt(receiptOf('delivered'), 1);
        expect(story.message).toMatchObject({ state, reason });
        expect(story.payments).toEqual([1]);
      }
    },
  );

  it('may be told before the answer to the others is stored', () => {
    const story = new Story(aMessageIn('submitting', { partCount: 2 }));
    story.receipt(leftOut('sent', 'ref_2'), 2);
    story.answer({ kind: 'accepted', parts: [{ number: 1, accepted: true, reference: 'ref_1' }] });
    expect(story.payments).toEqual([2]);
  });
});

describe('The date of a part', () => {
  it('is the carrier’s, of when it happened; the timeline keeps the dates of our own clock', () => {
    const story = sentStory();
    const { parts, moves } = story.receipt({ ...receiptOf('delivered'), at: NOW - 20_000 });
    expect(parts).toMatchObject([{ state: 'delivered', at: NOW - 20_000 }]);
    expect(moves).toMatchObject([{ to: 'delivered', at: NOW }]);
    expect(story.message.deliveredAt).toBe(NOW);
  });

  it('is never ahead of our clock, whatever a carrier’s clock says', () => {
    const { parts } = sentStory().receipt({ ...receiptOf('delivered'), at: NOW + 3_600_000 });
    expect(parts).toMatchObject([{ at: NOW }]);
  });
});

describe('A receipt', () => {
  it('says that the message is on the phone', () => {
    const story = sentStory();
    story.receipt(receiptOf('delivered'));
    expect(story.message).toMatchObject({ state: 'delivered', deliveredAt: NOW, wakeAt: null });
    expect(story.payments).toEqual([1]);
  });

  it('says that the operator holds it, and why; silence is then looked for after validity and grace', () => {
    const story = sentStory();
    story.receipt(receiptOf('buffered', 'absent_subscriber'));
    expect(story.message).toMatchObject({
      state: 'buffered',
      reason: 'absent_subscriber',
      wakeAt: GRACE_END,
    });
  });

  it('that comes twice changes nothing the second time', () => {
    const story = sentStory();
    story.receipt(receiptOf('buffered', 'absent_subscriber'));
    expect(story.receipt(receiptOf('buffered', 'absent_subscriber'))).toMatchObject({
      moves: [],
      parts: [],
      paidParts: null,
    });
    story.receipt(receiptOf('delivered'));
    expect(story.receipt(receiptOf('delivered'))).toMatchObject({ moves: [], parts: [], paidParts: null });
  });

  it('that is late does not take the message back', () => {
    const story = sentStory();
    story.receipt(receiptOf('delivered'));
    story.receipt(receiptOf('buffered', 'absent_subscriber'));
    story.receipt(receiptOf('undelivered', 'unknown_subscriber'));
    expect(story.message.state).toBe('delivered');
  });

  it('of one part leaves the message on its way while another has not ended', () => {
    const story = sentStory(2);
    story.receipt(receiptOf('delivered'), 1);
    expect(story.message.state).toBe('sent');
    story.receipt(receiptOf('buffered', 'memory_full', 2), 2);
    expect(story.message.state).toBe('buffered');
    story.receipt(receiptOf('delivered', null, 2), 2);
    expect(story.message.state).toBe('delivered');
    expect(story.payments).toEqual([2]);
  });

  it('before the answer proves that the carrier has the message: sent on the way, and paid', () => {
    for (const state of ['queued', 'submitting', 'in_doubt'] as const) {
      const story = new Story(aMessageIn(state));
      story.receipt(receiptOf('delivered'));
      expect(story.message).toMatchObject({ state: 'delivered', sentAt: NOW });
      expect(story.payments).toEqual([1]);
    }
  });

  it('before the answer leaves the bill to the answer, where there are parts it says nothing of', () => {
    const story = new Story(aMessageIn('submitting', { partCount: 2 }));
    story.receipt(receiptOf('delivered'), 1);
    expect(story.message.state).toBe('sent');
    expect(story.payments).toEqual([]);
    story.receipt(receiptOf('delivered', null, 2), 2);
    expect(story.message.state).toBe('delivered');
    expect(story.payments).toEqual([2]);
  });

  it('for a message that ended without it is kept with its part, and moves no money', () => {
    const story = new Story(aMessageIn('expired'));
    expect(story.receipt(receiptOf('delivered'))).toMatchObject({
      moves: [],
      paidParts: null,
      parts: [{ state: 'delivered' }],
    });
    expect(story.message.state).toBe('expired');
  });
});

/** What becomes of one part at the carrier. A part has one end: a carrier that tells two contradicts itself. */
interface Fate {
  readonly accepted: boolean;
  readonly passing: readonly PartState[];
  readonly end: PartState;
  readonly reason: ReasonKey | null;
}

const anyReason = fc.option(fc.constantFrom(...(Object.keys(reasons) as ReasonKey[])));
const anyFate: fc.Arbitrary<Fate> = fc.record({
  accepted: fc.oneof(
    { arbitrary: fc.constant(true), weight: 4 },
    { arbitrary: fc.constant(false), weight: 1 },
  ),
  passing: fc.array(fc.constantFrom<PartState>('sent', 'buffered'), { maxLength: 3 }),
  end: fc.constantFrom<PartState>('delivered', 'undelivered', 'rejected', 'expired'),
  reason: anyReason,
});
const anyFates = fc
  .array(anyFate, { minLength: 1, maxLength: 4 })
  .filter(fates => fates.some(fate => fate.accepted));

/** Everything that is told of a message with these fates: receipts, some of them twice, and the answer. */
function tellingsOf(fates: readonly Fate[], repeated: number): readonly ((story: Story) => void)[] {
  const receipts = fates.flatMap(({ accepted, passing, end, reason }, index) => {
    if (!accepted) return [];
    const number = index + 1;
    return [...passing.map(state => receiptOf(state, null, number)), receiptOf(end, reason, number)].map(
      receipt => (story: Story) => void story.receipt(receipt, number),
    );
  });
  const parts = fates.map(({ accepted, reason }, index): PartAnswer => {
    const number = index + 1;
    if (accepted) return { number, accepted: true, reference: `ref_${number}` };
    return { number, accepted: false, reason: reason ?? 'carrier_rejected', rawCode: '69' };
  });
  const answer = (story: Story) => void story.answer({ kind: 'accepted', parts });
  const twice = receipts.filter((_, index) => (repeated >> index) % 2 === 1);
  return [answer, ...receipts, ...twice];
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = new SeededRandom(seed);
  return items
    .map(item => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function endOf(fates: readonly Fate[], repeated: number, start: MessageState, seed: number | null) {
  const story = new Story(aMessageIn(start, { partCount: fates.length }));
  const tellings = tellingsOf(fates, repeated);
  let ended: MessageState | undefined;
  for (const tell of seed === null ? tellings : shuffled(tellings, seed)) {
    tell(story);
    // A final state is never left.
    if (ended) expect(story.message.state).toBe(ended);
    if (story.message.isFinal) ended = story.message.state;
  }
  const { state, reason, rawCode } = story.message;
  const parts = [...story.parts].sort((a, b) => a.number - b.number);
  return { story, end: { state, reason, rawCode, parts, payments: story.payments } };
}

const anyStart = fc.constantFrom<MessageState>('submitting', 'in_doubt', 'queued');

describe('Receipts and the answer, in any order and some of them twice', () => {
  it('bring a message to the same end for the same reason, paid once and for the same parts', () => {
    fc.assert(
      fc.property(anyFates, fc.nat(), anyStart, fc.integer(), (fates, repeated, start, seed) => {
        const straight = endOf(fates, 0, 'submitting', null).end;
        const { story, end } = endOf(fates, repeated, start, seed);
        expect(end).toEqual(straight);
        expect(isFinal(story.message.state)).toBe(true);
        expect(end.payments).toEqual([fates.filter(({ accepted }) => accepted).length]);
      }),
      { numRuns: 1000 },
    );
  });

  it('bring a message to the same end even if the answer never comes, where the carrier took all of it', () => {
    const allTaken = anyFates.map(fates => fates.map(fate => ({ ...fate, accepted: true })));
    fc.assert(
      fc.property(allTaken, fc.nat(), anyStart, fc.integer(), (fates, repeated, start, seed) => {
        const straight = endOf(fates, 0, 'submitting', null).end;
        const story = new Story(aMessageIn(start, { partCount: fates.length }));
        const [, ...receipts] = tellingsOf(fates, repeated);
        for (const tell of shuffled(receipts, seed)) tell(story);
        expect(story.message).toMatchObject({ state: straight.state, reason: straight.reason });
        expect(story.payments).toEqual([fates.length]);
      }),
    );
  });

  it('never move a message back, whatever carriers tell, contradictions included', () => {
    const anyReceipt = fc.record({
      state: fc.constantFrom<PartState>(
        'sent',
        'buffered',
        'delivered',
        'undelivered',
        'rejected',
        'expired',
      ),
      reason: anyReason,
      number: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyReceipt, { maxLength: 12 }),
        anyStart,
        fc.nat(12),
        (receipts, start, answerAt) => {
          const story = new Story(aMessageIn(start, { partCount: 3 }));
          const parts = [1, 2, 3].map(
            number => ({ number, accepted: true, reference: `ref_${number}` }) as const,
          );
          receipts.forEach(({ state, reason, number }, index) => {
            if (index === answerAt) story.answer({ kind: 'accepted', parts });
            story.receipt(receiptOf(state, reason, number), number);
          });
          const ranks = story.states.map(state => ['submitting', 'sent', 'buffered'].indexOf(state));
          const ends = ranks.map(rank => (rank < 0 ? 3 : rank));
          expect(ends).toEqual([...ends].sort((a, b) => a - b));
          expect(story.payments.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
