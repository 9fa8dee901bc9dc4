import { defaultDeliveryOptions } from './delivery.options.js';
import {
  GRACE_MS,
  HOUR_MS,
  MINUTE_MS,
  PRICE_MICROS,
  Platform,
  SILENCE,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
} from './platform.contract-spec.js';
import { QUERIES_WAITING_MAX, QUERY_MAX, nextQueryAt } from './reconciliation.js';

const { inDoubtMs, queryAfterMs } = defaultDeliveryOptions;

describe('A carrier that can be asked', () => {
  it('tells in the end what became of a message whose receipt was lost', async () => {
    const platform = await Platform.open();
    platform.carrier.letsItselfBeAsked(() => 'delivered');
    const id = await platform.send();
    await platform.clock.advanceBy(queryAfterMs - 1);
    expect((await platform.message(id)).state).toBe('sent');
    await platform.clock.advanceBy(1);
    expect((await platform.message(id)).state).toBe('delivered');
    expect(platform.carrier.questions).toMatchObject([
      { messageId: id, partNumber: 1, reference: `${id}/1`, at: queryAfterMs },
    ]);
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    expect(platform.carrier.questions).toHaveLength(1);
    expect(platform.clock.timerCount).toBe(0);
  });

  it('is asked at growing distances while it knows nothing, until the message is given up', async () => {
    const platform = await Platform.open();
    platform.carrier.letsItselfBeAsked(() => undefined);
    const id = await platform.send();
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    expect(platform.carrier.questions.map(({ at }) => at / HOUR_MS)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(await platform.message(id)).toMatchObject({ state: 'expired', reason: 'no_receipt' });
  });

  it('is asked only about the parts that have not ended', async () => {
    const platform = await Platform.open();
    platform.carrier.letsItselfBeAsked(() => 'delivered');
    const id = await platform.send({ text: 'x'.repeat(400) });
    await platform.carrier.tell(id, 'delivered', null, 2);
    await platform.clock.advanceBy(queryAfterMs);
    expect(platform.carrier.questions.map(({ partNumber }) => partNumber)).toEqual([1, 3]);
    expect((await platform.message(id)).state).toBe('delivered');
  });

  it('is asked one question at a time, and about no more than can wait, however many are overdue', async () => {
    const platform = await Platform.open({ credit: 1_000_000_000 });
    let underWay = 0;
    const atOnce: number[] = [];
    platform.carrier.query = async parts => {
      atOnce.push((underWay += 1));
      await new Promise<void>(resolve => platform.clock.after(MINUTE_MS / 2, resolve));
      underWay -= 1;
      platform.carrier.questions.push(...parts.map(part => ({ ...part, at: 0 })));
      return [];
    };
    const count = QUERIES_WAITING_MAX + 1000;
    const to = Array.from({ length: count }, (_, index) => `+336121${String(20_000 + index)}`);
    for (let place = 0; place < to.length; place += 1000)
      await platform.sendMany({ to: to.slice(place, place + 1000) });
    await platform.clock.advanceBy(2 * queryAfterMs - MINUTE_MS);
    expect(Math.max(...atOnce)).toBe(1);
    // Those that are being asked about wait no more.
    expect(platform.carrier.questions).toHaveLength(QUERIES_WAITING_MAX + QUERY_MAX);
  });

  it('is given up when it does not answer a question, and asked the next', async () => {
    const platform = await Platform.open();
    platform.carrier.query = () => new Promise(() => {});
    await platform.send();
    await platform.clock.advanceBy(queryAfterMs + defaultDeliveryOptions.answerMaxMs);
    expect(platform.problems).toEqual([expect.stringContaining('did not answer a question')]);
    platform.carrier.letsItselfBeAsked(() => 'delivered');
    await platform.clock.advanceBy(queryAfterMs);
    expect(platform.carrier.questions).toHaveLength(1);
  });

  it('is asked about many in portions', async () => {
    const platform = await Platform.open();
    const portions: number[] = [];
    platform.carrier.query = async parts => {
      portions.push(parts.length);
      return [];
    };
    const to = Array.from({ length: QUERY_MAX + 20 }, (_, index) => `+336121${String(20_000 + index)}`);
    await platform.sendMany({ to });
    await platform.clock.advanceBy(queryAfterMs);
    expect(portions).toEqual([QUERY_MAX, 20]);
  });

  it('may fail to answer: nothing changes, and it is asked again', async () => {
    const platform = await Platform.open();
    platform.carrier.query = () => Promise.reject(new Error('The line is cut.'));
    const id = await platform.send();
    await platform.clock.advanceBy(queryAfterMs);
    expect((await platform.message(id)).state).toBe('sent');
    expect(platform.problems).toEqual([expect.stringContaining('The line is cut.')]);
    platform.carrier.letsItselfBeAsked(() => 'delivered');
    await platform.clock.advanceBy(queryAfterMs);
    expect((await platform.message(id)).state).toBe('delivered');
  });
});

describe('A message in doubt, whose carrier can be asked', () => {
  it('is not sent again when the carrier has it, and is paid', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    platform.carrier.letsItselfBeAsked(() => 'sent');
    const id = await platform.send();
    await platform.clock.advanceBy(inDoubtMs);
    expect((await platform.message(id)).state).toBe('sent');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
    await platform.clock.advanceBy(10 * MINUTE_MS);
    expect(platform.carrier.submissions).toHaveLength(1);
    expect(platform.carrier.questions).toMatchObject([{ reference: null, at: inDoubtMs }]);
  });

  it('is sent again at once when the carrier knows nothing of it', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE, YES);
    platform.carrier.letsItselfBeAsked(() => undefined);
    const id = await platform.send();
    await platform.clock.advanceBy(inDoubtMs);
    expect((await platform.message(id)).state).toBe('sent');
    expect(platform.carrier.times).toEqual([0, inDoubtMs]);
  });

  it('is sent again after a while when the carrier does not answer that either', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE, YES);
    platform.carrier.query = () => new Promise(() => {});
    const id = await platform.send();
    await platform.clock.advanceBy(inDoubtMs + defaultDeliveryOptions.answerMaxMs);
    expect((await platform.message(id)).state).toBe('sent');
    expect(platform.carrier.submissions).toHaveLength(2);
  });

  it('is settled by the answer even if it may never be sent again', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    platform.carrier.letsItselfBeAsked(() => undefined);
    const id = await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(3 * HOUR_MS);
    expect(platform.carrier.questions.map(({ at }) => at / HOUR_MS)).toEqual([1, 2]);
    expect((await platform.message(id)).state).toBe('in_doubt');
    platform.carrier.letsItselfBeAsked(() => 'delivered');
    await platform.clock.advanceBy(HOUR_MS);
    expect((await platform.message(id)).state).toBe('delivered');
    expect(platform.carrier.submissions).toHaveLength(1);
  });

  it('is not asked about where its carrier recognises a second submission, which tells the same', async () => {
    const platform = await Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, SILENCE, { deduplicates: true })],
    });
    platform.carrier.will(SILENCE, YES);
    platform.carrier.letsItselfBeAsked(() => undefined);
    await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(inDoubtMs);
    expect(platform.carrier.questions).toEqual([]);
    expect(platform.carrier.submissions).toHaveLength(2);
  });
});

describe('Many messages in doubt, whose carrier takes its time for each question', () => {
  const answerMs = defaultDeliveryOptions.answerMaxMs - 1000;

  /** A carrier that never answers first sendings, knows nothing of them when asked, and takes its time to say so. */
  async function openSlow(credit = 1_000_000_000) {
    const platform = await Platform.open({
      credit,
      carriers: clock => [
        new ScriptedCarrier(clock, submission => (submission.attempt === 1 ? SILENCE : YES)(submission), {
          windowSize: 10 * QUERY_MAX,
        }),
      ],
    });
    platform.carrier.query = async parts => {
      await new Promise<void>(resolve => platform.clock.after(answerMs, resolve));
      platform.carrier.questions.push(...parts.map(part => ({ ...part, at: platform.clock.now() })));
      return [];
    };
    return platform;
  }

  const numbers = (count: number) =>
    Array.from({ length: count }, (_, index) => `+336121${String(20_000 + index)}`);

  /** Those that were sent again, and of them those about which their carrier had not been asked by then. */
  const secondSendings = ({ carrier }: Platform) => {
    const askedAt = new Map(carrier.questions.map(({ messageId, at }) => [messageId, at]));
    const again = carrier.submissions.filter(({ attempt }) => attempt > 1);
    const blind = again.filter(({ messageId, at }) => !((askedAt.get(messageId) ?? Infinity) <= at));
    return { again: again.length, blind: blind.length };
  };

  it('are not sent again before it was asked about them, however long they wait in line for that', async () => {
    const platform = await openSlow();
    await platform.sendMany({ to: numbers(3 * QUERY_MAX) });
    await platform.clock.advanceBy(inDoubtMs + 10 * MINUTE_MS);
    expect(secondSendings(platform)).toEqual({ again: 3 * QUERY_MAX, blind: 0 });
    expect(platform.carrier.questions).toHaveLength(3 * QUERY_MAX);
  });

  it('are asked about before what is only overdue', async () => {
    const platform = await openSlow();
    platform.carrier.script = YES;
    for (let place = 0; place < QUERIES_WAITING_MAX; place += 1000)
      await platform.sendMany({ to: numbers(QUERIES_WAITING_MAX).slice(place, place + 1000) });
    await platform.clock.advanceBy(queryAfterMs);
    platform.carrier.will(SILENCE, YES);
    await platform.send({ to: '+33612345678' });
    await platform.clock.advanceBy(inDoubtMs + 3 * answerMs);
    expect(secondSendings(platform)).toEqual({ again: 1, blind: 0 });
  });
});

describe('The dates of questions', () => {
  it('double from the beginning, whenever they are asked for', () => {
    expect([0, 999, 1000, 1500, 2000, 3999].map(now => nextQueryAt(0, now, 1000))).toEqual([
      1000, 1000, 2000, 2000, 4000, 4000,
    ]);
  });
});
