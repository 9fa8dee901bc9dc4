import { HOUR_MS, MINUTE_MS, Platform, tooFast } from './platform.contract-spec.js';

describe('What time brings about', () => {
  it('ends the validity of a waiting message to the minute, while its carrier asks for patience for hours', async () => {
    const platform = await Platform.open();
    platform.carrier.will(tooFast(5 * HOUR_MS));
    const id = await platform.send({ validityMs: 10 * MINUTE_MS });
    await platform.clock.advanceBy(10 * MINUTE_MS);
    expect((await platform.timeline(id)).at(-1)).toBe(`${10 * MINUTE_MS} expired`);
    expect((await platform.audit()).openHolds).toBe(0);
  });
});
