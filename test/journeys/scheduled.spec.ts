import { HOUR, MINUTE, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

describe.each(storages)('a scheduled message, on $name,', database => {
  afterAll(() => database.close());
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ storage: await database.open() });
  });
  afterEach(() => world.close());

  const tomorrow = () => world.time.now() + 24 * HOUR;
  const available = async () => (await world.audit()).assets[0]!.availableMicros;

  it('takes no credit before it leaves, and leaves at its date', async () => {
    const { id } = await world.sendOne({ to: '+33612345660', text: 'Demain', scheduledAt: tomorrow() });
    expect(await available()).toBe(1_000_000_000);
    await world.advance(24 * HOUR - 1);
    expect((await world.look(id)).message.state).toBe('scheduled');
    await world.advance(1);
    expect((await world.look(id)).message.state).toBe('delivered');
    expect(await available()).toBe(1_000_000_000 - 45_000);
  });

  it('can be edited while it waits: text, recipient and date', async () => {
    const { id } = await world.sendOne({ to: '+33612345661', text: 'Demain', scheduledAt: tomorrow() });
    const answer = await world.messages.edit(world.account.id, id, {
      text: 'Après-demain',
      to: '06 12 34 56 62',
      scheduledAt: tomorrow() + 24 * HOUR,
    });
    expect(answer).toMatchObject({ ok: true, message: { text: 'Après-demain', to: '+33612345662' } });
    await world.advance(47 * HOUR);
    expect(world.phone('+33612345662')).toEqual([]);
    await world.advance(HOUR);
    expect(world.phone('+33612345661')).toEqual([]);
    expect(world.phone('+33612345662')).toEqual(['Après-demain']);
  });

  it('can be cancelled while it waits, and costs nothing then', async () => {
    const { id } = await world.sendOne({ to: '+33612345663', text: 'Jamais', scheduledAt: tomorrow() });
    expect(await world.messages.cancel(world.account.id, id)).toMatchObject({
      ok: true,
      message: { state: 'cancelled' },
    });
    await world.advance(48 * HOUR);
    expect(world.phone('+33612345663')).toEqual([]);
    expect(await available()).toBe(1_000_000_000);
  });

  it('can be neither edited nor cancelled once it has left', async () => {
    const { id } = await world.sendOne({ to: '+33612345664', text: 'Parti' });
    for (const answer of [
      await world.messages.edit(world.account.id, id, { text: 'Revenu' }),
      await world.messages.cancel(world.account.id, id),
    ]) {
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'wrong_state' } });
    }
  });

  it('is rejected at its date when there is no credit left for it', async () => {
    await world.close();
    world = await openWorld({ storage: await database.open(), creditMicros: 1_000_000 });
    const { id } = await world.sendOne({ to: '+33612345665', text: 'Pauvre', scheduledAt: tomorrow() });
    await world.send({
      to: Array.from({ length: 22 }, (_, index) => `+3361234${6700 + index}`),
      text: 'Dépensé',
    });
    await world.advance(24 * HOUR);
    expect((await world.look(id)).message).toMatchObject({
      state: 'rejected',
      reason: 'insufficient_credit',
    });
    expect((await world.audit()).assets[0]).toMatchObject({ availableMicros: 10_000, heldMicros: 0 });
  });

  it('is not sent to somebody who said STOP meanwhile', async () => {
    const { id } = await world.sendOne({
      to: '+33612345666',
      text: 'Soldes',
      purpose: 'marketing',
      scheduledAt: tomorrow(),
    });
    await world.optOuts.add(world.account.id, ['+33612345666'], 'api');
    await world.advance(24 * HOUR + MINUTE);
    expect((await world.look(id)).message).toMatchObject({ state: 'rejected', reason: 'opted_out' });
  });

  it('sends a copy at once when its date is past, and stays as it is', async () => {
    const { id } = await world.sendOne({ to: '+33612345667', text: 'Encore', scheduledAt: tomorrow() });
    await world.advance(25 * HOUR);
    const copy = await world.messages.copy(world.account.id, id, { text: 'Encore une fois' });
    expect(copy.ok).toBe(true);
    await world.settle();
    expect(world.phone('+33612345667')).toEqual(['Encore', 'Encore une fois']);
    expect((await world.look(id)).message.text).toBe('Encore');
  });
});
