import {
  HOUR_MS,
  MINUTE_MS,
  NOT_NOW,
  PRICE_MICROS,
  Platform,
  SILENCE,
  ScriptedCarrier,
  YES,
} from './platform.contract-spec.js';

const PHONE = '+33612121515';
const MARKETING = { to: PHONE, purpose: 'marketing' } as const;

/** The phone answers STOP. */
const stop = (platform: Platform, accountId = 'acc_1') => platform.optOuts.add(accountId, [PHONE], 'api');

describe('A STOP that comes while a message waits for its turn', () => {
  it('holds it back: nothing leaves, the reason is told, the credit is free again', async () => {
    const platform = await Platform.open();
    await platform.delivery.pause('semaphore');
    const id = await platform.send(MARKETING);
    expect((await platform.message(id)).state).toBe('queued');
    await stop(platform);
    await platform.delivery.resume('semaphore');
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.submissions).toHaveLength(0);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'opted_out', attempts: 0 });
    expect((await platform.audit()).openHolds).toBe(0);
    expect(await platform.revenue()).toBe(0);
    expect(await platform.facts()).toContainEqual(
      expect.objectContaining({
        type: 'message.rejected',
        data: expect.objectContaining({ messageId: id, reason: 'opted_out' }),
      }),
    );
  });

  it('holds back its second attempt too', async () => {
    const platform = await Platform.open();
    platform.carrier.will(NOT_NOW, YES);
    const id = await platform.send(MARKETING);
    await stop(platform);
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.submissions).toHaveLength(1);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'opted_out', attempts: 1 });
    expect(await platform.revenue()).toBe(0);
  });

  it('sends no second time what may be on the phone, and yet hears what became of it', async () => {
    const platform = await Platform.open({
      carriers: clock => [new ScriptedCarrier(clock, SILENCE, { deduplicates: true })],
    });
    const id = await platform.send(MARKETING);
    await stop(platform);
    await platform.clock.advanceBy(HOUR_MS);
    expect(platform.carrier.submissions).toHaveLength(1);
    expect(await platform.message(id)).toMatchObject({ state: 'in_doubt', reason: 'no_answer' });
    await platform.carrier.listener.receipt({
      ...{ reference: 'x', ours: { messageId: id, partNumber: 1 }, state: 'delivered', reason: null },
      ...{ rawCode: '0', at: platform.clock.now(), raw: '' },
    });
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await platform.revenue()).toBe(PRICE_MICROS);
  });

  it('is a matter of the account that it was said to', async () => {
    const platform = await Platform.open();
    await platform.openAccount('acc_2', 1_000_000);
    await platform.delivery.pause('semaphore');
    const id = await platform.send(MARKETING);
    await stop(platform, 'acc_2');
    await platform.delivery.resume('semaphore');
    await platform.clock.advanceBy(MINUTE_MS);
    expect((await platform.message(id)).state).toBe('sent');
  });

  it('counts no more once the phone has answered START', async () => {
    const platform = await Platform.open();
    await platform.delivery.pause('semaphore');
    const id = await platform.send(MARKETING);
    await stop(platform);
    await platform.optOuts.remove('acc_1', PHONE);
    await platform.delivery.resume('semaphore');
    await platform.clock.advanceBy(MINUTE_MS);
    expect((await platform.message(id)).state).toBe('sent');
  });
});
