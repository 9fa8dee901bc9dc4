import { DAY, HOUR, MINUTE, SECOND, openWorld, type World } from '@chappe/testing';
import { storages } from './storages.js';

describe.each(storages)('when the line to the carrier is bad, on $name,', database => {
  afterAll(() => database.close());
  let world: World;
  afterEach(async () => {
    await world.close();
  });

  it('all messages arrive though the carrier throttles, in order of their priority', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { submitRatePerSecond: 2 } },
    });
    const sent: Record<string, string> = {};
    for (const [index, priority] of (['veryLow', 'low', 'medium', 'high'] as const).entries()) {
      for (let copy = 0; copy < 5; copy += 1) {
        const to = `+336123470${index}${copy}`;
        sent[to] = priority;
      }
    }
    // Sent while the carrier is away, so that they are all waiting when it comes back.
    world.centre.faults.set({ downUntil: world.time.now() + HOUR });
    for (const [to, priority] of Object.entries(sent)) {
      await world.send({ to, text: 'Bonjour', priority: priority as 'high' });
    }
    await world.advance(HOUR);
    world.centre.faults.set({ submitRatePerSecond: 2 });
    await world.advance(HOUR);

    const accepted = world.centre.journal
      .list({ kind: 'submission.accepted' })
      .map(entry => sent[entry.msisdn!]);
    expect(accepted).toHaveLength(20);
    expect(accepted).toEqual(
      [...accepted].sort(
        (a, b) =>
          ['high', 'medium', 'low', 'veryLow'].indexOf(a!) - ['high', 'medium', 'low', 'veryLow'].indexOf(b!),
      ),
    );
    expect(await world.messages.count({ accountId: world.account.id, states: ['delivered'] })).toBe(20);
  });

  it('nothing is lost while the carrier is down for an hour', async () => {
    world = await openWorld({ storage: await database.open() });
    world.centre.faults.set({ downUntil: world.time.now() + HOUR });
    const recipients = Array.from({ length: 50 }, (_, index) => `+3361234${String(8000 + index)}`);
    const { accepted } = await world.send({ to: recipients, text: 'Bonjour' });
    expect(accepted).toHaveLength(50);
    await world.advance(50 * MINUTE);
    expect(await world.messages.count({ accountId: world.account.id, states: ['delivered'] })).toBe(0);

    await world.advance(20 * MINUTE);
    expect(await world.messages.count({ accountId: world.account.id, states: ['delivered'] })).toBe(50);
    for (const recipient of recipients) expect(world.phone(recipient)).toEqual(['Bonjour']);
  });

  it('a message whose answer never comes is in doubt, until a late receipt settles it', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { answerLossStoredProbability: 1, receiptDelayMs: 45 * SECOND } },
    });
    const { id } = await world.sendOne({ to: '+33612345630', text: 'Bonjour' });
    await world.advance(31 * SECOND);
    expect((await world.look(id)).message).toMatchObject({ state: 'in_doubt', reason: 'no_answer' });
    expect((await world.audit()).openHolds).toBe(1);

    await world.advance(MINUTE);
    expect(await world.states(id)).toEqual(['queued', 'submitting', 'in_doubt', 'delivered']);
    const audit = await world.audit();
    expect(audit.openHolds).toBe(0);
    expect(audit.assets[0]).toMatchObject({ heldMicros: 0, revenueMicros: 45_000 });
    expect(world.phone('+33612345630')).toEqual(['Bonjour']);
  });

  it('a message in doubt is handed over again, and a carrier that recognises it sends nothing twice', async () => {
    world = await openWorld({
      storage: await database.open(),
      centre: { faults: { answerLossStoredProbability: 1, receiptLossProbability: 1 } },
    });
    const { id } = await world.sendOne({ to: '+33612345631', text: 'Une fois' });
    await world.advance(31 * SECOND);
    world.centre.faults.clear();
    await world.advance(DAY);
    expect(await world.states(id)).toEqual([
      'queued',
      'submitting',
      'in_doubt',
      'queued',
      'submitting',
      'sent',
    ]);
    expect(world.phone('+33612345631')).toEqual(['Une fois']);
    expect(world.centre.summary().billedParts).toBe(1);
  });
});
