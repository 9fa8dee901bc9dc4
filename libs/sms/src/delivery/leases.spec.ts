import { defaultDeliveryOptions } from './delivery.options.js';
import {
  GRACE_MS,
  MINUTE_MS,
  MORNING,
  NEVER,
  Platform,
  SECOND_MS,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
} from './platform.contract-spec.js';

const { leaseMs, answerMaxMs } = defaultDeliveryOptions;
/** Two processes that share a database look after one another this often. */
const SHARED = { isShared: true, safetyIntervalMs: Math.ceil(leaseMs / 3) };
/** What a host may count on. */
const TAKEN_OVER_WITHIN_MS = 15 * SECOND_MS;

describe('A dispatcher that lives', () => {
  it('keeps what a slow carrier has, for as long as a carrier may take, and nobody beside it touches it', async () => {
    const platform = await Platform.open({ isShared: true });
    let answer = () => {};
    platform.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
    const id = await platform.send();
    const beside = await platform.joinedBy(SHARED);
    await platform.clock.advanceBy(answerMaxMs - 1);
    expect((await platform.message(id)).state).toBe('submitting');
    answer();
    await platform.clock.settle();
    expect((await platform.message(id)).state).toBe('sent');
    expect(beside.carrier.submissions).toHaveLength(0);
    await beside.delivery.stop();
    expect(platform.clock.timerCount).toBe(1);
  });

  it('gives no sign of life while it has nothing in hand', async () => {
    const platform = await Platform.open();
    await platform.send();
    await platform.clock.advanceBy(leaseMs);
    // What is left to be done is to give the message up, if nothing is heard of it.
    expect(platform.clock.nextDueAt()).toBe(MORNING + VALIDITY_MS + GRACE_MS);
  });

  it('keeps its leases although one sign of life could not be stored', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NEVER);
    const id = await platform.send();
    await platform.clock.advanceBy(Math.ceil(leaseMs / 3) - 1);
    platform.line.failures = 1;
    await platform.clock.advanceBy(2 * leaseMs);
    expect(platform.problems).toHaveLength(1);
    expect((await platform.message(id)).state).toBe('submitting');
  });
});

describe('A dispatcher that dies', () => {
  it.each([0, 1, 3, 10, 29])(
    'after %i seconds of work is missed in time: another takes over',
    async seconds => {
      const before = await Platform.open({ isShared: true });
      const heir = await before.joinedBy({
        ...SHARED,
        carriers: clock => [new ScriptedCarrier(clock, YES, { deduplicates: true })],
      });
      // Every message announces itself to all: whoever has room first takes it.
      heir.line.deaf = true;
      before.carrier.will(NEVER);
      const id = await before.send();
      await before.clock.advanceBy(seconds * SECOND_MS);
      before.kill();
      const diedAt = before.clock.now();
      await before.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
      expect(heir.carrier.submissions).toMatchObject([{ messageId: id, attempt: 2 }]);
      expect(heir.carrier.submissions[0]!.at - diedAt).toBeLessThan(TAKEN_OVER_WITHIN_MS);
      expect((await heir.message(id)).state).toBe('sent');
      await heir.delivery.stop();
      await before.clock.advanceBy(MINUTE_MS);
    },
  );
});

describe('A pause of a carrier', () => {
  it('reaches a process that did not hear of it, as soon as it looks by itself', async () => {
    const platform = await Platform.open({ isShared: true });
    const deaf = await platform.joinedBy(SHARED);
    deaf.line.deaf = true;
    const isPausedThere = () => deaf.delivery.status().carriers[0]!.paused;
    await platform.delivery.pause('semaphore');
    expect(isPausedThere()).toBe(false);
    await platform.clock.advanceBy(SHARED.safetyIntervalMs);
    expect(isPausedThere()).toBe(true);
    await platform.delivery.resume('semaphore');
    await platform.clock.advanceBy(SHARED.safetyIntervalMs);
    expect(isPausedThere()).toBe(false);
    await deaf.delivery.stop();
    expect(platform.clock.timerCount).toBe(0);
  });
});

describe('A dispatcher that dies in virtual time, where nobody looks but when something is due,', () => {
  it.each([0, 1, 3, 10, 29])('after %i seconds of work is missed in time', async seconds => {
    const before = await Platform.open({ isShared: true });
    const heir = await before.joinedBy({
      isShared: true,
      carriers: clock => [new ScriptedCarrier(clock, YES, { deduplicates: true })],
    });
    before.carrier.will(NEVER);
    const id = await before.send();
    expect(before.carrier.submissions).toHaveLength(1);
    await before.clock.advanceBy(seconds * SECOND_MS);
    before.kill();
    await before.clock.advanceBy(TAKEN_OVER_WITHIN_MS);
    expect(heir.carrier.submissions).toMatchObject([{ messageId: id, attempt: 2 }]);
    await before.clock.advanceBy(MINUTE_MS);
    // It does not look while nothing is due: two days pass in a few steps.
    expect(heir.clock.nextDueAt()! - MORNING).toBeGreaterThan(VALIDITY_MS);
  });
});
