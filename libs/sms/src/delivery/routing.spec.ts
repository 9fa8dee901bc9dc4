import { defaultPrices, PriceList, type PriceRow } from '../credits/index.js';
import type { SmsEvent } from '../events/index.js';
import type { CarrierFact } from './carrier.events.js';
import { NumberLookup, type NumberNetwork } from '../networks/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import {
  HOUR_MS,
  MINUTE_MS,
  MORNING,
  NEVER,
  NO,
  NOT_NOW,
  PRICE_MICROS,
  Platform,
  SECOND_MS,
  SILENCE,
  ScriptedCarrier,
  YES,
  numbers,
  tooFast,
  type Settings,
} from './platform.contract-spec.js';
import type { CarrierCapabilities } from './carrier.js';
import type { Route } from './route.js';

const { breakerFailures, breakerMinMs, lookupKeptMs, lookupMaxMs, lookupRetryMs } = defaultDeliveryOptions;

/** A platform with carriers of these names. */
function withCarriers(
  names: readonly string[],
  routes: readonly Route[] = [],
  { options, capabilities, ...settings }: Settings & { capabilities?: Partial<CarrierCapabilities> } = {},
): Promise<Platform> {
  return Platform.open({
    ...settings,
    carriers: clock => names.map(name => new ScriptedCarrier(clock, YES, capabilities, name)),
    options: { ...options, routes },
  });
}

const carrierOf = (platform: Platform, name: string) => platform.carriers.find(one => one.name === name)!;
const given = (platform: Platform) =>
  Object.fromEntries(platform.carriers.map(({ name, submissions }) => [name, submissions.length]));
const carrierFacts = async (platform: Platform) =>
  (await platform.facts())
    .filter(({ type }) => type.startsWith('carrier.'))
    .map(({ type, data, at }: SmsEvent) => `${at - MORNING} ${type} ${(data as CarrierFact).carrier}`);

describe('A message among several carriers', () => {
  it('goes to the one that its routes name', async () => {
    const platform = await withCarriers(
      ['france', 'germany'],
      [
        { carrier: 'france', countries: ['FR'] },
        { carrier: 'germany', countries: ['DE'] },
      ],
    );
    const french = await platform.send();
    const german = await platform.send({ to: '+4915112345678' });
    expect(await platform.message(french)).toMatchObject({ state: 'sent', carrier: 'france' });
    expect(await platform.message(german)).toMatchObject({ state: 'sent', carrier: 'germany' });
  });

  it('is refused, and its credit goes back, when no route takes it', async () => {
    const platform = await withCarriers(['france'], [{ carrier: 'france', countries: ['FR'] }]);
    const id = await platform.send({ to: '+4915112345678' });
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'no_route', attempts: 0 });
    expect((await platform.audit()).openHolds).toBe(0);
    expect(await platform.revenue()).toBe(0);
  });

  it('fails over to the next route while the first is away, and the first has its share again afterwards', async () => {
    const platform = await withCarriers(
      ['first', 'second'],
      [{ carrier: 'first' }, { carrier: 'second', rank: 1 }],
    );
    carrierOf(platform, 'first').will(tooFast(MINUTE_MS), YES);
    await platform.sendMany({ to: numbers(10) });
    expect(given(platform).second).toBeGreaterThanOrEqual(1);
    expect(await platform.delivery.countByState()).toEqual({ sent: 10 });
    await platform.clock.advanceBy(MINUTE_MS);
    const later = await platform.send();
    expect((await platform.message(later)).carrier).toBe('first');
  });

  it('is tried on another route after a fault of the network, and stays where it is after one of the phone', async () => {
    const platform = await withCarriers(['first', 'second']);
    carrierOf(platform, 'first').will(NOT_NOW);
    const network = await platform.send();
    await platform.clock.advanceBy(HOUR_MS);
    expect(await platform.message(network)).toMatchObject({ state: 'sent', carrier: 'second', attempts: 2 });
    carrierOf(platform, 'first').will(
      () => ({ kind: 'rejected', reason: 'memory_full', rawCode: '20', permanent: false }),
      YES,
    );
    const phone = await platform.send();
    await platform.clock.advanceBy(HOUR_MS);
    expect(await platform.message(phone)).toMatchObject({ state: 'sent', carrier: 'first', attempts: 2 });
  });

  it.each(['no_route', 'portability'] as const)(
    'goes to the next at once when one knows no way for it (%s), however final that one means it',
    async reason => {
      const platform = await withCarriers(['first', 'second']);
      carrierOf(platform, 'first').will(() => ({
        kind: 'rejected',
        reason,
        rawCode: '1153',
        permanent: true,
      }));
      const id = await platform.send();
      expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'second', attempts: 2 });
      expect(await platform.timeline(id)).toEqual([
        '0 queued',
        '0 submitting',
        '0 queued',
        '0 submitting',
        '0 sent',
      ]);
      expect(await platform.revenue()).toBe(PRICE_MICROS);
    },
  );

  it('is refused once none of them knows a way, and each was asked once, busy ones included', async () => {
    const platform = await withCarriers(['first', 'second', 'third']);
    const lost = () => ({ kind: 'rejected', reason: 'no_route', rawCode: '1153', permanent: true }) as const;
    for (const name of ['first', 'second']) carrierOf(platform, name).will(lost);
    carrierOf(platform, 'third').will(tooFast(MINUTE_MS), lost);
    const id = await platform.send();
    expect(await platform.message(id)).toMatchObject({ state: 'queued' });
    await platform.clock.advanceBy(HOUR_MS);
    expect(given(platform)).toEqual({ first: 1, second: 1, third: 2 });
    expect(await platform.message(id)).toMatchObject({
      ...{ state: 'rejected', reason: 'no_route', rawCode: '1153', carrier: 'third', attempts: 3 },
    });
    expect((await platform.audit()).openHolds).toBe(0);
    expect(await platform.revenue()).toBe(0);
  });

  it('is believed dead, and goes nowhere else, when it is the number that is refused', async () => {
    const platform = await withCarriers(['first', 'second']);
    carrierOf(platform, 'first').will(NO);
    const id = await platform.send();
    expect(await platform.message(id)).toMatchObject({ state: 'rejected', reason: 'unknown_subscriber' });
    expect(given(platform)).toEqual({ first: 1, second: 0 });
  });

  it('leaves before less urgent ones of its account that came earlier', async () => {
    const platform = await withCarriers(['slow'], [], { capabilities: { ratePerSecond: 1 } });
    const low = await platform.sendMany({ to: numbers(5), priority: 'low' });
    const high = await platform.send({ to: '+33612121599', priority: 'high' });
    await platform.clock.advanceBy(10 * SECOND_MS);
    const order = carrierOf(platform, 'slow').submissions.map(({ messageId }) => messageId);
    expect(order).toHaveLength(6);
    expect(order[1]).toBe(high);
    expect(low).toContain(order[0]);
  });

  it('does not wait behind a hundred that only a busy carrier may take', async () => {
    const platform = await withCarriers(
      ['busy', 'idle'],
      [
        { carrier: 'busy', countries: ['FR'] },
        { carrier: 'idle', countries: ['DE'] },
      ],
      { options: { claimMax: 10 }, capabilities: { ratePerSecond: 2 } },
    );
    await platform.sendMany({ to: numbers(100) });
    const german = await platform.send({ to: '+4915112345678' });
    expect(await platform.message(german)).toMatchObject({ state: 'sent', carrier: 'idle' });
    // And those that wait keep the pace of their carrier.
    await platform.clock.advanceBy(HOUR_MS);
    const { times } = carrierOf(platform, 'busy');
    expect(times).toHaveLength(100);
    expect(times.at(-1)! - times[0]!).toBeLessThan(60 * SECOND_MS);
    for (const at of times)
      expect(times.filter(time => time > at - SECOND_MS && time <= at).length).toBeLessThanOrEqual(4);
  });
});

describe('A carrier that fails again and again', () => {
  it('is given nothing for a while, then one message, and everything again once that went through', async () => {
    const platform = await withCarriers(['semaphore'], [], { capabilities: { windowSize: 3 } });
    const { carrier } = platform;
    carrier.will(SILENCE);
    await platform.sendMany({ to: numbers(20), purpose: 'marketing' });
    // What was under way when it was taken out of service is more than the failures it takes.
    expect(carrier.submissions.length).toBeLessThanOrEqual(breakerFailures + 2);
    expect(platform.delivery.status().carriers[0]!.breaker).toBe('open');
    const before = carrier.submissions.length;
    await platform.clock.advanceBy(breakerMinMs - 1);
    expect(carrier.submissions).toHaveLength(before);
    const probes: (() => void)[] = [];
    carrier.will(submission => new Promise(resolve => probes.push(() => resolve(YES(submission)))), YES);
    await platform.clock.advanceBy(1);
    expect(carrier.submissions).toHaveLength(before + 1);
    expect(platform.delivery.status().carriers[0]!.breaker).toBe('half_open');
    probes[0]!();
    await platform.clock.settle();
    expect(platform.delivery.status().carriers[0]!.breaker).toBe('closed');
    expect(carrier.submissions).toHaveLength(20);
    expect(await carrierFacts(platform)).toEqual([
      '0 carrier.down semaphore',
      `${breakerMinMs} carrier.up semaphore`,
    ]);
  });

  it('leaves its messages to the next', async () => {
    const platform = await withCarriers(['first', 'second'], [], { capabilities: { windowSize: 2 } });
    carrierOf(platform, 'first').will(SILENCE);
    const ids = await platform.sendMany({ to: numbers(30), purpose: 'marketing' });
    const messages = await Promise.all(ids.map(id => platform.message(id)));
    const doubts = messages.filter(({ state }) => state === 'in_doubt');
    expect(doubts.length).toBeLessThanOrEqual(breakerFailures + 1);
    expect(messages.filter(({ carrier }) => carrier === 'second')).toHaveLength(30 - doubts.length);
  });
});

describe('A carrier that refuses us as a matter of set-up', () => {
  it('is a fact, with what to do', async () => {
    const platform = await Platform.open();
    platform.carrier.listener.misconfigured?.('The password is wrong. Correct it.');
    await platform.clock.settle();
    const facts = (await platform.facts()).filter(({ type }) => type === 'carrier.misconfigured');
    expect(facts.map(({ data, accountId }) => [accountId, data])).toMatchObject([
      ['', { carrier: 'semaphore', why: 'The password is wrong. Correct it.', at: MORNING }],
    ]);
  });
});

describe('A carrier that is paused by hand', () => {
  it('is given nothing until it is resumed, and then what has waited', async () => {
    const platform = await Platform.open();
    expect(await platform.delivery.pause('semaphore')).toBe(true);
    const ids = await platform.sendMany({ to: numbers(3) });
    await platform.clock.advanceBy(5 * MINUTE_MS);
    expect(platform.carrier.submissions).toHaveLength(0);
    expect(platform.delivery.status().carriers[0]).toMatchObject({ paused: true, breaker: 'closed' });
    expect(await platform.delivery.resume('semaphore')).toBe(true);
    await platform.clock.settle();
    expect(platform.carrier.times).toEqual(ids.map(() => 5 * MINUTE_MS));
    expect(await carrierFacts(platform)).toEqual([
      '0 carrier.paused semaphore',
      `${5 * MINUTE_MS} carrier.resumed semaphore`,
    ]);
  });

  it('stays so beyond the life of the process, and for every other that shares the database', async () => {
    const first = await Platform.open({ isShared: true });
    const second = await first.joinedBy({ isShared: true });
    await first.delivery.pause('semaphore');
    await first.clock.settle();
    expect(second.delivery.status().carriers[0]!.paused).toBe(true);
    const third = await first.killAndStart();
    const id = await third.send();
    expect((await third.message(id)).state).toBe('queued');
    await second.delivery.resume('semaphore');
    await first.clock.settle();
    expect(third.delivery.status().carriers[0]!.paused).toBe(false);
    expect((await third.message(id)).state).toBe('sent');
    expect(await carrierFacts(third)).toHaveLength(2);
  });

  it('finishes what is under way', async () => {
    const platform = await Platform.open();
    let answer = () => {};
    platform.carrier.will(submission => new Promise(resolve => (answer = () => resolve(YES(submission)))));
    const id = await platform.send();
    await platform.delivery.pause('semaphore');
    answer();
    await platform.clock.settle();
    expect((await platform.message(id)).state).toBe('sent');
  });

  it('leaves its messages to others, and those that only it may take wait for it', async () => {
    const platform = await withCarriers(
      ['first', 'second'],
      [{ carrier: 'first' }, { carrier: 'second', rank: 1, countries: ['FR'] }],
    );
    await platform.delivery.pause('first');
    const french = await platform.send();
    const german = await platform.send({ to: '+4915112345678' });
    expect(await platform.message(french)).toMatchObject({ state: 'sent', carrier: 'second' });
    expect((await platform.message(german)).state).toBe('queued');
    await platform.delivery.resume('first');
    await platform.clock.advanceBy(MINUTE_MS);
    expect(await platform.message(german)).toMatchObject({ state: 'sent', carrier: 'first' });
  });

  it('is paused once, and must exist', async () => {
    const platform = await Platform.open();
    expect(await platform.delivery.resume('semaphore')).toBe(false);
    await platform.delivery.pause('semaphore');
    expect(await platform.delivery.pause('semaphore')).toBe(false);
    await expect(platform.delivery.pause('heliograph')).rejects.toMatchObject({ code: 'unknown_carrier' });
  });
});

/** A register of ported numbers, which notes when it was asked. */
class Register extends NumberLookup {
  readonly asked: string[] = [];
  answer: (msisdn: string) => Promise<NumberNetwork | undefined> = async () => undefined;

  lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    this.asked.push(msisdn);
    return this.answer(msisdn);
  }
}

describe('A message whose routes ask for networks', () => {
  const routes: Route[] = [
    { carrier: 'orange', networks: ['20801', '20802'] },
    { carrier: 'others', rank: 1 },
  ];
  const orange: NumberNetwork = { mcc: '208', mnc: '01', ported: true, at: MORNING };
  let register: Register;
  const open = () => withCarriers(['orange', 'others'], routes, { lookup: () => register });

  beforeEach(() => {
    register = new Register();
  });

  it('goes by the network that the number is in now, wherever its prefix comes from', async () => {
    register.answer = async to => (to.endsWith('1') ? orange : { ...orange, mnc: '10' });
    const platform = await open();
    const ids = await platform.sendMany({ to: ['+33612121511', '+33612121512'] });
    const carriers = await Promise.all(ids.map(async id => (await platform.message(id)).carrier));
    expect(carriers).toEqual(['orange', 'others']);
    expect(platform.clock.now()).toBe(MORNING);
  });

  it('is charged what was told when it was accepted, and shows both networks, where its number has moved since', async () => {
    const dear: PriceRow = ['FR', '0.06', '1', '1', '1', '1', '1', '1', '1', '20801'];
    const cheap: PriceRow = ['FR', '0.03', '1', '1', '1', '1', '1', '1', '1', '20810'];
    register.answer = async () => orange;
    const platform = await withCarriers(['orange', 'others'], routes, {
      lookup: () => register,
      prices: PriceList.of([...defaultPrices, dear, cheap]),
    });
    const id = await platform.send({ scheduledAt: MORNING + 2 * lookupKeptMs });
    expect(await platform.message(id)).toMatchObject({ pricedNetwork: '20801', network: { mnc: '01' } });
    register.answer = async () => ({ ...orange, mnc: '10' });
    await platform.clock.advanceBy(2 * lookupKeptMs);
    expect(await platform.message(id)).toMatchObject({
      ...{ state: 'sent', carrier: 'others', pricedNetwork: '20801', costMicros: 60_000 },
      network: { mcc: '208', mnc: '10', ported: true },
    });
    expect(await platform.revenue()).toBe(60_000);
  });

  it('asks once for a number that was priced by its network, and keeps the network on the message', async () => {
    const dear: PriceRow = ['FR', '0.06', '1', '1', '1', '1', '1', '1', '1', '20801'];
    register.answer = async () => orange;
    const platform = await withCarriers(['orange', 'others'], routes, {
      lookup: () => register,
      prices: PriceList.of([...defaultPrices, dear]),
    });
    const id = await platform.send();
    expect(register.asked).toHaveLength(1);
    const network = { mcc: '208', mnc: '01', ported: true };
    expect(await platform.message(id)).toMatchObject({ state: 'sent', network });
  });

  it('asks once for each number, until the answer is old', async () => {
    register.answer = async () => orange;
    const platform = await open();
    await platform.send();
    await platform.send();
    await platform.clock.advanceBy(lookupKeptMs - 1);
    await platform.send();
    expect(register.asked).toEqual(['+33612121515']);
    await platform.clock.advanceBy(1);
    await platform.send();
    expect(register.asked).toHaveLength(2);
  });

  it('goes all the same when nobody knows, when the register fails, and when it does not answer in time', async () => {
    const platform = await open();
    const unknown = await platform.send();
    register.answer = () => Promise.reject(new Error('The register is away.'));
    const failed = await platform.send({ to: '+33612121516' });
    register.answer = () => new Promise(() => {});
    const silent = await platform.send({ to: '+33612121517' });
    for (const id of [unknown, failed])
      expect(await platform.message(id)).toMatchObject({ state: 'sent', carrier: 'others' });
    expect((await platform.message(silent)).state).toBe('queued');
    await platform.clock.advanceBy(lookupMaxMs);
    expect(await platform.message(silent)).toMatchObject({ state: 'sent', carrier: 'others' });
    expect(platform.problems).toHaveLength(2);
    await platform.send();
    expect(register.asked).toHaveLength(3);
    await platform.clock.advanceBy(lookupRetryMs);
    register.answer = async () => orange;
    expect(await platform.message(await platform.send())).toMatchObject({ carrier: 'orange' });
  });

  it('forgets the numbers that it learnt longest ago when there are too many', async () => {
    register.answer = async () => orange;
    const platform = await withCarriers(['orange', 'others'], routes, {
      lookup: () => register,
      options: { lookupsKeptMax: 2, claimMax: 2 },
    });
    for (const to of numbers(3)) await platform.send({ to });
    await platform.send({ to: numbers(3)[2]! });
    expect(register.asked).toHaveLength(3);
    await platform.send({ to: numbers(3)[0]! });
    expect(register.asked).toHaveLength(4);
  });

  it('cannot be, where there is no register or no such carrier, and the host is told all of it at once', async () => {
    const astray: Route[] = [...routes, { carrier: 'ornage', networks: ['20815'] }, { carrier: 'smtp' }];
    const opened = withCarriers(['orange', 'others'], astray);
    await expect(opened).rejects.toMatchObject({ code: 'invalid_options' });
    await expect(opened).rejects.toThrow(
      /routes\[2\] leads to "ornage".*routes\[3\] leads to "smtp".*there are: orange, others.*routes\[0\], \[2\] ask for networks.*no lookup/s,
    );
  });

  it('cannot be, where a carrier may take longer to answer than it is waited for', async () => {
    const patient = withCarriers(['slow'], [], { capabilities: { submitMaxMs: 60_000 } });
    await expect(patient).rejects.toThrow(
      'slow: a submission may take 60000 ms; it must be less than delivery.answerMaxMs (60000)',
    );
    await withCarriers(['slow'], [], { capabilities: { submitMaxMs: 59_999 } });
  });
});

describe('The queue', () => {
  it('lets a message of one account out in its normal time, behind a thousand of another', async () => {
    const platform = await withCarriers(['semaphore'], [], {
      capabilities: { ratePerSecond: 20 },
      credit: 1000 * PRICE_MICROS,
    });
    const crowd = Array.from({ length: 1000 }, (_, index) => `+336121${String(20_000 + index)}`);
    await platform.sendMany({ to: crowd, priority: 'high' });
    await platform.openAccount('acc_2', 1_000_000);
    await platform.clock.advanceBy(20 * SECOND_MS + 17);
    const sentAt = platform.clock.now();
    const id = await platform.sendAs('acc_2', { to: '+33612121515', priority: 'veryLow' });
    await platform.clock.advanceBy(SECOND_MS);
    const mine = platform.carrier.submissions.find(({ messageId }) => messageId === id);
    expect(mine!.at - sentAt).toBeLessThanOrEqual(100);
    // The crowd has not been held up beyond that one place.
    expect(platform.carrier.submissions.length).toBeGreaterThanOrEqual(20 * 20);
  });

  it('and a carrier that never answers hold up nobody but those whose only way it is', async () => {
    const platform = await withCarriers(
      ['mute', 'other'],
      [
        { carrier: 'mute', countries: ['FR'] },
        { carrier: 'other', countries: ['DE'] },
      ],
      { capabilities: { windowSize: 2 } },
    );
    carrierOf(platform, 'mute').will(NEVER);
    await platform.sendMany({ to: numbers(50) });
    const german = await platform.send({ to: '+4915112345678' });
    expect((await platform.message(german)).state).toBe('sent');
  });
});
