import { MemoryStorage } from '../storage/memory.storage.js';
import { HOUR, MINUTE, SECOND } from './duration.js';
import { openWorld, type World } from './world.js';

const PHONE = '+33612345678';

describe('waiting for a message', () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld({
      storage: new MemoryStorage(),
      centre: { latency: { acceptanceMs: 0, networkMs: 3 * SECOND, receiptMs: 0 } },
    });
  });

  afterEach(() => world.close());

  it('lets time go on just until it is on the phone, with its code and links', async () => {
    const begun = world.time.now();
    await world.send({ to: PHONE, text: 'Your code is 482913, or go to https://example.com/c/1.' });
    const message = await world.waitFor({ to: PHONE, match: 'code', advance: true });
    expect(message).toMatchObject({ code: '482913', links: ['https://example.com/c/1'] });
    expect(world.time.now() - begun).toBe(3 * SECOND);
  });

  it('waits for long messages to be whole, and for the second of two', async () => {
    await world.send({ to: PHONE, text: `${'Long words. '.repeat(40)}The end 1` });
    await world.send({ to: PHONE, text: `${'Long words. '.repeat(40)}The end 2` });
    expect((await world.waitFor({ to: PHONE, match: /end \d$/, nth: 2 })).text).toMatch(/end 2$/);
  });

  it('waits for a phone that comes back', async () => {
    world.centre.subscribers.set(PHONE, { state: 'off', until: world.time.now() + 5 * HOUR });
    await world.send({ to: PHONE, text: 'Hello' });
    await world.waitFor({ to: PHONE, within: 6 * HOUR });
    expect(world.phone(PHONE)).toEqual(['Hello']);
  });

  it('does not let time go on where that is not wished', async () => {
    await world.send({ to: PHONE, text: 'Hello' });
    await expect(world.waitFor({ to: PHONE, advance: false })).rejects.toThrow('Nothing is on the phone.');
    await world.advance(3 * SECOND);
    expect((await world.waitFor({ to: PHONE, advance: false })).text).toBe('Hello');
  });

  it('says what is on the phone and what happened when it does not come', async () => {
    await world.send({ to: PHONE, text: 'Hello' });
    await expect(world.waitFor({ to: PHONE, match: 'Goodbye', within: MINUTE })).rejects.toThrow(
      /a message to \+33612345678 with Goodbye did not come within 60000 ms.*On the phone:\n {2}"Hello"\nWhat happened last:\n.*message\.delivered/s,
    );
    await expect(world.waitFor({ to: '+33698765432', within: MINUTE })).rejects.toThrow(
      'Nothing was sent to it.',
    );
  });
});
