import { HOUR, MINUTE, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

const PRICE_TO_FRANCE_MICROS = 45_000;

describe.each(storages)('the credit of an account, on $name,', database => {
  afterAll(() => database.close());
  let world: World;
  afterEach(() => world.close());

  it('refuses a send whole when it is not enough for all of it: nothing is taken, nothing leaves', async () => {
    world = await openWorld({ storage: await database.open(), creditMicros: 1_000_000 });
    const recipients = Array.from({ length: 23 }, (_, index) => `+3361234${5000 + index}`);
    const answer = await world.messages.send(world.account.id, { to: recipients, text: 'Bonjour' });
    expect(answer).toMatchObject({
      ok: false,
      refusal: {
        code: 'insufficient_credit',
        figures: {
          needed: { amount: '1.0350', asset: 'EUR' },
          available: { amount: '1.0000', asset: 'EUR' },
        },
      },
    });
    await world.advance(HOUR);
    expect(await world.messages.count({ accountId: world.account.id })).toBe(0);
    expect((await world.audit()).assets[0]).toMatchObject({
      availableMicros: 1_000_000,
      heldMicros: 0,
      revenueMicros: 0,
    });
  });

  it('pays once for a number that is named twice, and the number gets the message once', async () => {
    world = await openWorld({ storage: await database.open() });
    const { accepted, rejected, cost } = await world.send({
      to: ['06 12 34 56 50', '+33612345650', '0033612345650'],
      text: 'Une fois',
    });
    expect(accepted).toHaveLength(1);
    expect(rejected.map(({ code }) => code)).toEqual(['duplicate', 'duplicate']);
    expect(cost.micros).toBe(PRICE_TO_FRANCE_MICROS);
    await world.advance(MINUTE);
    expect(world.phone('+33612345650')).toEqual(['Une fois']);
  });

  it('is held while a message is on its way to the carrier, captured when it is taken, and given back when it is not', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { submitErrorProbability: 1, submitError: 'invalid_source' } },
    });
    const { id } = await world.sendOne({ to: '+33612345651', text: 'Bonjour' });
    await world.advance(MINUTE);
    expect((await world.look(id)).message.state).toBe('rejected');
    expect((await world.audit()).assets[0]).toMatchObject({
      heldMicros: 0,
      revenueMicros: 0,
      availableMicros: 1_000_000_000,
    });
  });

  it('is not touched by a repeated request: same key, same answer, one message', async () => {
    world = await openWorld({ storage: await database.open() });
    const command = { to: '+33612345652', text: 'Commande 1794' };
    const first = await world.send(command, { idempotencyKey: 'order-1794' });
    await world.advance(MINUTE);
    const second = await world.send(command, { idempotencyKey: 'order-1794' });
    expect(second).toEqual(first);
    await world.advance(MINUTE);
    expect(world.phone('+33612345652')).toEqual(['Commande 1794']);
    expect((await world.audit()).assets[0]).toMatchObject({ revenueMicros: PRICE_TO_FRANCE_MICROS });
  });

  it('is not touched by another request under the same key, which is told what differs', async () => {
    world = await openWorld({ storage: await database.open() });
    await world.send({ to: '+33612345653', text: 'Un' }, { idempotencyKey: 'key' });
    const answer = await world.messages.send(
      world.account.id,
      { to: '+33612345653', text: 'Deux' },
      { idempotencyKey: 'key' },
    );
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency_conflict', errors: [{ field: 'text' }] },
    });
    expect(await world.messages.count({ accountId: world.account.id })).toBe(1);
  });
});
