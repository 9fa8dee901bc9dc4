import { VirtualTime } from '../time/index.js';
import type { CentreLimits } from './limits.js';
import { MessageCentre } from './message-centre.js';
import { RecordingLink } from './recording-link.js';
import type { CentreSubmission } from './submission.js';
import { NO_LATENCY } from './world-options.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NO_RECEIPTS = 0;

function open(limits: Partial<CentreLimits>) {
  const time = new VirtualTime();
  const centre = new MessageCentre({ time, world: { latency: NO_LATENCY }, limits });
  const submit = (clientId: string, submission: Partial<CentreSubmission> = {}): string => {
    let code = 'none';
    const message = { from: '36180', to: '+33612345678', text: 'Hello', registeredDelivery: NO_RECEIPTS };
    centre.submit(clientId, { ...message, ...submission }, given => {
      code = given.ok ? (given.repeated ? 'repeated' : 'accepted') : given.error.code;
    });
    return code;
  };
  const known = () => centre.clients().map(({ clientId }) => clientId);
  return { time, centre, submit, known };
}

describe('clients that come and go', () => {
  it('are taken for ever, and no more of them are known than the limit', async () => {
    const { time, centre, submit, known } = open({ maxClients: 100 });
    for (let index = 0; index < 5_000; index++) {
      expect(submit(`run-${String(index)}`)).toBe('accepted');
      await time.advanceBy(1);
    }
    expect(known()).toHaveLength(100);
    expect(known().at(-1)).toBe('run-4999');
    const { billedParts, billedPartsByClient } = centre.summary();
    expect([billedParts, Object.keys(billedPartsByClient).length]).toEqual([5_000, 100]);
    expect(centre.journal.list({ kind: 'client.forgotten' }, 10_000)).toHaveLength(4_900);
  });

  it('are forgotten in the order in which they were last heard of, with the refs they used', async () => {
    const { time, submit, known } = open({ maxClients: 2 });
    submit('old', { ref: 'a' });
    submit('new', { ref: 'a' });
    await time.advanceBy(1);
    expect(submit('old', { ref: 'a' })).toBe('repeated');
    submit('third');
    expect(known()).toEqual(['old', 'third']);
    await time.advanceBy(1);
    expect(submit('new', { ref: 'a' })).toBe('accepted');
  });

  it.each([
    ['a message that waits', { to: '+33612991000' }],
    ['a message that is scheduled', { scheduledAt: Date.UTC(2026, 0, 2) }],
    ['a receipt that it has not taken', { registeredDelivery: 1 }],
  ])('are kept while there is %s', async (_, submission) => {
    const { time, centre, submit, known } = open({ maxClients: 1 });
    centre.subscribers.set('+33612991000', { state: 'off' });
    submit('first', submission);
    await time.advanceBy(HOUR);
    expect(centre.owes('first')).toBe(true);
    expect(submit('second')).toBe('queue_full');
    // The message ends after two days, and what nobody takes is dropped after seven.
    await time.advanceBy(10 * DAY);
    expect(submit('second')).toBe('accepted');
    expect([known(), centre.owes('first')]).toEqual([['second'], false]);
  });

  it('are kept while a receipt of them is late, or an answer', async () => {
    for (const faults of [{ receiptDelayMs: 2 * HOUR }, { submitAnswerDelayMs: 2 * HOUR }]) {
      const { time, centre, submit } = open({ maxClients: 1 });
      const link = new RecordingLink('first');
      const connection = centre.connect(link);
      centre.faults.set(faults);
      submit('first', { registeredDelivery: 1 });
      await time.advanceBy(HOUR);
      connection.disconnect();
      expect(submit('second')).toBe('queue_full');
      centre.connect(link);
      await time.advanceBy(HOUR);
      expect(link.receipts).toHaveLength(1);
    }
  });

  it('are kept while they are connected', () => {
    const { centre, submit, known } = open({ maxClients: 2 });
    const connection = centre.connect(new RecordingLink('connected'));
    submit('a');
    expect(submit('b')).toBe('queue_full');
    connection.disconnect();
    submit('b');
    expect(known()).toEqual(['a', 'b']);
  });

  it('that are dismissed are forgotten with what was kept for them, and may come again', async () => {
    const { time, centre, submit, known } = open({ maxClients: 10 });
    submit('run', { registeredDelivery: 1 });
    await time.advanceBy(HOUR);
    submit('run', { registeredDelivery: 1 });
    centre.dismiss('run');
    expect(known()).toEqual(['run']);
    await time.advanceBy(HOUR);
    expect([centre.owes('run'), centre.summary().receipts]).toMatchObject([false, { dropped: 2 }]);
    centre.dismiss('run');
    expect(known()).toEqual([]);
    const link = new RecordingLink('run');
    submit('run', { registeredDelivery: 1 });
    centre.connect(link);
    await time.advanceBy(HOUR);
    centre.dismiss('run');
    expect([link.receipts.length, known()]).toEqual([1, ['run']]);
  });

  it('are given as many numbers as the limit says', () => {
    const { centre } = open({ maxInboundRoutes: 2 });
    for (const number of ['36180', '36181', '+36180']) centre.routeInbound(number, 'shop');
    expect(() => centre.routeInbound('36182', 'shop')).toThrow('maxInboundRoutes');
    centre.routeInbound('36181', undefined);
    centre.routeInbound('36182', 'shop');
  });

  it('to whom a phone writes are not made where there is no room for them', () => {
    const { centre } = open({ maxClients: 1 });
    centre.connect(new RecordingLink('connected'));
    centre.routeInbound('36180', 'nobody');
    centre.sendFromPhone('+33612345678', { to: '36180', text: 'STOP' });
    expect(centre.summary().inbound).toMatchObject({ sent: 1, unroutable: 1 });
  });
});
