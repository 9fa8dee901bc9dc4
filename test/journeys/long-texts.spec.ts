import { DAY, HOUR, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

describe.each(storages)('a long text in five parts, on $name,', database => {
  afterAll(() => database.close());
  const text = 'Le télégraphe de Chappe transmettait des signaux. '.repeat(14).slice(0, 700);
  let world: World;
  afterEach(() => world.close());

  it('arrives whole, is paid per part, and tells of each part', async () => {
    world = await openWorld({ storage: await database.open() });
    const message = await world.sendOne({ to: '+33612345640', text });
    expect(message.partCount).toBe(5);
    await world.advance(HOUR);
    const { message: seen, parts } = await world.look(message.id);
    expect(seen.state).toBe('delivered');
    expect(parts.map(part => [part.number, part.state])).toEqual(
      [1, 2, 3, 4, 5].map(number => [number, 'delivered']),
    );
    expect(world.phone('+33612345640')).toEqual([text]);
    expect((await world.audit()).assets[0]).toMatchObject({ revenueMicros: 5 * 45_000, heldMicros: 0 });
  });

  it('is undelivered when one of them fails for good, and says which and why', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { failingPart: 3, failingPartReason: 'call_barred' } },
    });
    const { id } = await world.sendOne({ to: '+33612345641', text });
    await world.advance(DAY);
    const { message, parts } = await world.look(id);
    expect(message).toMatchObject({ state: 'undelivered', reason: 'call_barred' });
    expect(parts.map(part => part.state)).toEqual([
      'delivered',
      'delivered',
      'undelivered',
      'delivered',
      'delivered',
    ]);
  });
});
