import fc from 'fast-check';
import { isFinal, type PartState, type ReasonKey } from '../messages/index.js';
import { NumberLookup, type NumberNetwork } from '../networks/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import {
  GRACE_MS,
  HOUR_MS,
  MINUTE_MS,
  PRICE_MICROS,
  Platform,
  SILENCE,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
  type Script,
  type Settings,
} from './platform.contract-spec.js';

const { suspectRetryMs, suspectKnownMs } = defaultDeliveryOptions;
const RETRY_MS = suspectRetryMs!;

/** Accepts under references that differ from one sending to the next, as carriers do. */
const ANEW: Script = ({ messageId, parts, sending = 1 }) => ({
  kind: 'accepted',
  parts: parts.map(({ number }) => ({
    number,
    accepted: true,
    reference: refOf(messageId, number, sending),
  })),
});
const refOf = (messageId: string, part: number, sending: number) => `${messageId}/${part}/${sending}`;

/** A platform on which a message to the number was delivered a while ago. */
async function withNumberThatWasWell(agoMs = HOUR_MS, settings: Settings = {}): Promise<Platform> {
  const platform = await Platform.open({
    carriers: clock => [new ScriptedCarrier(clock, ANEW)],
    ...settings,
  });
  const id = await platform.send();
  await tell(platform, id, 'delivered');
  await platform.clock.advanceBy(agoMs);
  return platform;
}

function tell(
  platform: Platform,
  messageId: string,
  state: PartState,
  { reason = null, sending = 1, part = 1, ours = false }: Partial<Told> = {},
): Promise<void> {
  return platform.carrier.listener.receipt({
    reference: refOf(messageId, part, sending),
    ...(ours && { ours: { messageId, partNumber: part } }),
    state,
    reason,
    rawCode: reason ?? '0',
    at: platform.clock.now(),
    raw: '',
  });
}

interface Told {
  readonly reason: ReasonKey | null;
  readonly sending: number;
  readonly part: number;
  /** Whether the carrier gives our own reference back. */
  readonly ours: boolean;
}
const UNKNOWN = { reason: 'unknown_subscriber' } as const;
const causes = async (platform: Platform, id: string) => {
  const answer = await platform.messages.get('acc_1', id);
  return answer.ok ? answer.timeline.map(({ cause }) => cause) : [];
};

describe('A number that was well lately and is called unknown', () => {
  it('is suspect and not dead: its message leaves once more a day later, and is paid once', async () => {
    const platform = await withNumberThatWasWell();
    const id = await platform.send();
    await tell(platform, id, 'undelivered', UNKNOWN);
    expect(await platform.message(id)).toMatchObject({ state: 'queued', reason: 'unknown_subscriber' });
    await platform.clock.advanceBy(RETRY_MS - 1);
    expect(platform.carrier.submissions).toHaveLength(2);
    await platform.clock.advanceBy(1);
    expect(platform.carrier.submissions[2]).toMatchObject({ messageId: id, attempt: 2, sending: 2 });
    await tell(platform, id, 'delivered', { sending: 2 });
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await causes(platform, id)).toEqual([
      'accepted',
      'claimed',
      'answer',
      'suspect',
      'claimed',
      'answer',
      'receipt',
    ]);
    expect(await platform.revenue()).toBe(2 * PRICE_MICROS);
    expect((await platform.audit()).openHolds).toBe(0);
  });

  it('is believed to be unknown the second time', async () => {
    const platform = await withNumberThatWasWell();
    const id = await platform.send();
    await tell(platform, id, 'undelivered', UNKNOWN);
    await platform.clock.advanceBy(RETRY_MS);
    await tell(platform, id, 'undelivered', { ...UNKNOWN, sending: 2 });
    expect(await platform.message(id)).toMatchObject({ state: 'undelivered', reason: 'unknown_subscriber' });
    expect(await platform.revenue()).toBe(2 * PRICE_MICROS);
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    expect(platform.carrier.submissions).toHaveLength(3);
  });

  it('is tried on another route at once, where there is one', async () => {
    const platform = await withNumberThatWasWell(HOUR_MS, {
      carriers: clock => [
        new ScriptedCarrier(clock, ANEW),
        new ScriptedCarrier(clock, YES, {}, 'heliograph'),
      ],
    });
    const id = await platform.send();
    await tell(platform, id, 'undelivered', UNKNOWN);
    await platform.clock.settle();
    expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'heliograph', attempts: 2 });
  });

  it('does not wait for a carrier that is paused by hand, were it the only other one', async () => {
    const platform = await withNumberThatWasWell(HOUR_MS, {
      carriers: clock => [
        new ScriptedCarrier(clock, ANEW),
        new ScriptedCarrier(clock, YES, {}, 'heliograph'),
      ],
    });
    const id = await platform.send();
    await platform.delivery.pause('heliograph');
    await tell(platform, id, 'undelivered', UNKNOWN);
    await platform.clock.advanceBy(RETRY_MS - 1);
    expect((await platform.message(id)).state).toBe('queued');
    await platform.clock.advanceBy(1);
    expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'semaphore', attempts: 2 });
  });

  it('is looked up anew before the second sending, however fresh the network seems that it has left', async () => {
    let mnc = '10';
    const asked: string[] = [];
    class Register extends NumberLookup {
      lookup(msisdn: string): Promise<NumberNetwork> {
        asked.push(msisdn);
        return Promise.resolve({ mcc: '208', mnc, ported: mnc !== '10', at: 0 });
      }
    }
    const platform = await withNumberThatWasWell(HOUR_MS, {
      carriers: clock => [
        new ScriptedCarrier(clock, ANEW),
        new ScriptedCarrier(clock, YES, {}, 'heliograph'),
      ],
      lookup: () => new Register(),
      options: {
        lookupKeptMs: 30 * 24 * HOUR_MS,
        routes: [
          { carrier: 'semaphore', networks: ['20810'] },
          { carrier: 'heliograph', networks: ['20801'] },
        ],
      },
    });
    const id = await platform.send();
    expect(await platform.message(id)).toMatchObject({ carrier: 'semaphore', network: { mnc: '10' } });
    mnc = '01';
    await platform.clock.advanceBy(MINUTE_MS);
    await tell(platform, id, 'undelivered', UNKNOWN);
    await platform.clock.advanceBy(RETRY_MS);
    expect(await platform.message(id)).toMatchObject({
      ...{ state: 'sent', carrier: 'heliograph', attempts: 2 },
      network: { mcc: '208', mnc: '01', ported: true },
    });
    expect(asked).toHaveLength(2);
  });

  it.each<[string, (platform: Platform) => Promise<string>]>([
    ['a number that was never well', platform => platform.send({ to: '+33612121599' })],
    ['a message whose validity ends before', platform => platform.send({ validityMs: RETRY_MS })],
    [
      'a number that was well too long ago',
      async platform => {
        await platform.clock.advanceBy(suspectKnownMs);
        return platform.send();
      },
    ],
  ])('is no excuse for %s', async (_, send) => {
    const platform = await withNumberThatWasWell();
    const id = await send(platform);
    await tell(platform, id, 'undelivered', UNKNOWN);
    expect((await platform.message(id)).state).toBe('undelivered');
  });

  it('is believed at once where the host wants it so, and after any other failure', async () => {
    const strict = await withNumberThatWasWell(HOUR_MS, { options: { suspectRetryMs: null } });
    const first = await strict.send();
    await tell(strict, first, 'undelivered', UNKNOWN);
    expect((await strict.message(first)).state).toBe('undelivered');
    const platform = await withNumberThatWasWell();
    const second = await platform.send();
    await tell(platform, second, 'undelivered', { reason: 'call_barred' });
    expect((await platform.message(second)).state).toBe('undelivered');
  });

  it('has parts that all leave again, unless one has arrived', async () => {
    const platform = await withNumberThatWasWell();
    const none = await platform.send({ text: 'x'.repeat(200) });
    await tell(platform, none, 'undelivered', { ...UNKNOWN, part: 2 });
    await tell(platform, none, 'undelivered', { ...UNKNOWN, part: 1 });
    expect((await platform.message(none)).state).toBe('queued');
    const half = await platform.send({ text: 'x'.repeat(200) });
    await tell(platform, half, 'delivered', { part: 1 });
    await tell(platform, half, 'undelivered', { ...UNKNOWN, part: 2 });
    expect((await platform.message(half)).state).toBe('undelivered');
  });

  it.each([false, true])(
    'stays so when the first sending is told of again (with our own reference: %s)',
    async ours => {
      const platform = await withNumberThatWasWell();
      const id = await platform.send();
      const again = () => tell(platform, id, 'undelivered', { ...UNKNOWN, ours });
      await again();
      await again();
      expect((await platform.message(id)).state).toBe('queued');
      await platform.clock.advanceBy(RETRY_MS);
      await again();
      expect((await platform.message(id)).state).toBe('sent');
      await tell(platform, id, 'delivered', { sending: 2, ours });
      expect((await platform.message(id)).state).toBe('delivered');
    },
  );

  it('is delivered if the first sending arrived after all', async () => {
    const platform = await withNumberThatWasWell();
    const id = await platform.send();
    await tell(platform, id, 'undelivered', UNKNOWN);
    await tell(platform, id, 'delivered', { ours: true });
    expect((await platform.message(id)).state).toBe('delivered');
    await platform.clock.advanceBy(RETRY_MS);
    expect(platform.carrier.submissions).toHaveLength(2);
  });

  it('is suspect, too, where its receipt overtakes the answer whose reference it speaks of', async () => {
    const platform = await withNumberThatWasWell();
    let answer = () => {};
    platform.carrier.will(
      submission => new Promise(resolve => (answer = () => void resolve(ANEW(submission)))),
      ANEW,
    );
    const id = await platform.send();
    await tell(platform, id, 'undelivered', UNKNOWN);
    expect(platform.delivery.status().orphanReceipts).toBe(1);
    answer();
    await platform.clock.settle();
    expect(await platform.message(id)).toMatchObject({ state: 'queued', reason: 'unknown_subscriber' });
    await platform.clock.advanceBy(RETRY_MS);
    await tell(platform, id, 'delivered', { sending: 2 });
    expect((await platform.message(id)).state).toBe('delivered');
    expect(await platform.revenue()).toBe(2 * PRICE_MICROS);
  });

  it('is paid once, too, when receipts tell of all its parts before the carrier has answered', async () => {
    const platform = await withNumberThatWasWell();
    let answer = () => {};
    platform.carrier.will(
      submission => new Promise(resolve => (answer = () => void resolve(ANEW(submission)))),
      ANEW,
    );
    const id = await platform.send({ text: 'Bonjour. '.repeat(30) });
    await tell(platform, id, 'undelivered', { ...UNKNOWN, ours: true, part: 1 });
    await tell(platform, id, 'undelivered', { ...UNKNOWN, ours: true, part: 2 });
    expect((await platform.message(id)).state).toBe('queued');
    answer();
    await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
    expect((await platform.audit()).openHolds).toBe(0);
    expect(await platform.revenue()).toBe(3 * PRICE_MICROS);
  });

  it('ends whatever becomes of the second sending, and its bill stays the same', async () => {
    const anyAnswer = fc.constantFrom<Script>(
      ANEW,
      SILENCE,
      () => ({ kind: 'rejected', reason: 'unknown_subscriber', rawCode: '1', permanent: true }),
      () => ({ kind: 'rejected', reason: 'network_error', rawCode: '8', permanent: false }),
      () => ({ kind: 'throttled', retryAfterMs: MINUTE_MS, rawCode: '88' }),
    );
    const anyEnd = fc.constantFrom<PartState | 'nothing'>('delivered', 'undelivered', 'expired', 'nothing');
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAnswer, { maxLength: 4 }),
        anyEnd,
        fc.boolean(),
        async (answers, end, ours) => {
          const platform = await withNumberThatWasWell();
          const id = await platform.send();
          await tell(platform, id, 'undelivered', { ...UNKNOWN, ours });
          platform.carrier.will(...answers, ANEW);
          await platform.clock.advanceBy(RETRY_MS + HOUR_MS);
          const told = { sending: 2, ours, reason: end === 'undelivered' ? UNKNOWN.reason : null };
          if (end !== 'nothing') await tell(platform, id, end, told);
          await platform.clock.advanceBy(VALIDITY_MS + GRACE_MS);
          expect(isFinal((await platform.message(id)).state)).toBe(true);
          expect(await platform.revenue()).toBe(2 * PRICE_MICROS);
          expect((await platform.audit()).openHolds).toBe(0);
          expect(platform.clock.timerCount).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});
