import { NumberLookup, type NumberNetwork } from '../networks/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import {
  HOUR_MS,
  MINUTE_MS,
  NO,
  NOT_NOW,
  Platform,
  SECOND_MS,
  ScriptedCarrier,
  VALIDITY_MS,
  YES,
  type Settings,
} from './platform.contract-spec.js';

const { suppressMs, suspectKnownMs, suspectRetryMs } = defaultDeliveryOptions;
const PHONE = '+33612121515';

/** What an account is told when it writes to the number. */
async function answerTo(platform: Platform, accountId = 'acc_1') {
  const answer = await platform.messages.send(accountId, { to: PHONE, text: 'Bonjour' });
  await platform.clock.settle();
  return answer.ok ? answer.outcome.accepted[0]!.id : answer.refusal.errors?.[0]?.code;
}

/** A platform on which the number was called unknown so often, by messages of one account. */
async function withUnknown(times: number, settings: Settings = {}): Promise<Platform> {
  const platform = await Platform.open({
    carriers: clock => [new ScriptedCarrier(clock, NO)],
    ...settings,
  });
  for (let time = 0; time < times; time += 1) await platform.send({ to: PHONE });
  platform.carrier.will(YES);
  return platform;
}

const isSuppressed = async (platform: Platform) => (await platform.delivery.suppressed([PHONE])).has(PHONE);

describe('A number that networks call unknown', () => {
  it('is written to once more, and after the second word by nobody for a time', async () => {
    expect(await isSuppressed(await withUnknown(1))).toBe(false);
    const platform = await withUnknown(2);
    expect(await isSuppressed(platform)).toBe(true);
    await platform.openAccount('acc_2', 1_000_000);
    for (const account of ['acc_1', 'acc_2']) {
      const answer = await platform.messages.send(account, { to: PHONE, text: 'Bonjour' });
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'no_valid_recipient' } });
      const [error] = answer.ok ? [] : (answer.refusal.errors ?? []);
      expect(error?.code).toBe('number_suppressed');
      const until = new Date(platform.clock.now() + suppressMs!).toISOString();
      expect(error?.detail).toMatch(/unknown twice.*trust it again/);
      expect(error?.detail).toContain(until);
    }
    await platform.clock.advanceBy(suppressMs!);
    expect(await answerTo(platform)).toMatch(/^msg_/);
  });

  it('is suppressed after the second sending of one message, if it was well before', async () => {
    const platform = await Platform.open();
    const well = await platform.send({ to: PHONE });
    await platform.carrier.tell(well, 'delivered');
    const id = await platform.send({ to: PHONE, validityMs: 2 * VALIDITY_MS });
    await platform.carrier.tell(id, 'undelivered', 'unknown_subscriber');
    expect((await platform.message(id)).state).toBe('queued');
    expect(await isSuppressed(platform)).toBe(false);
    platform.carrier.will(NO);
    await platform.clock.advanceBy(suspectRetryMs!);
    expect((await platform.message(id)).state).toBe('rejected');
    expect(await isSuppressed(platform)).toBe(true);
  });

  it.each<[string, (platform: Platform, sentBefore: string) => Promise<unknown>]>([
    ['a message arrives there', (platform, sentBefore) => platform.carrier.tell(sentBefore, 'delivered')],
    ['the operator trusts it', platform => platform.delivery.trust([PHONE])],
  ])('is written to again when %s', async (_, lift) => {
    const platform = await Platform.open();
    const sentBefore = await platform.send({ to: PHONE });
    platform.carrier.will(NO);
    await platform.send({ to: PHONE });
    await platform.send({ to: PHONE });
    platform.carrier.will(YES);
    expect(await answerTo(platform)).toBe('number_suppressed');
    await lift(platform, sentBefore);
    expect(await answerTo(platform)).toMatch(/^msg_/);
  });

  it('is written to again when a lookup finds it alive', async () => {
    let live = false;
    class Register extends NumberLookup {
      lookup(): Promise<NumberNetwork> {
        return Promise.resolve({ mcc: '208', mnc: '01', ported: true, live, at: 0 });
      }
    }
    const platform = await Platform.open({
      lookup: () => new Register(),
      options: { lookupKeptMs: SECOND_MS, routes: [{ carrier: 'semaphore', networks: ['20801'] }] },
    });
    platform.carrier.will(NOT_NOW, NO, NO, YES);
    const waiting = await platform.send({ to: PHONE });
    await platform.send({ to: PHONE });
    await platform.send({ to: PHONE });
    expect(await isSuppressed(platform)).toBe(true);
    live = true;
    await platform.clock.advanceBy(MINUTE_MS);
    expect((await platform.message(waiting)).state).toBe('sent');
    expect(await isSuppressed(platform)).toBe(false);
  });

  it('was called so too long ago to be counted, or is not to be suppressed at all', async () => {
    const platform = await withUnknown(1);
    await platform.clock.advanceBy(suspectKnownMs + 1);
    platform.carrier.will(NO);
    await platform.send({ to: PHONE });
    expect(await isSuppressed(platform)).toBe(false);
    expect(await isSuppressed(await withUnknown(5, { options: { suppressMs: null } }))).toBe(false);
  });

  it('takes back a message that was scheduled before', async () => {
    const platform = await withUnknown(1);
    const id = await platform.send({ to: PHONE, scheduledAt: platform.clock.now() + HOUR_MS });
    platform.carrier.will(NO);
    await platform.send({ to: PHONE });
    const before = platform.carrier.submissions.length;
    await platform.clock.advanceBy(HOUR_MS);
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'unknown_subscriber' });
    expect(platform.carrier.submissions).toHaveLength(before);
  });

  it('is forgotten when nothing was heard of it for long', async () => {
    const platform = await withUnknown(2);
    await platform.delivery.pruneUnknownNumbers(platform.clock.now() + suspectKnownMs);
    expect(await isSuppressed(platform)).toBe(true);
    await platform.clock.advanceBy(2 * suspectKnownMs);
    await platform.delivery.pruneUnknownNumbers(platform.clock.now());
    expect(await platform.delivery.trust([PHONE])).toBe(0);
  });
});
