import { Platform, SECOND_MS, ScriptedCarrier, YES } from './platform.contract-spec.js';

const RATE = 10;

/** French numbers, none of which another call with another `from` answers. */
const french = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => `+336${12_100_000 + from + index}`);

/**
 * A slow carrier with a long queue beside one with nothing to do: what waits for the slow one stands aside, so that the other
 * gets its own. Whoever comes later must not have to go behind all of it.
 */
describe('A queue for a busy carrier', () => {
  let platform: Platform;
  let slow: ScriptedCarrier;

  beforeEach(async () => {
    platform = await Platform.open({
      credit: 10_000_000_000,
      carriers: clock => [
        new ScriptedCarrier(clock, YES, { ratePerSecond: RATE, windowSize: 10 }, 'slow'),
        new ScriptedCarrier(clock, YES, { windowSize: 100 }, 'idle'),
      ],
      options: {
        routes: [
          { carrier: 'slow', countries: ['FR'] },
          { carrier: 'idle', countries: ['BE'] },
        ],
      },
    });
    slow = platform.carriers[0]!;
    await platform.openAccount('acc_2', 100_000_000);
    await platform.sendMany({ to: french(1200, 0), priority: 'low' });
    await platform.clock.advanceBy(5 * SECOND_MS);
  });

  /** When the last of these numbers was given to the slow carrier, in seconds from now. */
  const secondsUntilLast = async (to: readonly string[]): Promise<number> => {
    const now = platform.clock.now();
    await platform.clock.advanceBy(150 * SECOND_MS);
    const dates = slow.submissions.filter(submission => to.includes(submission.to)).map(({ at }) => at);
    expect(dates).toHaveLength(to.length);
    return (Math.max(...dates) - now) / SECOND_MS;
  };

  it('is shared: another account’s have their share of the places', async () => {
    const others = french(30, 50_000);
    for (const to of others) await platform.sendAs('acc_2', { to });
    expect(await secondsUntilLast(others)).toBeLessThanOrEqual((4 * others.length) / RATE);
  });

  it('lets what is urgent go first, of the same account too', async () => {
    const urgent = french(30, 60_000);
    await platform.sendMany({ to: urgent, priority: 'high' });
    expect(await secondsUntilLast(urgent)).toBeLessThanOrEqual(urgent.length / RATE + 1);
  });

  it('lets what is urgent go before what has missed its turn, however many accounts wait', async () => {
    for (let account = 3; account < 13; account += 1) {
      await platform.openAccount(`acc_${account}`, 100_000_000);
      for (const to of french(60, account * 1000))
        await platform.sendAs(`acc_${account}`, { to, priority: 'low' });
    }
    await platform.clock.advanceBy(20 * SECOND_MS);
    const urgent = french(10, 90_000);
    await platform.sendMany({ to: urgent, priority: 'high' });
    // Eleven accounts share the places.
    expect(await secondsUntilLast(urgent)).toBeLessThanOrEqual((2 * 11 * urgent.length) / RATE);
  });

  it('keeps the carrier busy, and loses nothing', async () => {
    const others = french(300, 70_000);
    for (let place = 0; place < others.length; place += 100)
      await platform.sendMany({ to: others.slice(place, place + 100) });
    await platform.clock.advanceBy(146 * SECOND_MS);
    expect(slow.submissions).toHaveLength(1500);
    expect(new Set(slow.submissions.map(({ messageId }) => messageId)).size).toBe(1500);
  });

  it('keeps the order of an account while nobody else comes', async () => {
    await platform.clock.advanceBy(115 * SECOND_MS);
    expect(slow.submissions.map(({ to }) => to)).toEqual(french(1200, 0));
  });
});
