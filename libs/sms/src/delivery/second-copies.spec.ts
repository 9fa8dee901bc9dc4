import {
  MINUTE_MS,
  NO,
  NOT_NOW,
  Platform,
  PRICE_MICROS,
  SECOND_MS,
  SILENCE,
  ScriptedCarrier,
  VALIDITY_MS,
  GRACE_MS,
  YES,
  type Script,
} from './platform.contract-spec.js';
import type { PartState } from '../messages/index.js';

/** Accepts, and calls messages by names of its own. */
const acceptsAs =
  (name: string): Script =>
  ({ messageId, parts }) => ({
    kind: 'accepted',
    parts: parts.map(({ number }) => ({
      number,
      accepted: true,
      reference: `${name}:${messageId}/${number}`,
    })),
  });

/**
 * A message that may have left twice: alpha never answered, and a minute later beta was given it. Nothing that one of them says of
 * its copy is the last word while the other's may still reach the phone.
 */
describe('A message of which two carriers may have a copy', () => {
  let platform: Platform;
  let alpha: ScriptedCarrier;
  let beta: ScriptedCarrier;

  beforeEach(async () => {
    platform = await Platform.open({
      carriers: clock => [
        new ScriptedCarrier(clock, SILENCE, {}, 'alpha'),
        new ScriptedCarrier(clock, YES, {}, 'beta'),
      ],
    });
    [alpha, beta] = platform.carriers as [ScriptedCarrier, ScriptedCarrier];
  });

  /** Sends it, alpha staying silent, and lets beta have it. */
  const sendByWayOfBoth = async (): Promise<string> => {
    const id = await platform.send();
    await platform.delivery.pause('alpha');
    await platform.clock.advanceBy(MINUTE_MS + SECOND_MS);
    expect(beta.submissions).toHaveLength(1);
    return id;
  };
  /** Tells of alpha's copy, the way a carrier does that gives our reference back. */
  const alphaTells = (id: string, state: PartState) =>
    alpha.listener.receipt({
      reference: `a:${id}/1`,
      ours: { messageId: id, partNumber: 1 },
      state,
      reason: state === 'undelivered' ? 'not_delivered' : null,
      rawCode: state,
      at: platform.clock.now(),
      raw: '',
    });

  it('belongs to the second with its reference, though the first says yes while the second works', async () => {
    let betaAnswers = () => {};
    beta.will(
      submission => new Promise(resolve => (betaAnswers = () => resolve(acceptsAs('b')(submission)))),
    );
    const id = await sendByWayOfBoth();
    await alphaTells(id, 'sent');
    betaAnswers();
    await platform.clock.settle();
    await beta.listener.receipt({
      reference: `b:${id}/1`,
      state: 'delivered',
      reason: null,
      rawCode: 'DELIVRD',
      at: platform.clock.now(),
      raw: '',
    });
    expect(await platform.message(id)).toMatchObject({ state: 'delivered', carrier: 'beta' });
    expect(platform.delivery.status().orphanReceipts).toBe(0);
  });

  it.each([
    ['for good', NO],
    ['at every attempt', NOT_NOW],
  ])(
    'is neither refused nor paid back when the second refuses it %s: the first may deliver it',
    async (_, script) => {
      beta.will(script);
      const id = await sendByWayOfBoth();
      await platform.clock.advanceBy(24 * 60 * MINUTE_MS);
      expect(await platform.message(id)).toMatchObject({ state: 'in_doubt', reason: 'no_answer' });
      await alphaTells(id, 'delivered');
      expect((await platform.message(id)).state).toBe('delivered');
      expect(await platform.revenue()).toBe(PRICE_MICROS);
    },
  );

  it('is given up and paid back when the second refuses it and the first is never heard of', async () => {
    beta.will(NO);
    const id = await sendByWayOfBoth();
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    expect(await platform.message(id)).toMatchObject({ state: 'expired', reason: 'no_answer' });
    expect(await platform.revenue()).toBe(0);
    expect(beta.submissions).toHaveLength(1);
  });

  it('waits for the second when the first could not deliver it', async () => {
    const id = await sendByWayOfBoth();
    await alphaTells(id, 'undelivered');
    expect((await platform.message(id)).state).toBe('sent');
    await beta.tell(id, 'delivered');
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('is delivered when the first delivers it, whatever becomes of the second', async () => {
    const id = await sendByWayOfBoth();
    await alphaTells(id, 'delivered');
    await beta.tell(id, 'undelivered', 'not_delivered');
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('has failed when the second refuses it and the first could not deliver it', async () => {
    beta.will(NO);
    const id = await sendByWayOfBoth();
    await alphaTells(id, 'undelivered');
    expect(await platform.message(id)).toMatchObject({ state: 'undelivered', reason: 'not_delivered' });
  });

  describe('and the first could not deliver it while the second was being asked', () => {
    let id: string;
    let betaAnswers: (script: Script) => Promise<void>;
    beforeEach(async () => {
      beta.will(
        submission =>
          new Promise(resolve => {
            betaAnswers = async script => {
              resolve(script(submission));
              await platform.clock.settle();
            };
          }),
      );
      id = await sendByWayOfBoth();
      await alphaTells(id, 'undelivered');
      expect((await platform.message(id)).state).toBe('submitting');
    });

    it('has failed when the second refuses it, and is paid once', async () => {
      await betaAnswers(() => ({
        kind: 'rejected',
        reason: 'carrier_rejected',
        rawCode: 'no',
        permanent: true,
      }));
      expect(await platform.message(id)).toMatchObject({
        state: 'undelivered',
        reason: 'not_delivered',
        carrier: 'alpha',
      });
      expect(await platform.revenue()).toBe(PRICE_MICROS);
    });

    it.each(['delivered', 'undelivered'] as const)(
      'is the second’s when that takes it, and ends as the second says: %s',
      async state => {
        await betaAnswers(acceptsAs('b'));
        expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'beta' });
        expect(await platform.revenue()).toBe(PRICE_MICROS);
        await beta.listener.receipt({
          reference: `b:${id}/1`,
          state,
          reason: state === 'delivered' ? null : 'absent_subscriber',
          rawCode: state,
          at: platform.clock.now(),
          raw: '',
        });
        expect((await platform.message(id)).state).toBe(state);
        expect(await platform.revenue()).toBe(PRICE_MICROS);
      },
    );

    it('waits for the second when that does not answer either', async () => {
      await betaAnswers(() => ({ kind: 'unknown', cause: 'time-out' }));
      expect(await platform.message(id)).toMatchObject({ state: 'in_doubt', carrier: 'beta' });
      await beta.listener.receipt({
        reference: `b:${id}/1`,
        ours: { messageId: id, partNumber: 1 },
        state: 'delivered',
        reason: null,
        rawCode: 'DELIVRD',
        at: platform.clock.now(),
        raw: '',
      });
      expect((await platform.message(id)).state).toBe('delivered');
      expect(await platform.revenue()).toBe(PRICE_MICROS);
    });
  });

  it('is settled by nobody who was never given it', async () => {
    alpha.will(YES);
    const id = await platform.send();
    const { length } = beta.submissions;
    await beta.listener.receipt({
      reference: 'b:1',
      ours: { messageId: id, partNumber: 1 },
      state: 'undelivered',
      reason: 'not_delivered',
      rawCode: 'UNDELIV',
      at: platform.clock.now(),
      raw: '',
    });
    expect(length).toBe(0);
    expect((await platform.message(id)).state).toBe('sent');
    expect(platform.delivery.status().orphanReceipts).toBe(1);
    await alpha.tell(id, 'delivered');
    expect((await platform.message(id)).state).toBe('delivered');
  });
});
