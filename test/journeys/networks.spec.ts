import { DAY, HOUR, MINUTE, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

describe.each(storages)('what networks do to a message, on $name,', database => {
  afterAll(() => database.close());
  let world: World;
  afterEach(() => world.close());

  it('is lost with the wrong network when the number was ported and the network does not resolve ported numbers', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { portedRanges: [{ prefix: '33612000', to: 'fr-1' }] },
    });
    const home = world.centre.network.homeOf('33612000001');
    world.centre.network.patch(home!.key, { resolvesPortedNumbers: false });
    const { id } = await world.sendOne({ to: '+33612000001', text: 'Bonjour' });
    await world.advance(MINUTE);

    const { message } = await world.look(id);
    expect(message).toMatchObject({ state: 'undelivered', reason: 'portability' });
    expect(world.phone('+33612000001')).toEqual([]);
  });

  it('reaches a ported number where networks resolve them, as in the EU', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { portedRanges: [{ prefix: '33612000', to: 'fr-1' }] },
    });
    const { id } = await world.sendOne({ to: '+33612000001', text: 'Bonjour' });
    await world.advance(MINUTE);
    expect((await world.look(id)).message.state).toBe('delivered');
  });

  it('reaches a phone that is roaming through another network, and waits for one that is not served there', async () => {
    world = await openWorld({ storage: await database.open() });
    world.centre.subscribers.set('+33612345610', { state: 'roaming', roaming: { reachable: true } });
    world.centre.subscribers.set('+33612345611', { state: 'roaming', roaming: { reachable: false } });
    const served = await world.sendOne({ to: '+33612345610', text: 'En voyage' });
    const unserved = await world.sendOne({ to: '+33612345611', text: 'En voyage' });
    await world.advance(HOUR);
    expect((await world.look(served.id)).message.state).toBe('delivered');
    expect((await world.look(unserved.id)).message).toMatchObject({
      state: 'buffered',
      reason: 'roaming_not_allowed',
    });

    world.centre.subscribers.set('+33612345611', { state: 'reachable' });
    await world.advance(DAY);
    expect((await world.look(unserved.id)).message.state).toBe('delivered');
  });

  it('is rejected by an operator that does not like its words', async () => {
    world = await openWorld({ storage: await database.open() });
    const operator = world.centre.network.homeOf('33612345612');
    world.centre.network.patch(operator!.key, { spamWords: ['casino'] });
    const { id } = await world.sendOne({ to: '+33612345612', text: 'Gagnez au CASINO' });
    await world.advance(MINUTE);
    expect((await world.look(id)).message).toMatchObject({ state: 'rejected', reason: 'content_rejected' });
  });

  it('is rejected when its sender is on the blacklist of the operator', async () => {
    world = await openWorld({ storage: await database.open() });
    const operator = world.centre.network.homeOf('33612345613');
    world.centre.network.patch(operator!.key, { senderBlacklist: ['BadShop'] });
    const { id } = await world.sendOne({ to: '+33612345613', text: 'Bonjour', from: 'BadShop' });
    await world.advance(MINUTE);
    expect((await world.look(id)).message).toMatchObject({ state: 'rejected', reason: 'sender_blacklisted' });
  });
});
