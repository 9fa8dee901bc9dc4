import fc from 'fast-check';
import { PriceList } from '../credits/index.js';
import { MessageRepository, isFinal, type PartState, type SendCommand } from '../messages/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import {
  GRACE_MS,
  HOUR_MS,
  MINUTE_MS,
  MORNING,
  NEVER,
  NO,
  NOT_NOW,
  PRICE_MICROS,
  Platform,
  SECOND_MS,
  SILENCE,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
  numbers,
  tooFast,
  type Script,
  type Settings,
} from './platform.contract-spec.js';
import { ReceiptRepository } from './receipt.repository.js';

describe('A message that is sent', () => {
  it('is handed over at once, outside of what stored it, and paid when the carrier takes it', async () => {
    const platform = await Platform.open();
    const id = await platform.send({ from: 'Chappe', text: 'x'.repeat(200), priority: 'high' });
    expect(platform.carrier.submissions).toMatchObject([
      {
        messageId: id,
        attempt: 1,
        to: '+33612121515',
        country: 'FR',
        from: 'Chappe',
        encoding: 'GSM7',
        parts: [
          { number: 1, text: 'x'.repeat(153) },
          { number: 2, text: 'x'.repeat(47) },
        ],
        purpose: 'transactional',
        priority: 'high',
        validityMs: VALIDITY_MS,
        at: MORNING,
      },
    ]);
    expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'semaphore', attempts: 1 });
    expect(await platform.revenue()).toBe(2 * PRICE_MICROS);
    expect((await platform.audit()).openHolds).toBe(0);
  });

  it('is delivered when its receipts say so, and every step is a fact', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    await platform.clock.advanceBy(5000);
    await platform.carrier.tell(id, 'buffered', 'absent_subscriber');
    await platform.clock.advanceBy(HOUR_MS);
    await platform.carrier.tell(id, 'delivered');
    expect(await platform.timeline(id)).toEqual([
      '0 queued',
      '0 submitting',
      '0 sent',
      '5000 buffered',
      '3605000 delivered',
    ]);
    const types = (await platform.facts()).map(({ type }) => type);
    expect(types.filter(type => type.startsWith('message.'))).toEqual([
      'message.queued',
      'message.sent',
      'message.buffered',
      'message.delivered',
    ]);
  });

  it('and refused for good is rejected, and its credit goes back', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NO);
    const id = await platform.send();
    expect(await platform.message(id)).toMatchObject({
      state: 'rejected',
      reason: 'unknown_subscriber',
      rawCode: '11',
    });
    expect(await platform.revenue()).toBe(0);
    expect((await platform.audit()).openHolds).toBe(0);
  });

  it('leaves nothing to do behind, and no alarm, once it has ended', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    await platform.carrier.tell(id, 'delivered');
    await platform.clock.advanceBy(10 * 24 * HOUR_MS);
    expect(platform.clock.timerCount).toBe(0);
    expect(platform.problems).toEqual([]);
  });
});

describe('A message that a carrier cannot take now', () => {
  it('is tried again with growing delays, to the millisecond, and ends when it was tried often enough', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NOT_NOW);
    const id = await platform.send();
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.times.map(ms => ms / SECOND_MS)).toEqual([0, 30, 90, 210, 450]);
    expect(platform.carrier.submissions.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'network_error' });
    expect(await platform.revenue()).toBe(0);
  });

  it('is told how much of its validity is left', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NOT_NOW, YES);
    await platform.send();
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.submissions[1]!.validityMs).toBe(VALIDITY_MS - 30 * SECOND_MS);
  });

  it('goes again when the carrier said, which costs age and not attempts', async () => {
    const platform = await Platform.open();
    platform.carrier.will(...Array<Script>(20).fill(tooFast(700)), YES);
    const id = await platform.send();
    await platform.clock.advanceBy(MINUTE_MS);
    expect(platform.carrier.times).toEqual(Array.from({ length: 21 }, (_, index) => index * 700));
    expect(await platform.message(id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('goes again after growing pauses when the carrier did not say', async () => {
    const platform = await Platform.open();
    platform.carrier.will(...Array<Script>(8).fill(tooFast(null)), YES);
    const id = await platform.send();
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.times.map(ms => ms / SECOND_MS)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect((await platform.message(id)).state).toBe('sent');
  });

  it('expires when its validity ends first, and its credit goes back', async () => {
    const platform = await Platform.open();
    platform.carrier.will(tooFast(null));
    const id = await platform.send({ validityMs: HOUR_MS });
    await platform.clock.advanceBy(2 * HOUR_MS);
    expect(await platform.message(id)).toMatchObject({ state: 'expired', reason: 'validity_ended' });
    expect((await platform.message(id)).finalAt! - MORNING).toBeLessThan(HOUR_MS + MINUTE_MS);
    expect(await platform.revenue()).toBe(0);
    expect((await platform.audit()).openHolds).toBe(0);
  });

  it('goes to the next carrier while the first is away', async () => {
    const platform = await Platform.open({
      carriers: clock => [
        new ScriptedCarrier(clock, tooFast(null), {}, 'first'),
        new ScriptedCarrier(clock, YES, {}, 'second'),
      ],
    });
    const id = await platform.send();
    expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'second' });
    expect(platform.carrier.submissions).toHaveLength(1);
  });
});

describe('A message whose answer never comes', () => {
  it('is sent once more after a while if it is transactional, and never a third time', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('in_doubt');
    await platform.clock.advanceBy(VALIDITY_MS);
    expect(platform.carrier.times).toEqual([0, MINUTE_MS]);
    expect((await platform.message(id)).state).toBe('in_doubt');
  });

  it('is never sent again if it is marketing', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(VALIDITY_MS);
    expect(platform.carrier.times).toEqual([0]);
  });

  it('is sent again as often as it takes to a carrier that recognises it', async () => {
    const platform = await Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, SILENCE, { deduplicates: true })],
    });
    platform.carrier.will(SILENCE, SILENCE, SILENCE, YES);
    const id = await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.times).toEqual([0, 1, 2, 3].map(minutes => minutes * MINUTE_MS));
    expect((await platform.message(id)).state).toBe('sent');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('is not given to another carrier, which would not recognise it, while the first is away', async () => {
    const platform = await Platform.open({
      carriers: clock => [
        new ScriptedCarrier(clock, SILENCE, { deduplicates: true, windowSize: 1 }, 'first'),
        new ScriptedCarrier(clock, YES, {}, 'second'),
      ],
    });
    const [first, second] = platform.carriers;
    first!.will(SILENCE, tooFast(5 * MINUTE_MS), YES);
    const id = await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(MINUTE_MS - 1);
    // It is away just when the first message is due to be asked about.
    const other = await platform.send({ to: '+33612121516' });
    expect(await platform.message(other)).toMatchObject({ state: 'sent', carrier: 'second' });
    await platform.clock.advanceBy(HOUR_MS);
    expect(second!.submissions.map(({ messageId }) => messageId)).toEqual([other]);
    expect(first!.submissions.filter(({ messageId }) => messageId === id)).toHaveLength(2);
    expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'first' });
    expect(platform.problems).toEqual([]);
  });

  it('is settled by a receipt that turns up, and paid', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    const id = await platform.send();
    const ours = { messageId: id, partNumber: 1 };
    const receipt = {
      reference: 'x',
      ours,
      state: 'delivered',
      reason: null,
      rawCode: '2',
      at: MORNING,
      raw: '',
    } as const;
    await platform.carrier.listener.receipt(receipt);
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.times).toEqual([0]);
  });

  it('expires at the end of its validity and the grace after it, and its credit goes back', async () => {
    const platform = await Platform.open();
    platform.carrier.will(SILENCE);
    const id = await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS - 1);
    expect((await platform.message(id)).state).toBe('in_doubt');
    await platform.clock.advanceBy(1);
    expect(await platform.message(id)).toMatchObject({ state: 'expired', reason: 'no_answer' });
    expect(await platform.revenue()).toBe(0);
  });

  it('is in doubt when the carrier throws, because nobody can say whether it left', async () => {
    const platform = await Platform.open();
    platform.carrier.will(() => {
      throw new Error('socket hang up');
    });
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('in_doubt');
    expect(platform.problems.join()).toContain('socket hang up');
  });

  it('is in doubt when its carrier takes too long, and an answer that comes after all settles it', async () => {
    const platform = await Platform.open();
    let answer = () => {};
    platform.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
    const id = await platform.send({ purpose: 'marketing' });
    await platform.clock.advanceBy(defaultDeliveryOptions.answerMaxMs - 1);
    expect((await platform.message(id)).state).toBe('submitting');
    await platform.clock.advanceBy(1);
    expect((await platform.message(id)).state).toBe('in_doubt');
    answer();
    await platform.clock.settle();
    expect((await platform.message(id)).state).toBe('sent');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });
});

describe('A message of which nothing more is heard', () => {
  it('expires exactly at the end of its validity and the grace after it; it stays paid', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS - 1);
    expect((await platform.message(id)).state).toBe('sent');
    await platform.clock.advanceBy(1);
    expect(await platform.message(id)).toMatchObject({
      state: 'expired',
      reason: 'no_receipt',
      finalAt: MORNING + VALIDITY_MS + GRACE_MS,
    });
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('does not come back when a receipt comes after that', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    await platform.carrier.tell(id, 'delivered');
    expect((await platform.message(id)).state).toBe('expired');
  });
});

describe('A scheduled message', () => {
  const tomorrow = { scheduledAt: MORNING + 24 * HOUR_MS };

  it('leaves at its date, and takes no credit before', async () => {
    const platform = await Platform.open();
    const id = await platform.send(tomorrow);
    await platform.clock.advanceBy(24 * HOUR_MS - 1);
    expect((await platform.audit()).openHolds).toBe(0);
    expect(platform.carrier.submissions).toHaveLength(0);
    await platform.clock.advanceBy(1);
    expect(platform.carrier.times).toEqual([24 * HOUR_MS]);
    expect(await platform.message(id)).toMatchObject({ state: 'sent', validUntil: MORNING + 72 * HOUR_MS });
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('is rejected at its date if its recipient has said STOP meanwhile', async () => {
    const platform = await Platform.open();
    const id = await platform.send(tomorrow);
    await platform.optOuts.add('acc_1', ['+33612121515'], 'reply');
    await platform.clock.advanceBy(24 * HOUR_MS);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'opted_out' });
    expect(platform.carrier.submissions).toHaveLength(0);
    expect((await platform.audit()).openHolds).toBe(0);
  });

  it('leaves while there is credit: the others of the same date are rejected for want of it', async () => {
    const platform = await Platform.open({ credit: 1_000_000 });
    const affordable = Math.floor(1_000_000 / PRICE_MICROS);
    const ids = await platform.sendMany({ to: numbers(affordable + 3), ...tomorrow });
    await platform.clock.advanceBy(24 * HOUR_MS);
    const ended = await Promise.all(ids.map(id => platform.message(id)));
    expect(ended.filter(({ state }) => state === 'sent')).toHaveLength(affordable);
    expect(ended.filter(({ reason }) => reason === 'insufficient_credit')).toHaveLength(3);
    expect(await platform.revenue()).toBe(affordable * PRICE_MICROS);
  });
});

describe('A scheduled message of an account that pays from another wallet by now', () => {
  it('is priced for that wallet and paid from it; what is frozen stays', async () => {
    const platform = await Platform.open();
    const id = await platform.send({ scheduledAt: MORNING + HOUR_MS });
    await platform.topUp(50_000_000, 'CREDIT');
    await platform.clock.advanceBy(HOUR_MS);
    const price = PriceList.default().perPart('FR', 'text', 'CREDIT')!;
    expect(await platform.message(id)).toMatchObject({
      state: 'sent',
      asset: 'CREDIT',
      costMicros: price.micros,
    });
    const { assets } = await platform.audit();
    const revenue = Object.fromEntries(assets.map(({ asset, revenueMicros }) => [asset, revenueMicros]));
    expect(revenue).toEqual({ EUR: 0, CREDIT: price.micros });
  });

  it('is rejected if that wallet has no price for its country', async () => {
    const prices = PriceList.default().prices.filter(({ perPart }) => perPart.asset === 'EUR');
    const platform = await Platform.open({ prices: new PriceList(prices) });
    const id = await platform.send({ scheduledAt: MORNING + HOUR_MS });
    await platform.topUp(50_000_000, 'CREDIT');
    await platform.clock.advanceBy(HOUR_MS);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'country_not_served' });
  });
});

describe('The pace', () => {
  it('is the rate of the carrier, and what is more urgent goes first', async () => {
    const platform = await Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, YES, { ratePerSecond: 2 })],
    });
    await platform.sendMany({ to: numbers(4), priority: 'veryLow' });
    for (const priority of ['low', 'medium', 'high'] as const) await platform.send({ priority });
    await platform.clock.advanceBy(10 * SECOND_MS);
    expect(platform.carrier.times).toEqual([0, 0, 500, 1000, 1500, 2000, 2500]);
    expect(platform.carrier.submissions.map(({ priority }) => priority)).toEqual([
      'veryLow',
      'veryLow',
      'high',
      'medium',
      'low',
      'veryLow',
      'veryLow',
    ]);
  });

  it('is the window of the carrier: each answer makes room for the next message', async () => {
    const platform = await Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, YES, { windowSize: 3 })],
    });
    const waiting: (() => void)[] = [];
    platform.carrier.will(submission => new Promise(resolve => waiting.push(() => resolve(YES(submission)))));
    await platform.sendMany({ to: numbers(10) });
    const underWay: number[] = [];
    while (waiting.length > 0) {
      underWay.push(waiting.length);
      waiting.shift()!();
      await platform.clock.settle();
    }
    expect(underWay).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 2, 1]);
    expect(platform.delivery.status().carriers).toEqual([
      { name: 'semaphore', health: { up: true }, breaker: 'closed', paused: false, submissionsInFlight: 0 },
    ]);
    expect(await platform.delivery.countByState()).toEqual({ sent: 10 });
    // No time has passed: nothing waited for an alarm.
    expect(platform.clock.now()).toBe(MORNING);
  });

  it('takes no more in one transaction than it may, and still hands over all', async () => {
    const platform = await Platform.open({ options: { claimMax: 3 } });
    await platform.sendMany({ to: numbers(20) });
    expect(platform.carrier.submissions).toHaveLength(20);
    expect(platform.clock.now()).toBe(MORNING);
  });

  it('after a pause resumes with everything that had to wait', async () => {
    const platform = await Platform.open();
    platform.carrier.will(tooFast(10 * SECOND_MS));
    await platform.sendMany({ to: numbers(50) });
    platform.carrier.will(YES);
    await platform.clock.advanceBy(10 * SECOND_MS);
    expect(await platform.delivery.countByState()).toEqual({ sent: 50 });
  });
});

describe('A carrier that is away for long', () => {
  it('holds up nothing but what waits for it: dates and doubts are kept to the millisecond', async () => {
    const platform = await Platform.open({ credit: 10_000_000 });
    platform.carrier.will(YES, tooFast(24 * HOUR_MS));
    const sent = await platform.send({ validityMs: HOUR_MS });
    await platform.clock.advanceBy(VALIDITY_MS / 2);
    const scheduled = await platform.send({ scheduledAt: platform.clock.now() + MINUTE_MS });
    const waiting = await platform.send();
    await platform.clock.advanceBy(GRACE_MS);
    expect(await platform.timeline(scheduled)).toContain(`${VALIDITY_MS / 2 + MINUTE_MS} queued`);
    expect(await platform.timeline(sent)).toContain(`${HOUR_MS + GRACE_MS} expired`);
    expect(platform.carrier.times).toHaveLength(4);
    expect(['queued', 'sent']).toContain((await platform.message(waiting)).state);
  });
});

describe('A database that goes away', () => {
  it('while an answer is stored: the answer is kept and stored later, and nothing is sent twice', async () => {
    const platform = await Platform.open();
    platform.carrier.will(submission => {
      platform.line.failures = 3;
      return YES(submission);
    });
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('submitting');
    await platform.clock.advanceBy(30 * SECOND_MS);
    expect((await platform.message(id)).state).toBe('sent');
    expect(platform.carrier.submissions).toHaveLength(1);
    expect(await platform.revenue()).toBe(PRICE_MICROS);
    expect(platform.problems.length).toBeGreaterThan(0);
  });

  it('while messages are claimed: they go when it is back', async () => {
    const platform = await Platform.open();
    platform.line.cut = true;
    const id = await platform.send();
    await platform.clock.advanceBy(10 * SECOND_MS);
    expect(platform.carrier.submissions).toHaveLength(0);
    platform.line.cut = false;
    await platform.clock.advanceBy(12 * SECOND_MS);
    expect((await platform.message(id)).state).toBe('sent');
  });

  it('while a receipt is stored: the carrier is not thanked, and says it again', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    platform.line.failures = 1;
    await expect(platform.carrier.tell(id, 'delivered')).rejects.toThrow('The database is away.');
    await platform.carrier.tell(id, 'delivered');
    expect((await platform.message(id)).state).toBe('delivered');
  });
});

describe('A process that is killed in the middle', () => {
  const killedWhileSubmitting = async (purpose: SendCommand['purpose'], next: Settings = {}) => {
    const before = await Platform.open();
    before.carrier.will(NEVER);
    const id = await before.send({ purpose });
    expect((await before.message(id)).state).toBe('submitting');
    await before.clock.advanceBy(5 * SECOND_MS);
    return { id, platform: await before.killAndStart(next) };
  };

  it('leaves a doubt behind; what is transactional is sent once more after a while', async () => {
    const { id, platform } = await killedWhileSubmitting('transactional');
    expect((await platform.message(id)).state).toBe('in_doubt');
    expect(platform.carrier.submissions).toHaveLength(0);
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.times).toEqual([5 * SECOND_MS + MINUTE_MS]);
    expect(platform.carrier.submissions).toMatchObject([{ attempt: 2 }]);
    expect((await platform.message(id)).state).toBe('sent');
  });

  it('leaves a doubt behind; marketing is not sent again', async () => {
    const { id, platform } = await killedWhileSubmitting('marketing');
    await platform.clock.advanceBy(VALIDITY_MS);
    expect(platform.carrier.submissions).toHaveLength(0);
    expect((await platform.message(id)).state).toBe('in_doubt');
  });

  it('asks a carrier that recognises messages at once', async () => {
    const { id, platform } = await killedWhileSubmitting('marketing', {
      carriers: clock => [new ScriptedCarrier(clock, YES, { deduplicates: true })],
    });
    expect(platform.carrier.times).toEqual([5 * SECOND_MS]);
    expect((await platform.message(id)).state).toBe('sent');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('beside others leaves its lease to end: what a live process is handing over is not touched', async () => {
    const live = await Platform.open();
    let answer = () => {};
    live.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
    const id = await live.send();
    const joining = await live.joinedBy({ isShared: true });
    expect((await joining.message(id)).state).toBe('submitting');
    answer();
    await live.clock.settle();
    expect(await live.timeline(id)).toEqual(['0 queued', '0 submitting', '0 sent']);
    await joining.delivery.stop();

    live.carrier.will(NEVER);
    const left = await live.send();
    const heir = await live.killAndStart({ isShared: true });
    await heir.clock.advanceBy(defaultDeliveryOptions.leaseMs - 1);
    expect((await heir.message(left)).state).toBe('submitting');
    await heir.clock.advanceBy(1 + MINUTE_MS);
    expect((await heir.message(left)).state).toBe('sent');
    expect(heir.carrier.submissions).toHaveLength(1);
  });

  it('finds all that it had accepted: what was queued goes, what was scheduled goes at its date', async () => {
    const before = await Platform.open();
    before.line.cut = true;
    const queued = await before.send();
    const scheduled = await before.send({ scheduledAt: MORNING + HOUR_MS });
    const platform = await before.killAndStart();
    expect((await platform.message(queued)).state).toBe('sent');
    await platform.clock.advanceBy(HOUR_MS);
    expect((await platform.message(scheduled)).state).toBe('sent');
  });
});

describe('An announcement that is lost with its process', () => {
  it('holds a message up for no longer than the look taken for safety', async () => {
    const platform = await Platform.open({ safetyIntervalMs: 30 * SECOND_MS });
    platform.line.deaf = true;
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('queued');
    await platform.clock.advanceBy(30 * SECOND_MS);
    expect((await platform.message(id)).state).toBe('sent');
    await platform.delivery.stop();
    expect(platform.clock.timerCount).toBe(0);
  });
});

describe('A stop', () => {
  it('takes nothing new, and waits for what is under way', async () => {
    const platform = await Platform.open();
    let answer = () => {};
    platform.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
    const underWay = await platform.send();
    let stopped = false;
    const stop = platform.delivery.stop().then(() => (stopped = true));
    const late = await platform.send();
    expect(stopped).toBe(false);
    answer();
    await stop;
    await platform.clock.settle();
    expect((await platform.message(underWay)).state).toBe('sent');
    expect((await platform.message(late)).state).toBe('queued');
    expect(platform.carrier.stopped).toBe(true);
    expect(platform.clock.timerCount).toBe(0);
  });

  it('gives up on answers that do not come in time, from a carrier that does not care too: they are in doubt', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NEVER);
    const id = await platform.send();
    const stop = platform.delivery.stop();
    await platform.clock.advanceBy(defaultDeliveryOptions.drainMs);
    await stop;
    expect(await platform.message(id)).toMatchObject({ state: 'in_doubt', leaseOwner: null });
  });

  it('does not wait for a database that is away', async () => {
    const platform = await Platform.open();
    platform.carrier.will(submission => {
      platform.line.cut = true;
      return YES(submission);
    });
    const id = await platform.send();
    await platform.delivery.stop();
    platform.line.cut = false;
    // Nobody knows any more: the next start finds the doubt.
    expect((await platform.message(id)).state).toBe('submitting');
    expect(platform.clock.timerCount).toBe(0);
  });

  it.each(['while it looks for work', 'while it stores an answer'])(
    'does not wait for ever for a database that says nothing any more: %s',
    async moment => {
      const platform = await Platform.open();
      if (moment === 'while it looks for work') platform.silenceDatabase();
      else
        platform.carrier.will(submission => {
          platform.silenceDatabase();
          return YES(submission);
        });
      await platform.send();
      const stop = platform.delivery.stop();
      await platform.clock.advanceBy(defaultDeliveryOptions.drainMs + 10 * SECOND_MS);
      await stop;
      expect(platform.problems).toEqual([expect.stringContaining('The storage has not answered')]);
      expect(platform.carrier.stopped).toBe(true);
    },
  );
});

describe('A receipt', () => {
  const orphans = (platform: Platform) => platform.database.read(tx => tx.get(ReceiptRepository).count());

  it('that overtakes the answer waits for it, and is applied with it', async () => {
    const platform = await Platform.open();
    platform.carrier.will(async submission => {
      await platform.carrier.tell(submission.messageId, 'buffered', 'absent_subscriber');
      await platform.carrier.tell(submission.messageId, 'delivered');
      return YES(submission);
    });
    const id = await platform.send();
    expect(await platform.timeline(id)).toEqual([
      '0 queued',
      '0 submitting',
      '0 sent',
      '0 buffered',
      '0 delivered',
    ]);
    expect(await orphans(platform)).toBe(0);
    expect(platform.delivery.status().orphanReceipts).toBe(2);
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('that is stored while the answer is being stored finds it all the same, whichever is first', async () => {
    const platform = await Platform.open();
    const answerFirst = await platform.send();
    platform.line.blind.byReference = 1;
    await platform.carrier.tell(answerFirst, 'delivered');
    expect((await platform.message(answerFirst)).state).toBe('delivered');

    platform.carrier.will(submission => {
      platform.line.meanwhile = async () => {
        await platform.carrier.tell(submission.messageId, 'delivered');
        platform.line.blind.take = 1;
      };
      return YES(submission);
    });
    const receiptFirst = await platform.send();
    expect((await platform.message(receiptFirst)).state).toBe('delivered');
    expect(await orphans(platform)).toBe(0);
  });

  it('that overtakes an answer which is told late, like a receipt, is applied with it', async () => {
    const platform = await Platform.open();
    platform.carrier.will(async submission => {
      await platform.carrier.tell(submission.messageId, 'delivered');
      return SILENCE(submission);
    });
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('in_doubt');
    await platform.carrier.listener.receipt({
      reference: `${id}/1`,
      ours: { messageId: id, partNumber: 1 },
      state: 'sent',
      reason: null,
      rawCode: 'late',
      at: platform.clock.now(),
      raw: '',
    });
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await orphans(platform)).toBe(0);
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('that another process stores while the answer is being stored finds it too', async () => {
    const sender = await Platform.open({ isShared: true });
    const hearer = await sender.joinedBy({ isShared: true });
    hearer.line.deaf = true;
    sender.carrier.will(submission => {
      sender.line.meanwhile = async () => {
        await hearer.carrier.tell(submission.messageId, 'delivered');
        sender.line.blind.take = 1;
      };
      return YES(submission);
    });
    const id = await sender.send();
    expect((await sender.message(id)).state).toBe('delivered');
    expect(await orphans(sender)).toBe(0);
  });

  it('that nobody applied, because the process died that should have, is applied when somebody looks', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    const receipt = { state: 'delivered', reason: null, rawCode: '2', at: MORNING, raw: '' } as const;
    const kept = Array.from({ length: 600 }, (_, index) => ({
      carrier: 'semaphore',
      receipt: { ...receipt, reference: index === 599 ? `${id}/1` : `of nobody ${index}` },
      receivedAt: MORNING,
    }));
    await platform.database.transaction(tx => tx.get(ReceiptRepository).keep(kept));
    await platform.delivery.matchOrphans();
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await orphans(platform)).toBe(599);
  });

  it('is applied within two leases where the process died that had stored the answer, and was to look again', async () => {
    const dead = await Platform.open({ isShared: true });
    const id = await dead.send();
    const living = await dead.joinedBy({ isShared: true, safetyIntervalMs: 1000 });
    const receipt = {
      reference: `${id}/1`,
      state: 'delivered',
      reason: null,
      rawCode: '2',
      raw: '',
    } as const;
    const kept = { carrier: 'semaphore', receipt: { ...receipt, at: MORNING }, receivedAt: MORNING };
    const later = { ...kept, receivedAt: MORNING + defaultDeliveryOptions.leaseMs };
    for (const orphan of [kept, later]) {
      await living.database.transaction(tx => tx.get(ReceiptRepository).keep([orphan]));
      await living.clock.advanceBy(2 * defaultDeliveryOptions.leaseMs);
      expect(await orphans(living)).toBe(0);
    }
    expect((await living.message(id)).state).toBe('delivered');
  });

  it.each([
    [['33612121515', '36180'], 'delivered'],
    [['36180', '0612121515'], 'delivered'],
    [['36180', 'CHAPPE'], 'delivered'],
    [['', ''], 'delivered'],
    [['33699999999', '36180'], 'sent'],
    [['CHAPPE', '+33699999999'], 'sent'],
  ] as const)(
    'that names %j leaves the message %s: a reference may be given out again',
    async (phones, state) => {
      const platform = await Platform.open();
      const id = await platform.send();
      const receipt = {
        reference: `${id}/1`,
        state: 'delivered',
        reason: null,
        rawCode: '2',
        raw: '',
      } as const;
      await platform.carrier.listener.receipt({ ...receipt, at: MORNING, phones });
      expect((await platform.message(id)).state).toBe(state);
      expect(await orphans(platform)).toBe(state === 'sent' ? 1 : 0);
      // What is kept is looked at again after a start, and does no harm then either.
      const next = await platform.killAndStart();
      expect((await next.message(id)).state).toBe(state);
      expect(await orphans(next)).toBe(state === 'sent' ? 1 : 0);
    },
  );

  it('that came before the answer and names another phone leaves the message alone, and is kept under no part of it', async () => {
    const platform = await Platform.open();
    platform.carrier.will(async submission => {
      const receipt = { state: 'delivered', reason: null, rawCode: '2', at: MORNING, raw: '' } as const;
      const reference = `${submission.messageId}/1`;
      await platform.carrier.listener.receipt({ ...receipt, reference, phones: ['33699999999', '36180'] });
      return YES(submission);
    });
    const id = await platform.send();
    expect((await platform.message(id)).state).toBe('sent');
    expect(await orphans(platform)).toBe(1);
    await platform.delivery.matchOrphans();
    expect((await platform.message(id)).state).toBe('sent');
    expect(await orphans(platform)).toBe(1);
  });

  describe('for a whole text', () => {
    const LONG = { to: '+33612121515', text: 'x'.repeat(400) };
    const receiptFor = (reference: string, state: PartState = 'delivered') =>
      ({ reference, state, reason: null, rawCode: state, at: MORNING, raw: '' }) as const;
    /** Takes all parts under one id. */
    const UNDER_ONE_ID: Script = ({ messageId, parts }) => ({
      kind: 'accepted',
      parts: parts.map(({ number }) => ({ number, accepted: true, reference: messageId })),
    });
    const statesOf = async (platform: Platform, id: string) =>
      (await platform.database.read(tx => tx.get(MessageRepository).parts([id]))).map(({ state }) => state);

    it('reaches all parts, though it names the id of one and another process hears it', async () => {
      const sender = await Platform.open({ isShared: true });
      const hearer = await sender.joinedBy({ isShared: true });
      const id = await sender.send(LONG);
      await hearer.carrier.listener.receipt({ ...receiptFor(`${id}/2`), covers: 'message' });
      expect(await statesOf(hearer, id)).toEqual(['delivered', 'delivered', 'delivered']);
      expect((await sender.message(id)).state).toBe('delivered');
      expect(await sender.revenue()).toBe(3 * PRICE_MICROS);
    });

    it('that names one part stands for that part alone, unless the carrier says otherwise', async () => {
      const platform = await Platform.open();
      const id = await platform.send(LONG);
      await platform.carrier.listener.receipt(receiptFor(`${id}/2`));
      expect(await statesOf(platform, id)).toEqual(['sent', 'delivered', 'sent']);
      expect((await platform.message(id)).state).toBe('sent');
    });

    it('reaches all parts that the carrier took under one id, after a restart too', async () => {
      const platform = await Platform.open();
      platform.carrier.will(UNDER_ONE_ID);
      const id = await platform.send(LONG);
      const next = await platform.killAndStart();
      await next.carrier.listener.receipt(receiptFor(id));
      expect(await statesOf(next, id)).toEqual(['delivered', 'delivered', 'delivered']);
      expect((await next.message(id)).state).toBe('delivered');
    });

    it.each([{ covers: 'message' as const }, {}])(
      'that overtakes the answer is applied to all parts with it: %j',
      async given => {
        const platform = await Platform.open();
        platform.carrier.will(async submission => {
          await platform.carrier.listener.receipt({ ...receiptFor(submission.messageId), ...given });
          return UNDER_ONE_ID(submission);
        });
        const id = await platform.send(LONG);
        expect((await platform.message(id)).state).toBe('delivered');
        expect(await orphans(platform)).toBe(0);
        expect(await platform.revenue()).toBe(3 * PRICE_MICROS);
      },
    );

    it('that a carrier has taken in part is paid once all of it is known, for what it took, restart or not', async () => {
      const FIRST_ONLY: Script = ({ messageId }) => ({
        kind: 'accepted',
        parts: [{ number: 1, accepted: true, reference: `${messageId}/1` }],
      });
      const open = async () => {
        const platform = await Platform.open();
        platform.carrier.will(FIRST_ONLY);
        const id = await platform.send(LONG);
        expect([(await platform.message(id)).state, await platform.revenue()]).toEqual(['sent', 0]);
        return { platform, id };
      };
      const told = await open();
      for (const partNumber of [2, 3])
        await told.platform.carrier.listener.receipt({
          ...receiptFor(partNumber === 2 ? `${told.id}/2` : '', partNumber === 2 ? 'sent' : 'rejected'),
          ours: { messageId: told.id, partNumber },
        });
      expect(await told.platform.revenue()).toBe(2 * PRICE_MICROS);

      const untold = await open();
      const next = await untold.platform.killAndStart();
      await next.carrier.listener.receipt(receiptFor(`${untold.id}/1`));
      await next.clock.advanceBy(VALIDITY_MS + GRACE_MS);
      expect(await next.message(untold.id)).toMatchObject({ state: 'expired', reason: 'no_receipt' });
      expect(await next.revenue()).toBe(PRICE_MICROS);
    });

    it('of a number called unknown for the first time gives all parts their second chance, once', async () => {
      const platform = await Platform.open();
      await platform.carrier.tell(await platform.send(), 'delivered');
      const id = await platform.send(LONG);
      const unknown = { ...receiptFor(`${id}/3`, 'undelivered'), reason: 'unknown_subscriber' } as const;
      await platform.carrier.listener.receipt({ ...unknown, covers: 'message' });
      expect((await platform.message(id)).state).toBe('queued');
      await platform.carrier.listener.receipt({ ...unknown, covers: 'message' });
      expect((await platform.message(id)).state).toBe('queued');
      expect(await statesOf(platform, id)).toEqual(['sent', 'sent', 'sent']);
    });
  });

  it('that matches nothing is kept for a while, then forgotten', async () => {
    const platform = await Platform.open();
    await platform.carrier.tell('msg_of_somebody_else', 'delivered');
    await platform.clock.advanceBy(defaultDeliveryOptions.orphanKeptMs);
    await platform.delivery.pruneOrphans(platform.clock.now());
    expect(await orphans(platform)).toBe(1);
    await platform.clock.advanceBy(1);
    await platform.delivery.pruneOrphans(platform.clock.now());
    expect(await orphans(platform)).toBe(0);
  });

  it('that speaks of a message which never left, or of a part which is not, harms nobody beside it', async () => {
    const platform = await Platform.open();
    const sent = await platform.send();
    const scheduled = await platform.send({ scheduledAt: MORNING + HOUR_MS });
    const about = (messageId: string, partNumber: number) =>
      platform.carrier.listener.receipt({
        ...{
          reference: `x${partNumber}`,
          state: 'delivered',
          reason: null,
          rawCode: '2',
          at: MORNING,
          raw: '',
        },
        state: 'delivered',
        ours: { messageId, partNumber },
      });
    await Promise.all([
      about(scheduled, 1),
      about(sent, 0),
      about(sent, 2),
      about(sent, 0.5),
      about('msg_none', 1),
      platform.carrier.tell(sent, 'delivered'),
    ]);
    expect((await platform.message(sent)).state).toBe('delivered');
    expect((await platform.message(scheduled)).state).toBe('scheduled');
    expect(await orphans(platform)).toBe(5);
  });

  it('may come in a crowd, in any order and twice: each message is stored once, with all that was told', async () => {
    const platform = await Platform.open();
    const ids = await platform.sendMany({ to: numbers(5), text: 'x'.repeat(200) });
    const states = ['buffered', 'delivered', 'delivered', 'buffered'] as const;
    const told = ids.flatMap(id =>
      states.flatMap(state => [2, 1].map(part => platform.carrier.tell(id, state, null, part))),
    );
    await Promise.all(told);
    expect(await platform.delivery.countByState()).toEqual({ delivered: 5 });
    expect(await platform.revenue()).toBe(10 * PRICE_MICROS);
  });
});

describe('A message from a phone', () => {
  it('is a fact once it is stored', async () => {
    const platform = await Platform.open();
    const stop = { reference: 'mo-1', from: '+33612121515', to: '36180', text: 'STOP', at: MORNING };
    await platform.carrier.listener.inbound(stop);
    expect(await platform.facts()).toContainEqual(
      expect.objectContaining({ type: 'inbound.received', data: { ...stop, carrier: 'semaphore' } }),
    );
  });
});

describe('Whatever carriers do', () => {
  it('every message ends, and every hold with it; nothing is paid that no carrier took', async () => {
    const anyAnswer = fc.constantFrom('yes', 'no', 'not now', 'too fast', 'silence', 'throws', 'late');
    const anyEnd = fc.constantFrom<PartState | 'nothing'>('delivered', 'undelivered', 'expired', 'nothing');
    const anyFate = fc.record({
      answers: fc.array(anyAnswer, { maxLength: 6 }),
      end: anyEnd,
      delayMs: fc.nat(10_000),
    });
    const anySettings = fc.record({
      windowSize: fc.integer({ min: 1, max: 4 }),
      ratePerSecond: fc.option(fc.constantFrom(0.5, 1, 10)),
      deduplicates: fc.boolean(),
      claimMax: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFate, { minLength: 1, maxLength: 8 }),
        anySettings,
        async (fates, settings) => {
          const { claimMax, ...capabilities } = settings;
          const platform = await Platform.open({
            carriers: clock => [new ScriptedCarrier(clock, YES, capabilities)],
            options: { claimMax },
          });
          const { carrier, clock } = platform;
          const left = new Map(numbers(fates.length).map((to, index) => [to, { ...fates[index]!, turn: 0 }]));
          const taken = new Set<string>();
          carrier.will(async submission => {
            const fate = left.get(submission.to)!;
            const answer = fate.answers[fate.turn++] ?? 'yes';
            if (answer === 'no') return NO(submission);
            if (answer === 'not now') return NOT_NOW(submission);
            if (answer === 'too fast')
              return tooFast(fate.delayMs % 2 === 0 ? fate.delayMs : null)(submission);
            if (answer === 'throws') throw new Error('cut');
            if (answer === 'silence') return SILENCE(submission);
            taken.add(submission.messageId);
            const { end, delayMs } = fate;
            if (end !== 'nothing') clock.after(delayMs, () => carrier.tell(submission.messageId, end));
            if (answer === 'late') await new Promise<void>(resolve => clock.after(delayMs * 10, resolve));
            return YES(submission);
          });
          const ids = await platform.sendMany({ to: [...left.keys()] });
          await clock.advanceBy(VALIDITY_MS + GRACE_MS + HOUR_MS);
          const ended = await Promise.all(ids.map(id => platform.message(id)));
          expect(ended.filter(({ state }) => !isFinal(state))).toEqual([]);
          expect((await platform.audit()).openHolds).toBe(0);
          expect(await platform.revenue()).toBeLessThanOrEqual(taken.size * PRICE_MICROS);
          expect(clock.timerCount).toBe(0);
          const status = platform.delivery.status();
          expect(status.carriers[0]!.submissionsInFlight).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
