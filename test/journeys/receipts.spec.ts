import { DAY, HOUR, MINUTE, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

const PRICE_TO_FRANCE_MICROS = 45_000;

describe.each(storages)('what becomes of a message when its receipt, on $name,', database => {
  afterAll(() => database.close());
  let world: World;
  afterEach(async () => {
    await world.close();
  });

  async function spentMicros(): Promise<number> {
    const { assets } = await world.audit();
    return assets[0]!.revenueMicros;
  }

  it('is lost: the host itself expires it, once the validity and the grace after it are over', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { receiptLossProbability: 1 } },
      sms: { delivery: { receiptGraceMs: 24 * HOUR } },
    });
    const { id } = await world.sendOne({ to: '+33612345620', text: 'Bonjour' });
    await world.advance(3 * DAY - MINUTE);
    expect((await world.look(id)).message.state).toBe('sent');
    await world.advance(MINUTE);
    expect((await world.look(id)).message).toMatchObject({ state: 'expired', reason: 'no_receipt' });
    expect(await spentMicros()).toBe(PRICE_TO_FRANCE_MICROS);
  });

  it.each([
    ['comes twice', { receiptDuplicationProbability: 1, receiptDuplicateAfterMs: 5 * MINUTE }],
    ['is overtaken by an older one', { receiptReorderProbability: 1 }],
    [
      'comes before the answer to the submission',
      { receiptBeforeAnswerProbability: 1, submitAnswerDelayMs: 2000 },
    ],
    [
      'does all of this',
      {
        receiptDuplicationProbability: 1,
        receiptReorderProbability: 1,
        receiptBeforeAnswerProbability: 1,
        submitAnswerDelayMs: 2000,
      },
    ],
  ])('%s: it ends the same, and is paid once', async (_, faults) => {
    world = await openWorld({ storage: await database.open(), centre: { faults } });
    const { id } = await world.sendOne({ to: '+33612345621', text: 'Bonjour' });
    await world.advance(DAY);

    const { message, timeline } = await world.look(id);
    expect(message).toMatchObject({ state: 'delivered', reason: null });
    expect(timeline.filter(move => move.to === 'delivered')).toHaveLength(1);
    expect(await spentMicros()).toBe(PRICE_TO_FRANCE_MICROS);
    expect((await world.audit()).openHolds).toBe(0);
    expect(world.phone('+33612345621')).toEqual(['Bonjour']);
  });

  it('speaks of a message that nobody sent: it is kept, counted, and harmless', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { receiptUnknownIdProbability: 1 } },
    });
    const { id } = await world.sendOne({ to: '+33612345622', text: 'Bonjour' });
    await world.advance(HOUR);
    expect((await world.look(id)).message.state).toBe('delivered');
    expect(world.delivery.status().orphanReceipts).toBeGreaterThan(0);
  });
});
