import { defaultPrices, NumberLookup, PriceList, type NumberNetwork, type PriceRow } from '@chappe/sms';
import type { MessageCentre } from '@chappe/smsc';
import { CentreCarrier, DAY, HOUR, MINUTE, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

const NUMBER = '+33612000001';
const HOME_MICROS = 60_000;
/** A part costs more in the network that gave the number out than in the rest of France. */
const homePrice: PriceRow = ['FR', '0.06', '1', '1', '1', '1', '1', '1', '1', '20810'];

/** The home location register of the centre. */
class CentreRegister extends NumberLookup {
  constructor(private readonly centre: MessageCentre) {
    super();
  }

  lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    const { present, ported, reach, at } = this.centre.lookup(msisdn)!;
    if (!present) return Promise.resolve(undefined);
    const { mcc, mnc } = present;
    return Promise.resolve({ mcc, mnc, ported, live: reach === 'present', at });
  }
}

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

  it('reaches a number that changes its network: first unknown at the old one, then over the way to the new one, paid once', async () => {
    world = await openWorld({
      storage: await database.open(),
      carriers: (centre, clock) =>
        ['to-home', 'to-others'].map(name => new CentreCarrier({ name, centre, clock })),
      lookup: centre => new CentreRegister(centre),
      prices: PriceList.of([...defaultPrices, homePrice]),
      sms: {
        delivery: {
          routes: [
            { carrier: 'to-home', networks: ['20810'] },
            { carrier: 'to-others', networks: ['20801', '20815', '20820'] },
          ],
        },
      },
    });
    const before = await world.sendOne({ to: NUMBER, text: 'Bonjour' });
    await world.advance(HOUR);
    expect((await world.look(before.id)).message).toMatchObject({
      ...{ state: 'delivered', carrier: 'to-home', pricedNetwork: '20810', costMicros: HOME_MICROS },
      network: { mcc: '208', mnc: '10', ported: false },
    });

    // For ten minutes after the port, the old network calls the number unknown, and the host remembers it there.
    world.centre.subscribers.set(NUMBER, {
      ported: { to: 'fr-1', at: world.clock.now(), gapMs: 10 * MINUTE },
    });
    const { id } = await world.sendOne({ to: NUMBER, text: 'Encore' });
    await world.advance(MINUTE);
    expect((await world.look(id)).message).toMatchObject({
      ...{ state: 'queued', reason: 'unknown_subscriber', network: { mnc: '10' } },
    });
    expect((await world.delivery.suppressed([NUMBER])).size).toBe(0);

    await world.advance(DAY);
    const { message, timeline } = await world.look(id);
    expect(message).toMatchObject({
      ...{ state: 'delivered', carrier: 'to-others', attempts: 2 },
      // What was told is what is charged, and that it went elsewhere is to be seen.
      ...{ pricedNetwork: '20810', costMicros: HOME_MICROS },
      network: { mcc: '208', mnc: '01', ported: true },
    });
    expect(timeline.filter(({ cause }) => cause === 'suspect')).toHaveLength(1);
    expect(world.phone(NUMBER)).toEqual(['Bonjour', 'Encore']);
    const [{ revenueMicros, heldMicros } = {}] = (await world.audit()).assets;
    expect([revenueMicros, heldMicros]).toEqual([2 * HOME_MICROS, 0]);

    // The next one costs what its new network costs, and goes there at once.
    const after = await world.sendOne({ to: NUMBER, text: 'Voilà' });
    await world.advance(MINUTE);
    expect((await world.look(after.id)).message).toMatchObject({
      ...{ state: 'delivered', carrier: 'to-others', pricedNetwork: null, costMicros: 45_000 },
    });
  });
});
