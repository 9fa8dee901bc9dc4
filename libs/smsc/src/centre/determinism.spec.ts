import fc from 'fast-check';
import type { FaultOptions } from '../faults/index.js';
import type { PhoneState } from '../subscribers/index.js';
import { VirtualTime } from '../time/index.js';
import { MessageCentre } from './message-centre.js';
import { RecordingLink } from './recording-link.js';

const STATES: PhoneState[] = ['reachable', 'off', 'full', 'busy', 'unknown', 'roaming'];
const phone = fc.integer({ min: 0, max: 5 }).map(last => `+3361234567${String(last)}`);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      submit: phone,
      text: fc.string({ maxLength: 200 }),
      ref: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ advanceMs: fc.integer({ min: 0, max: 7_200_000 }) }) },
  { weight: 2, arbitrary: fc.record({ set: phone, state: fc.constantFrom(...STATES), reply: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ reply: phone, text: fc.string({ minLength: 1, maxLength: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ cancel: fc.integer({ min: 1, max: 9 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const probability = fc.constantFrom(0, 0.2, 0.5, 1);
const faults: fc.Arbitrary<FaultOptions> = fc.record(
  {
    submitThrottleProbability: probability,
    submitErrorProbability: probability,
    submitAnswerDelayMs: fc.constantFrom(0, { kind: 'uniform' as const, min: 0, max: 5_000 }),
    answerLossStoredProbability: probability,
    answerLossNotStoredProbability: probability,
    attemptFailureProbability: probability,
    messageLossProbability: probability,
    receiptLossProbability: probability,
    receiptDuplicationProbability: probability,
    receiptLateProbability: probability,
    receiptReorderProbability: probability,
    receiptBeforeAnswerProbability: probability,
    receiptContradictionProbability: probability,
    receiptUnknownIdProbability: probability,
    receiptMalformedProbability: probability,
  },
  { requiredKeys: [] },
);

async function run(seed: number, script: readonly Step[], wrong: FaultOptions) {
  const time = new VirtualTime();
  const centre = new MessageCentre({ time, seed, world: { faults: wrong } });
  let offers = 0;
  const link = new RecordingLink('shop', () => {
    offers++;
    return offers % 3 === 0 ? Promise.resolve(offers % 2 === 0) : offers % 5 !== 0;
  });
  centre.connect(link);
  const answers: unknown[] = [];
  for (const one of script) {
    if ('submit' in one) {
      const { submit, text, ref } = one;
      centre.submit('shop', { from: '36180', to: submit, text, ref }, answer => answers.push(answer));
    } else if ('advanceMs' in one) await time.advanceBy(one.advanceMs);
    else if ('set' in one) {
      centre.subscribers.set(one.set, {
        state: one.state,
        ...(one.reply ? { autoReply: { text: 'OK' } } : {}),
      });
    } else if ('reply' in one)
      // A moment later: a phone that cannot send by then sends nothing, and that is no mistake of the caller.
      centre.sendFromPhone(one.reply, { to: '36180', text: one.text, delayMs: 1 });
    else centre.cancel('shop', `100000000${String(one.cancel)}`);
  }
  await time.advanceBy(9 * 24 * 3_600_000);
  return {
    journal: centre.journal.toNdjson(),
    summary: centre.summary(),
    receipts: link.receipts,
    answers,
    time,
    centre,
  };
}

describe('the same seed and script', () => {
  it('leave the same journal, octet for octet, and the same answers and receipts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(step, { maxLength: 40 }),
        faults,
        async (seed, script, wrong) => {
          const first = await run(seed, script, wrong);
          const second = await run(seed, script, wrong);
          expect(second.journal).toBe(first.journal);
          expect(second.receipts).toEqual(first.receipts);
          expect(second.answers).toEqual(first.answers);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('with another seed leave another journal', async () => {
    const script: Step[] = [{ submit: '+33612345678', text: 'Hello', ref: undefined }];
    const journals = await Promise.all([1, 2, 3].map(seed => run(seed, script, {})));
    expect(new Set(journals.map(({ journal }) => journal)).size).toBe(3);
  });

  it('give a message the same luck, whatever others there are', async () => {
    const mine: Step = { submit: '+33612345670', text: 'Hello', ref: undefined };
    const others: Step[] = Array.from({ length: 20 }, () => ({
      submit: '+33612345679',
      text: 'Hey',
      ref: undefined,
    }));
    const alone = await run(7, [mine], {});
    const inCompany = await run(7, [...others, mine], {});
    const dateOf = ({ centre }: { centre: MessageCentre }): number | undefined =>
      centre.journal.find({ kind: 'message.delivered', msisdn: '+33612345670' })?.at;
    expect(dateOf(inCompany)).toBe(dateOf(alone));
    expect(dateOf(alone)).toBeDefined();
  });
});

describe('whatever happens', () => {
  it('every accepted message ends, exactly once, within its validity, and the books agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(step, { maxLength: 40 }),
        faults,
        async (seed, script, wrong) => {
          const { centre, summary, time } = await run(seed, script, wrong);
          const accepted = centre.journal.list({ kind: 'submission.accepted' }, 10_000);
          const ends = centre.journal
            .list({ kind: 'message' }, 10_000)
            .filter(({ kind }) => kind !== 'message.replaced');
          expect(ends.map(({ id }) => id).toSorted()).toEqual(accepted.map(({ id }) => id).toSorted());
          for (const { id, at } of ends) {
            const begun = accepted.find(entry => entry.id === id)!.at;
            expect(at - begun).toBeLessThanOrEqual(48 * 3_600_000);
          }
          const states = Object.values(summary.byState).reduce((sum, count) => sum + count, 0);
          expect([summary.accepted, states]).toEqual([accepted.length, accepted.length]);
          expect(summary.submitted).toBe(
            summary.accepted +
              summary.refused +
              centre.journal.list({ kind: 'submission.swallowed' }, 10_000).length,
          );
          const { offered, acknowledged, dropped } = summary.receipts;
          expect(offered).toBe(acknowledged + dropped);
          expect(time.waiting).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a final receipt is the last word, unless a fault says otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, script) => {
        const { receipts } = await run(seed, script, {});
        const lastWords = new Map<string, string>();
        for (const { id, final, state } of receipts) {
          const last = lastWords.get(id);
          // A receipt that was refused is offered again: the same word, later.
          if (last !== undefined && final) expect(state).toBe(last);
          if (final) lastWords.set(id, state);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a histogram of delays', () => {
  it('is exact when short and within one percent when long', async () => {
    const { DelayHistogram } = await import('./delay-histogram.js');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10 * 24 * 3_600_000 }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.95, 0.99),
        (delays, share) => {
          const histogram = new DelayHistogram();
          for (const delay of delays) histogram.add(delay);
          const exact = delays.toSorted((a, b) => a - b)[Math.ceil(share * delays.length) - 1]!;
          const told = histogram.quantile(share);
          expect(told).toBeGreaterThanOrEqual(exact);
          expect(told - exact).toBeLessThanOrEqual(exact < 256 ? 0 : exact * 0.01);
        },
      ),
    );
  });
});
