import {
  HOUR_MS,
  MINUTE_MS,
  NOT_NOW,
  PRICE_MICROS,
  Platform,
  SILENCE,
  ScriptedCarrier,
  YES,
  tooFast,
  type Script,
} from './platform.contract-spec.js';

describe('A message in doubt', () => {
  it.each<[string, Script]>([
    ['too fast', tooFast(HOUR_MS)],
    ['not now', NOT_NOW],
  ])(
    'goes to no other carrier when the one that would recognise it says "%s" at the second time',
    async (_, script) => {
      const platform = await Platform.open({
        carriers: clock => [
          new ScriptedCarrier(clock, YES, { deduplicates: true }, 'north'),
          new ScriptedCarrier(clock, YES, {}, 'south'),
        ],
      });
      const [north, south] = platform.carriers;
      north!.will(SILENCE, script, YES);
      const id = await platform.send({ purpose: 'marketing' });
      await platform.clock.advanceBy(2 * HOUR_MS);
      expect((await platform.message(id)).state).toBe('sent');
      expect(north!.submissions).toHaveLength(3);
      expect(south!.submissions).toHaveLength(0);
    },
  );

  it.each([true, false])(
    'waits for its receipt when its validity ends while it waits to be sent again (a carrier that deduplicates: %s)',
    async deduplicates => {
      const platform = await Platform.open({
        carriers: clock => [new ScriptedCarrier(clock, YES, { deduplicates })],
      });
      platform.carrier.will(SILENCE, tooFast(5 * HOUR_MS));
      const id = await platform.send({ validityMs: HOUR_MS });
      await platform.clock.advanceBy(HOUR_MS);
      expect((await platform.message(id)).state).toBe('in_doubt');
      await platform.carrier.listener.receipt({
        reference: 'theirs',
        ours: { messageId: id, partNumber: 1 },
        state: 'delivered',
        reason: null,
        rawCode: '0',
        at: platform.clock.now(),
        raw: '',
      });
      expect((await platform.message(id)).state).toBe('delivered');
      expect(await platform.revenue()).toBe(PRICE_MICROS);
      expect((await platform.audit()).openHolds).toBe(0);
    },
  );

  it('ends when nothing can be heard of it any more, however long a doubt is waited for', async () => {
    const platform = await Platform.open({ options: { inDoubtMs: 5 * HOUR_MS, receiptGraceMs: MINUTE_MS } });
    platform.carrier.will(SILENCE);
    const id = await platform.send({ validityMs: 10 * MINUTE_MS });
    await platform.clock.advanceBy(HOUR_MS);
    expect((await platform.timeline(id)).at(-1)).toBe(`${11 * MINUTE_MS} expired`);
    expect((await platform.audit()).openHolds).toBe(0);
  });
});
