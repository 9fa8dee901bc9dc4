import { DAY, HOUR, MINUTE } from '@chappe/testing';
import type { Stage } from './stage.js';

const PRICE_TO_FRANCE_MICROS = 45_000;

/** The lives that every message may have, told on any stage. */
export function livesOfAMessage(open: () => Promise<Stage>): void {
  let stage: Stage;
  beforeEach(async () => {
    stage = await open();
  });
  afterEach(() => stage.close());

  it('is delivered to a phone that is on, and paid for once', async () => {
    const before = await stage.wallet();
    const id = await stage.send({ to: '06 12 34 56 01', text: 'Votre code : 4711' });
    await stage.advance(MINUTE);

    expect(await stage.look(id)).toMatchObject({
      status: 'delivered',
      reason: null,
      states: ['queued', 'submitting', 'sent', 'delivered'],
    });
    expect(await stage.phone('+33612345601')).toEqual(['Votre code : 4711']);
    expect(await stage.wallet()).toEqual({
      availableMicros: before.availableMicros - PRICE_TO_FRANCE_MICROS,
      heldMicros: 0,
    });
  });

  it('waits at the operator while the phone is off for five hours, and then arrives', async () => {
    await stage.subscriber('+33612345602', { absentForMs: 5 * HOUR });
    const id = await stage.send({ to: '+33612345602', text: 'À tout à l’heure' });
    await stage.advance(HOUR);
    expect(await stage.look(id)).toMatchObject({
      status: 'buffered',
      reason: 'absent_subscriber',
      permanent: false,
    });
    expect(await stage.phone('+33612345602')).toEqual([]);

    await stage.advance(5 * HOUR);
    const seen = await stage.look(id);
    expect(seen.states).toEqual(['queued', 'submitting', 'sent', 'buffered', 'delivered']);
    expect(seen.since - seen.createdAt).toBeGreaterThanOrEqual(5 * HOUR);
  });

  it('expires after 48 hours when the phone stays off for fifty, and not a minute sooner', async () => {
    await stage.subscriber('+33612345603', { absentForMs: 50 * HOUR });
    const id = await stage.send({ to: '+33612345603', text: 'Trop tard' });

    await stage.advance(2 * DAY - MINUTE);
    expect((await stage.look(id)).status).toBe('buffered');
    await stage.advance(MINUTE);
    expect(await stage.look(id)).toMatchObject({ status: 'expired' });

    await stage.advance(5 * HOUR);
    expect(await stage.phone('+33612345603')).toEqual([]);
  });

  it('is rejected by a subscriber who does not want to be disturbed, and says so', async () => {
    await stage.subscriber('+33607345604', { dnd: { scope: 'all' } });
    const id = await stage.send({ to: '+33607345604', text: 'Bonjour' });
    await stage.advance(MINUTE);
    expect(await stage.look(id)).toMatchObject({
      status: 'rejected',
      reason: 'do_not_disturb',
      permanent: true,
    });
    expect(await stage.phone('+33607345604')).toEqual([]);
  });

  it('is undelivered for good when the number is no longer attributed (NPAI)', async () => {
    await stage.subscriber('+33612345605', { state: 'unknown' });
    const id = await stage.send({ to: '+33612345605', text: 'Bonjour' });
    await stage.advance(MINUTE);
    expect(await stage.look(id)).toMatchObject({
      status: 'undelivered',
      reason: 'unknown_subscriber',
      permanent: true,
    });
  });

  it('waits while the inbox is full, and arrives once it has been emptied', async () => {
    await stage.subscriber('+33612345606', { state: 'full' });
    const id = await stage.send({ to: '+33612345606', text: 'Y a-t-il de la place ?' });
    await stage.advance(3 * HOUR);
    expect(await stage.look(id)).toMatchObject({
      status: 'buffered',
      reason: 'memory_full',
      permanent: false,
    });

    await stage.subscriber('+33612345606', { state: 'reachable' });
    await stage.advance(DAY);
    expect(await stage.look(id)).toMatchObject({ status: 'delivered' });
    expect(await stage.phone('+33612345606')).toEqual(['Y a-t-il de la place ?']);
  });
}
