import { VirtualTime } from '../time/index.js';
import type { CentreLimits } from './limits.js';
import { MessageCentre } from './message-centre.js';
import { RecordingLink } from './recording-link.js';
import type { CentreSubmission, SubmitAnswer } from './submission.js';
import { NO_LATENCY, type WorldOptions } from './world-options.js';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const HOUR = 3_600_000;
const ALICE = '+33612345678';

function open(world: WorldOptions = {}, limits: Partial<CentreLimits> = {}) {
  const time = new VirtualTime({ startAt: START });
  const centre = new MessageCentre({ time, seed: 1, world: { latency: NO_LATENCY, ...world }, limits });
  const link = new RecordingLink('shop');
  centre.connect(link);
  const answers: SubmitAnswer[] = [];
  const submit = (
    submission: Partial<CentreSubmission> = {},
    clientId = 'shop',
  ): SubmitAnswer | undefined => {
    const before = answers.length;
    centre.submit(clientId, { from: '36180', to: ALICE, text: 'Hello', ...submission }, answer =>
      answers.push(answer),
    );
    return answers[before];
  };
  return { time, centre, link, submit, answers };
}

describe('a submission', () => {
  it.each([
    ['invalid_destination', { to: '0612345678' }],
    ['invalid_destination', { to: '36180' + '0'.repeat(12) }],
    ['invalid_source', { from: '' }],
    ['invalid_source', { from: 'Twelve chars' }],
    ['invalid_source', { from: '12' }],
    ['invalid_source', { from: 'Shop\n' }],
    ['invalid_source', { from: 'Shop\r1' }],
    ['invalid_source', { from: '36180\n' }],
    ['invalid_length', { text: 'a'.repeat(1_531) }],
    ['invalid_length', { text: undefined, ud: new Uint8Array(161) }],
    ['invalid_length', { text: undefined, ud: new Uint8Array(142), dataCoding: 8 }],
    ['invalid_expiry', { validityMs: 0 }],
    ['invalid_expiry', { validityMs: Number.NaN }],
    ['invalid_schedule', { scheduledAt: START - 1 }],
    ['invalid_schedule', { scheduledAt: START + 31 * 24 * HOUR }],
  ])('is refused as %s', (code, submission) => {
    const { centre, submit } = open();
    expect(submit(submission)).toMatchObject({ ok: false, error: { code } });
    expect(centre.summary()).toMatchObject({
      submitted: 1,
      accepted: 0,
      refused: 1,
      byError: { [code]: 1 },
      billedParts: 0,
    });
  });

  it('tells the status of SMPP beside the code, and what to do', () => {
    const { submit } = open();
    expect(submit({ to: 'nobody' })).toMatchObject({
      error: { commandStatus: 0x0b, detail: expect.stringContaining('give a country code') as string },
    });
  });

  it('is read from its octets, whatever the alphabet', async () => {
    const { time, centre, submit } = open();
    submit({ text: undefined, ud: Uint8Array.of(0x1b, 0x65, 0x31), dataCoding: 0xf0 });
    submit({ text: undefined, ud: Uint8Array.of(0xd8, 0x3d, 0xde, 0x00), dataCoding: 8 });
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE).map(({ text, messageClass }) => [text, messageClass])).toEqual([
      ['€1', 'flash'],
      ['😀', 'none'],
    ]);
  });

  it('with a ref seen before gets the first result, and makes no second message', async () => {
    const { time, centre, submit } = open();
    const first = submit({ ref: 'r1' });
    const second = submit({ ref: 'r1', text: 'Something else' });
    expect([first, second]).toMatchObject([
      { ok: true, id: '1000000001', repeated: false },
      { ok: true, id: '1000000001', repeated: true },
    ]);
    expect(submit({ ref: 'r1' }, 'bank')).toMatchObject({ id: '1000000002', repeated: false });
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE)).toHaveLength(2);
    expect(centre.summary()).toMatchObject({ submitted: 2, billedParts: 2 });
  });

  it('that was refused for good is refused again for the same ref, and one refused for now is not', () => {
    const { centre, submit } = open();
    expect(submit({ ref: 'bad', to: 'nobody' })?.ok).toBe(false);
    expect(submit({ ref: 'bad' })).toMatchObject({ ok: false, error: { code: 'invalid_destination' } });
    centre.faults.set({ submitThrottleProbability: 1 });
    expect(submit({ ref: 'later' })?.ok).toBe(false);
    centre.faults.clear();
    expect(submit({ ref: 'later' })).toMatchObject({ ok: true, repeated: false });
  });

  it('forgets the oldest refs beyond the limit', () => {
    const { submit } = open({}, { maxRememberedRefs: 2 });
    for (const ref of ['a', 'b', 'c']) submit({ ref });
    expect(submit({ ref: 'c' })).toMatchObject({ repeated: true });
    expect(submit({ ref: 'a' })).toMatchObject({ repeated: false });
  });

  it('is refused when the queue is full', async () => {
    const { time, centre, submit } = open({}, { maxWaitingMessages: 1 });
    expect(submit()?.ok).toBe(true);
    expect(submit()).toMatchObject({ error: { code: 'queue_full', commandStatus: 0x14 } });
    await time.advanceBy(0);
    expect(submit()?.ok).toBe(true);
    expect(centre.summary().byError).toEqual({ queue_full: 1 });
  });

  it('is as many parts as it takes in UCS-2 where its sender asks for that', () => {
    const { submit } = open();
    const partsOf = (text: string, dataCoding?: number) => {
      const answer = submit({ text, ...(dataCoding === undefined ? {} : { dataCoding }) });
      return answer?.ok === true ? answer.parts : answer?.error.code;
    };
    expect([70, 71, 134, 135, 670, 671].map(length => partsOf('a'.repeat(length), 8))).toEqual([
      1,
      2,
      2,
      3,
      10,
      'invalid_length',
    ]);
    // Class 0, UCS-2 (TS 23.038 section 4); and what says no alphabet leaves the choice to the centre.
    expect([partsOf('a'.repeat(71), 0x18), partsOf('a'.repeat(71)), partsOf('a'.repeat(71), 0x10)]).toEqual([
      2, 1, 1,
    ]);
  });

  it('gets a validity no longer than the limit of the centre', () => {
    const { centre, submit } = open();
    const answer = submit({ validityMs: 1_000 * 24 * HOUR });
    expect(centre.query('shop', answer?.ok ? answer.id : '')?.expiresAt).toBe(START + 7 * 24 * HOUR);
  });

  it('from one client too many is refused, when none can be forgotten', () => {
    const { centre, submit } = open({}, { maxClients: 1 });
    expect(submit({}, 'bank')).toMatchObject({
      error: { code: 'queue_full', detail: expect.stringContaining('maxClients') },
    });
    expect([centre.meet('bank'), centre.meet('shop')]).toEqual([false, true]);
    expect(() => centre.connect(new RecordingLink('bank'))).toThrow('none can be forgotten');
  });
});

describe('a carrier that is at fault', () => {
  it('is down until its date, and then up', async () => {
    const { time, centre, submit } = open();
    submit({ ref: 'before' });
    centre.faults.set({ downUntil: START + HOUR });
    expect(submit()).toMatchObject({ error: { code: 'carrier_down', retryAfterMs: HOUR } });
    expect(submit({ ref: 'before' })?.ok).toBe(false);
    await time.advanceBy(HOUR);
    expect(submit({ ref: 'before' })).toMatchObject({ ok: true, repeated: true });
  });

  it('may be down for some destinations only', () => {
    const { centre, submit } = open({
      fate: msisdn => (msisdn.endsWith('9') ? { faults: { downUntil: START + 5 } } : undefined),
    });
    centre.faults.set({ downUntil: START + HOUR, only: { toPrefixes: ['3370'] } });
    expect(submit({ to: '+33700000001' })).toMatchObject({
      error: { code: 'carrier_down', retryAfterMs: HOUR },
    });
    expect(submit({ to: '+33600000009' })).toMatchObject({
      error: { code: 'carrier_down', retryAfterMs: 5 },
    });
    expect(submit()?.ok).toBe(true);
    expect(centre.faults.isDown('shop')).toBe(false);
  });

  it('keeps its receipts while it is down', async () => {
    const { time, centre, link, submit } = open();
    submit();
    centre.faults.set({ downUntil: START + HOUR });
    await time.advanceBy(HOUR - 1);
    expect(link.receipts).toEqual([]);
    await time.advanceBy(1);
    expect(link.receipts).toHaveLength(1);
  });

  it('gives its receipts as soon as it is told to be up', async () => {
    const { time, centre, link, submit } = open();
    centre.faults.set({ downUntil: START + HOUR, only: { clientIds: ['bank'] } });
    submit();
    centre.faults.set({ downUntil: START + HOUR });
    await time.advanceBy(0);
    centre.faults.clear();
    expect(link.receipts).toHaveLength(1);
  });

  it('throttles beyond its rate, and tells when to come back', async () => {
    const { time, centre, submit, answers } = open();
    centre.faults.set({ submitRatePerSecond: 10 });
    for (let index = 0; index < 12; index++) submit();
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({
      error: { code: 'throttled', commandStatus: 0x58, retryAfterMs: 100 },
    });
    await time.advanceBy(100);
    expect([submit()?.ok, submit()?.ok]).toEqual([true, false]);
    await time.advanceBy(10 * SECOND);
    for (let index = 0; index < 12; index++) submit();
    expect(answers.slice(14).filter(({ ok }) => ok)).toHaveLength(10);
  });

  it('refuses as often as it says, and with what it says', () => {
    const { centre, submit } = open();
    centre.faults.set({ submitErrorProbability: 0.3, submitError: 'temporary_error' });
    for (let index = 0; index < 1_000; index++) submit();
    const refused = centre.summary().byError.temporary_error ?? 0;
    expect(Math.abs(refused - 300)).toBeLessThan(60);
  });

  it('answers late, in virtual time', async () => {
    const { time, centre, submit, answers } = open();
    centre.faults.set({ submitAnswerDelayMs: 3 * SECOND });
    submit();
    submit({ to: 'nobody' });
    await time.advanceBy(3 * SECOND - 1);
    expect(answers).toEqual([]);
    await time.advanceBy(1);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('never answers, and has stored the message', async () => {
    const { time, centre, submit, link } = open();
    centre.faults.set({ answerLossStoredProbability: 1 });
    expect(submit({ ref: 'r' })).toBeUndefined();
    await time.advanceBy(HOUR);
    expect(link.receipts).toMatchObject([{ ref: 'r', state: 'DELIVRD' }]);
    expect(submit({ ref: 'r' })).toMatchObject({ ok: true, repeated: true });
    expect(centre.summary().billedParts).toBe(1);
  });

  it('never answers, and has not stored the message', async () => {
    const { time, centre, submit, link, answers } = open();
    centre.faults.set({ answerLossNotStoredProbability: 1 });
    submit({ ref: 'r' });
    await time.advanceBy(72 * HOUR);
    expect([answers, link.receipts, centre.summary().billedParts]).toEqual([[], [], 0]);
    centre.faults.clear();
    expect(submit({ ref: 'r' })).toMatchObject({ ok: true, repeated: false });
  });

  it('may be at fault for one number only, which says so itself', () => {
    const { submit } = open({
      fate: msisdn => (msisdn.endsWith('7') ? { faults: { queueFullProbability: 1 } } : undefined),
    });
    expect(submit({ to: '+33600000007' })).toMatchObject({ error: { code: 'queue_full' } });
    expect(submit({ to: '+33600000008' })?.ok).toBe(true);
  });
});

describe('a world that is reset', () => {
  it('is as in the beginning, with the clients that are connected', async () => {
    const { time, centre, link, submit } = open({ subscribers: { [ALICE]: { inboxCapacity: 5 } } });
    centre.subscribers.set(ALICE, { state: 'off' });
    centre.faults.set({ cutProbability: 1 });
    centre.network.remove('fr-2');
    submit({ ref: 'r' });
    centre.reset();
    expect(centre.subscribers.get(ALICE)).toMatchObject({
      state: 'reachable',
      inboxCapacity: 5,
      operator: 'fr-2',
    });
    expect([centre.faults.current, centre.messages(), centre.summary().submitted]).toEqual([{}, [], 0]);
    await time.advanceBy(72 * HOUR);
    expect(link.receipts).toEqual([]);
    submit({ ref: 'r' });
    await time.advanceBy(0);
    expect(link.receipts).toMatchObject([{ state: 'DELIVRD', id: '1000000002' }]);
  });

  it('begins its ids again when it is given a seed, so that a script can be replayed', () => {
    const { centre, submit } = open();
    submit();
    centre.reset({ seed: 5 });
    expect([centre.seed, submit()]).toMatchObject([5, { id: '1000000001' }]);
    expect(centre.journal.list()[0]).toMatchObject({ seq: 1, kind: 'world.reset', detail: { seed: 5 } });
  });

  it('leaves the events of others alone', async () => {
    const { time, centre } = open();
    let fired = false;
    time.after(5, () => void (fired = true));
    centre.reset();
    await time.advanceBy(5);
    expect(fired).toBe(true);
  });
});

describe('the memory of the centre', () => {
  it('keeps as many finished messages as it may', async () => {
    const { time, centre, submit } = open({}, { maxFinishedMessages: 3 });
    for (let index = 0; index < 10; index++) submit();
    await time.advanceBy(0);
    expect(centre.messages().map(({ id }) => id)).toHaveLength(3);
    expect(centre.query('shop', '1000000001')).toBeUndefined();
    expect(centre.query('shop', '1000000010')).toBeDefined();
  });

  it('sums up a run', async () => {
    const { time, centre, submit } = open({ latency: { ...NO_LATENCY, networkMs: 1_000 } });
    centre.subscribers.set('+33600000001', { state: 'off' });
    centre.subscribers.set('+33600000002', { state: 'unknown' });
    for (let index = 0; index < 98; index++) submit();
    submit({ to: '+33600000001' });
    submit({ to: '+33600000002' });
    submit({ scheduledAt: START + 100 * HOUR });
    submit({ to: 'nobody' });
    await time.advanceBy(50 * HOUR);
    expect(centre.summary()).toMatchObject({
      submitted: 102,
      accepted: 101,
      refused: 1,
      byError: { invalid_destination: 1 },
      delivered: 98,
      byState: { DELIVRD: 98, EXPIRED: 1, UNDELIV: 1, SCHEDULED: 1 },
      byReason: { absent_subscriber: 1, unknown_subscriber: 1 },
      billedParts: 101,
      receipts: { offered: 101, acknowledged: 101, lost: 0, dropped: 0 },
      delayMs: { min: 1_000, p50: 1_000, p99: 1_000, max: 1_000, mean: 1_000 },
    });
  });
});
