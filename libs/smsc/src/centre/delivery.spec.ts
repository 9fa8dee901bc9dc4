import fc from 'fast-check';
import type { SubscriberSettings } from '../subscribers/index.js';
import { VirtualTime } from '../time/index.js';
import { concatenationHeader, encodeText } from '../alphabet/index.js';
import { MessageCentre } from './message-centre.js';
import { RecordingLink } from './recording-link.js';
import type { CentreSubmission, SubmitAnswer } from './submission.js';
import { NO_LATENCY, type WorldOptions } from './world-options.js';
import type { CentreLimits } from './limits.js';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ALICE = '+33612345678';

function open(world: WorldOptions = {}, limits: Partial<CentreLimits> = {}) {
  const time = new VirtualTime({ startAt: START });
  const centre = new MessageCentre({ time, seed: 1, world: { latency: NO_LATENCY, ...world }, limits });
  const link = new RecordingLink('shop');
  centre.connect(link);
  const submit = (submission: Partial<CentreSubmission> = {}): SubmitAnswer => {
    let answered: SubmitAnswer | undefined;
    centre.submit(
      'shop',
      { from: '36180', to: ALICE, text: 'Hello', ...submission },
      answer => (answered = answer),
    );
    return answered!;
  };
  const states = (): [string, string | undefined, number][] =>
    link.receipts.map(({ state, reason, doneAt }) => [state, reason, doneAt - START]);
  return { time, centre, link, submit, states };
}

describe('a message to a phone that can take it', () => {
  it('is delivered after the delay of the network, and reported after that of the receipt', async () => {
    const { time, centre, link, submit } = open({
      latency: { networkMs: 2_000, receiptMs: 500, acceptanceMs: 0 },
    });
    const { ok } = submit();
    await time.advanceBy(1_999);
    expect(centre.subscribers.messages(ALICE)).toEqual([]);
    await time.advanceBy(1);
    expect(centre.subscribers.messages(ALICE)).toMatchObject([
      { text: 'Hello', from: '36180', at: START + 2_000 },
    ]);
    await time.advanceBy(499);
    expect(link.receipts).toEqual([]);
    await time.advanceBy(1);
    expect([ok, link.receipts]).toMatchObject([
      true,
      [
        {
          id: '1000000001',
          to: ALICE,
          from: '36180',
          state: 'DELIVRD',
          messageState: 2,
          final: true,
          submitAt: START,
          doneAt: START + 2_000,
          parts: 1,
          delivered: 1,
          textStart: 'Hello',
          mccmnc: '20810',
          copy: 1,
        },
      ],
    ]);
  });

  it('gets no receipt that its sender did not ask for', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set('+33600000001', { state: 'unknown' });
    for (const to of [ALICE, '+33600000001']) {
      for (const registeredDelivery of [0, 2, 3]) submit({ to, registeredDelivery });
    }
    await time.advanceBy(0);
    expect(states().map(([state]) => state)).toEqual(['DELIVRD', 'UNDELIV']);
  });

  it('waits for its date when it has one', async () => {
    const { time, centre, states, submit } = open();
    const answer = submit({ scheduledAt: START + HOUR, validityMs: 10 * MINUTE });
    const id = answer.ok ? answer.id : '';
    expect(centre.query('shop', id)).toMatchObject({
      state: 'SCHEDULED',
      scheduledAt: START + HOUR,
      expiresAt: START + HOUR + 10 * MINUTE,
    });
    await time.advanceBy(HOUR);
    expect(states()).toEqual([['DELIVRD', undefined, HOUR]]);
  });

  it('is known to its sender, and to nobody else', async () => {
    const { time, centre, submit } = open();
    const answer = submit({ ref: 'r1' });
    const id = answer.ok ? answer.id : '';
    expect(centre.query('shop', id)).toMatchObject({ state: 'ENROUTE', final: false, ref: 'r1' });
    await time.advanceBy(0);
    expect(centre.query('shop', id)).toMatchObject({
      state: 'DELIVRD',
      final: true,
      doneAt: START,
      errorCode: '0',
    });
    expect(centre.query('bank', id)).toBeUndefined();
  });

  it('that is long comes together from its parts, each with a receipt of its own', async () => {
    const { time, centre, link, submit } = open();
    const text = 'Chappe '.repeat(40);
    for (const { ud, udh, dataCoding } of encodeText(text, 9))
      submit({ text: undefined, ud, udh: udh!, dataCoding });
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE)).toMatchObject([{ text, complete: true, of: 2 }]);
    expect(link.receipts.map(({ id }) => id)).toEqual(['1000000001', '1000000002']);
    expect(centre.summary().billedParts).toBe(2);
  });

  it('that is long and handed over whole has one receipt for its parts, which are billed', async () => {
    const { time, centre, link, submit } = open();
    expect(submit({ text: 'Chappe '.repeat(40) })).toMatchObject({ ok: true, parts: 2 });
    await time.advanceBy(0);
    expect(link.receipts).toMatchObject([{ parts: 2, delivered: 2 }]);
    expect(centre.summary().billedPartsByClient).toEqual({ shop: 2 });
  });
});

describe('a phone that cannot take messages', () => {
  it.each([
    ['off', 'absent_subscriber'],
    ['out_of_coverage', 'no_paging_response'],
    ['full', 'memory_full'],
    ['busy', 'subscriber_busy'],
    ['handset_error', 'handset_error'],
    ['sim_replaced', 'sim_replaced'],
  ] as const)(
    'for a while (%s) leaves the message at the centre until its validity ends',
    async (state, reason) => {
      const { time, centre, states, submit } = open();
      centre.subscribers.set(ALICE, { state });
      submit();
      await time.advanceBy(48 * HOUR - 1);
      expect(states()).toEqual([['ENROUTE', reason, 0]]);
      await time.advanceBy(1);
      expect(states()).toEqual([
        ['ENROUTE', reason, 0],
        ['EXPIRED', reason, 48 * HOUR],
      ]);
      centre.subscribers.set(ALICE, {});
      await time.advanceBy(48 * HOUR);
      expect(states()).toHaveLength(2);
    },
  );

  it.each([
    ['unknown', 'unknown_subscriber'],
    ['barred', 'call_barred'],
    ['no_credit', 'subscriber_no_credit'],
    ['parental_lock', 'parental_lock'],
    ['not_sms_capable', 'not_sms_capable'],
  ] as const)('for good (%s) ends the message at once', async (state, reason) => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state });
    submit();
    await time.advanceBy(0);
    expect(states()).toEqual([['UNDELIV', reason, 0]]);
  });

  it('is tried again on the schedule', async () => {
    const { time, centre, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off' });
    submit();
    await time.advanceBy(5 * HOUR);
    const attempts = centre.journal.list({ kind: 'attempt.failed' }).map(({ at }) => (at - START) / MINUTE);
    expect(attempts).toEqual([0, 1, 6, 21, 51, 111, 231]);
  });

  it('is tried at once when it comes back, all that waits in the order it came', async () => {
    const { time, centre, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off', until: START + 7 * HOUR + 123 });
    for (const text of ['one', 'two', 'three']) submit({ text });
    await time.advanceBy(24 * HOUR);
    expect(centre.subscribers.messages(ALICE).map(({ text, at }) => [text, at - START])).toEqual([
      ['one', 7 * HOUR + 123],
      ['two', 7 * HOUR + 123],
      ['three', 7 * HOUR + 123],
    ]);
  });

  it('is told once that it waits, however often it is tried', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off' });
    submit();
    submit({ registeredDelivery: 1 });
    await time.advanceBy(24 * HOUR);
    expect(states()).toEqual([['ENROUTE', 'absent_subscriber', 0]]);
  });

  it('expires no millisecond sooner and none later, whatever the validity and the delay of the network', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 * 24 * HOUR }),
        fc.integer({ min: 0, max: HOUR }),
        async (validityMs, networkMs) => {
          const { time, centre, states, submit } = open({ latency: { ...NO_LATENCY, networkMs } });
          centre.subscribers.set(ALICE, { state: 'off' });
          submit({ validityMs, registeredDelivery: 1 });
          await time.advanceBy(9 * 24 * HOUR);
          const end = Math.min(validityMs, 7 * 24 * HOUR);
          const reason = networkMs < end ? 'absent_subscriber' : 'validity_expired';
          expect(states()).toEqual([['EXPIRED', reason, end]]);
        },
      ),
    );
  });

  it('takes messages while roaming, unless the visited network does not serve it', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state: 'roaming', roaming: { operator: 'gb-1' } });
    submit();
    centre.subscribers.set('+33600000001', { state: 'roaming', roaming: { reachable: false } });
    submit({ to: '+33600000001' });
    await time.advanceBy(0);
    expect(states()).toEqual([
      ['DELIVRD', undefined, 0],
      ['ENROUTE', 'roaming_not_allowed', 0],
    ]);
  });

  it('has an inbox that fills up, and takes the rest when it was read', async () => {
    const { time, centre, submit } = open();
    centre.subscribers.set(ALICE, { inboxCapacity: 2 });
    for (const text of ['one', 'two', 'three']) submit({ text });
    await time.advanceBy(MINUTE / 2);
    expect(centre.subscribers.messages(ALICE)).toHaveLength(2);
    expect(centre.subscribers.read(ALICE)).toBe(2);
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('has an inbox that empties by itself when its messages are read', async () => {
    const { time, centre, submit } = open();
    centre.subscribers.set(ALICE, { inboxCapacity: 1, readAfterMs: 10 * SECOND });
    submit({ text: 'one' });
    submit({ text: 'two' });
    await time.advanceBy(10 * SECOND);
    expect(centre.subscribers.messages(ALICE).map(({ text, at }) => [text, at - START])).toEqual([
      ['one', 0],
      ['two', 10 * SECOND],
    ]);
  });

  it('may be absent for each message anew', async () => {
    const { time, centre, states, submit } = open({ fate: () => ({ absentForMs: 90 * SECOND }) });
    submit();
    await time.advanceBy(10 * MINUTE);
    submit();
    await time.advanceBy(10 * MINUTE);
    expect(states().filter(([state]) => state === 'DELIVRD')).toEqual([
      ['DELIVRD', undefined, 90 * SECOND],
      ['DELIVRD', undefined, 10 * MINUTE + 90 * SECOND],
    ]);
    expect(centre.subscribers.size).toBe(0);
  });
});

describe('what a subscriber or an operator does not want', () => {
  const night = [{ from: '20:00', to: '08:00' }];
  const rejected = async (settings: SubscriberSettings, submission: Partial<CentreSubmission>) => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, settings);
    submit(submission);
    await time.advanceBy(0);
    return states()[0]?.slice(0, 2);
  };

  it('is marketing, where the subscriber says so', async () => {
    expect(await rejected({ dnd: {} }, { purpose: 'marketing' })).toEqual(['REJECTD', 'do_not_disturb']);
    expect(await rejected({ dnd: {} }, { text: 'Sales! STOP 36180' })).toEqual(['REJECTD', 'do_not_disturb']);
    expect(await rejected({ dnd: {} }, { purpose: 'transactional' })).toEqual(['DELIVRD', undefined]);
    expect(await rejected({ dnd: { scope: 'all' } }, {})).toEqual(['REJECTD', 'do_not_disturb']);
  });

  it('is anything at night, where the subscriber says so', async () => {
    expect(await rejected({ dnd: { scope: 'all', hours: night } }, {})).toEqual([
      'REJECTD',
      'do_not_disturb',
    ]);
    expect(await rejected({ dnd: { scope: 'all', hours: [{ from: '08:00', to: '20:00' }] } }, {})).toEqual([
      'DELIVRD',
      undefined,
    ]);
  });

  it.each([
    ['sender_blacklisted', { senderBlacklist: ['+36180'] }, {}],
    ['sender_not_allowed', { alphanumericSenders: 'forbidden' as const }, { from: 'SHOP' }],
    ['spam', { spamWords: ['casino'] }, { text: 'Best CASINO in town' }],
    ['do_not_disturb', { doNotDisturb: [ALICE] }, { purpose: 'marketing' as const }],
    [
      'marketing_hours',
      { marketingHours: [{ from: '08:00', to: '20:00' }] },
      { purpose: 'marketing' as const },
    ],
  ])('is refused by the operator in a receipt, or in the answer: %s', async (reason, rules, submission) => {
    const { time, centre, states, submit } = open();
    centre.network.patch('fr-2', rules);
    expect(submit(submission).ok).toBe(true);
    await time.advanceBy(0);
    expect(states()).toEqual([['REJECTD', reason, 0]]);
    centre.network.patch('fr-2', { refusesAt: 'submission' });
    expect(submit(submission)).toMatchObject({ ok: false, error: { code: reason } });
    expect(submit({ purpose: 'transactional', from: '36111' }).ok).toBe(true);
  });

  it('is letters, in whose place the phone shows a short code', async () => {
    const { time, centre, submit } = open();
    submit({ from: 'SHOP', to: '+14155550123' });
    await time.advanceBy(0);
    expect(centre.subscribers.messages('+14155550123')).toMatchObject([{ from: '72345' }]);
  });

  it('is more than its network takes: attempts wait for their turn, high priority first', async () => {
    const { time, centre, submit } = open();
    centre.network.patch('fr-2', { rateLimitPerSecond: 3 });
    for (let index = 0; index < 9; index++) submit({ text: String(index), priority: index >= 7 ? 3 : 0 });
    await time.advanceBy(10 * SECOND);
    const shown = centre.subscribers.messages(ALICE).map(({ text, at }) => [text, at - START]);
    expect(shown).toEqual([
      ['0', 0],
      ['7', 334],
      ['8', 667],
      ['1', 1_000],
      ['2', 1_334],
      ['3', 1_667],
      ['4', 2_000],
      ['5', 2_334],
      ['6', 2_667],
    ]);
  });

  it('expires while it waits for its turn', async () => {
    const { time, centre, states, submit } = open();
    centre.network.patch('fr-2', { rateLimitPerSecond: 0.01 });
    submit();
    submit({ validityMs: 5 * SECOND });
    await time.advanceBy(HOUR);
    expect(states()).toEqual([
      ['DELIVRD', undefined, 0],
      ['EXPIRED', 'validity_expired', 5 * SECOND],
    ]);
    expect(centre.time.waiting).toBe(0);
  });
});

describe('a ported number', () => {
  it('is reached through its new network, whose dialect the receipt speaks', async () => {
    const { time, centre, link, submit } = open();
    centre.subscribers.set(ALICE, { ported: { to: 'fr-4' }, state: 'off' });
    submit();
    await time.advanceBy(0);
    expect(link.receipts).toMatchObject([{ dialect: 'vonage', errorCode: '2', mccmnc: '20815' }]);
  });

  it.each([
    ['undeliverable', [['UNDELIV', 'portability', 0]]],
    ['rejected', [['REJECTD', 'portability', 0]]],
    ['lost', []],
  ] as const)('is %s where its old network does not resolve it', async (misrouted, expected) => {
    const { time, centre, states, submit } = open();
    centre.network.patch('fr-2', { resolvesPortedNumbers: false, misrouted });
    centre.network.port({ prefix: '33612', to: 'fr-1' });
    submit();
    await time.advanceBy(72 * HOUR);
    expect(states()).toEqual(expected);
  });

  it('is known to nobody right after the move', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { ported: { to: 'fr-4', at: START, gapMs: MINUTE } });
    submit();
    await time.advanceBy(MINUTE);
    submit();
    await time.advanceBy(0);
    expect(states()).toEqual([
      ['UNDELIV', 'unknown_subscriber', 0],
      ['DELIVRD', undefined, MINUTE],
    ]);
  });

  it('has no way to it where nobody has the prefix', async () => {
    const { time, centre, states, submit } = open();
    centre.network.remove('elsewhere');
    submit({ to: '+999123456' });
    await time.advanceBy(0);
    expect(states()).toEqual([['UNDELIV', 'no_route', 0]]);
  });

  it('is looked up as the network would answer', () => {
    const { centre } = open();
    centre.subscribers.set(ALICE, {
      ported: { to: 'fr-4' },
      state: 'roaming',
      roaming: { operator: 'gb-1' },
    });
    expect(centre.lookup('33612345678')).toMatchObject({
      msisdn: ALICE,
      known: true,
      reach: 'present',
      home: { operator: 'fr-2', mcc: '208', mnc: '10' },
      present: { operator: 'fr-4', mnc: '15' },
      visited: { operator: 'gb-1' },
      ported: true,
    });
    centre.subscribers.set(ALICE, { state: 'unknown' });
    expect(centre.lookup(ALICE)).toMatchObject({ known: false, reach: 'unknown', ported: false });
    centre.subscribers.set(ALICE, { state: 'off' });
    expect(centre.lookup(ALICE)).toMatchObject({ known: true, reach: 'absent' });
    expect(centre.lookup('SHOP')).toBeUndefined();
  });
});

describe('the sender', () => {
  it('takes a waiting message back', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off' });
    const answer = submit();
    const id = answer.ok ? answer.id : '';
    await time.advanceBy(HOUR);
    expect(centre.cancel('bank', id)).toMatchObject({ ok: false, error: { code: 'invalid_message_id' } });
    expect(centre.cancel('shop', id)).toEqual({ ok: true });
    expect(centre.cancel('shop', id)).toMatchObject({ ok: false, error: { code: 'cancel_failed' } });
    centre.subscribers.set(ALICE, {});
    await time.advanceBy(HOUR);
    expect(states().at(-1)).toEqual(['DELETED', 'deleted', HOUR]);
    expect(centre.subscribers.messages(ALICE)).toEqual([]);
  });

  it('takes back all that it sent from one sender to one phone', () => {
    const { centre, submit } = open();
    submit();
    submit();
    submit({ from: '36111' });
    expect(centre.cancelAll('shop', { from: '36180', to: ALICE })).toBe(2);
    expect(centre.messages({ state: 'DELETED' })).toHaveLength(2);
    expect(centre.messages({ state: 'ENROUTE', to: ALICE, clientId: 'shop' })).toHaveLength(1);
  });

  it('changes the text and the end of a waiting message', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off' });
    const answer = submit();
    const id = answer.ok ? answer.id : '';
    await time.advanceBy(HOUR);
    expect(centre.replace('shop', id, { text: 'Better', validityMs: 2 * HOUR })).toEqual({ ok: true });
    expect(centre.query('shop', id)).toMatchObject({ text: 'Better', expiresAt: START + 3 * HOUR });
    expect(centre.replace('shop', id, { validityMs: -1 })).toMatchObject({
      error: { code: 'invalid_expiry' },
    });
    await time.advanceBy(10 * HOUR);
    expect(states().at(-1)).toEqual(['EXPIRED', 'absent_subscriber', 3 * HOUR]);
    expect(centre.replace('shop', id, { text: 'Late' })).toMatchObject({ error: { code: 'replace_failed' } });
  });

  it('has a newer message take the place of one that waits', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { state: 'off' });
    submit({ text: 'Rain' });
    await time.advanceBy(HOUR);
    submit({ text: 'Sun', replaceIfPresent: true });
    centre.subscribers.set(ALICE, {});
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE).map(({ text }) => text)).toEqual(['Sun']);
    expect(states().map(([state, reason]) => [state, reason])).toEqual([
      ['ENROUTE', 'absent_subscriber'],
      ['DELETED', 'replaced'],
      ['DELIVRD', undefined],
    ]);
  });
});

describe('one part of a long message', () => {
  it('can fail alone: the phone shows what came', async () => {
    const { time, centre, states, submit } = open();
    centre.subscribers.set(ALICE, { faults: { failingPart: 2, failingPartReason: 'content_refused' } });
    for (const no of [1, 2, 3]) {
      submit({ text: String(no), udh: concatenationHeader({ reference: 5, no, of: 3 }) });
    }
    await time.advanceBy(0);
    expect(centre.subscribers.messages(ALICE)).toMatchObject([{ text: '1[...]3', complete: false }]);
    expect(states().map(([state]) => state)).toEqual(['DELIVRD', 'REJECTD', 'DELIVRD']);
  });
});
