import fc from 'fast-check';
import * as yaml from 'yaml';
import { MessageCentre, RecordingLink, type WorldOptions } from '../centre/index.js';
import { fateOf, readFate } from '../fates/index.js';
import { VirtualTime } from '../time/index.js';
import { readScenario } from './read-scenario.js';
import { recordScenario } from './record.js';
import { failureText } from './report.js';
import { runScenario } from './run-scenario.js';
import { StandIns } from './stand-ins.js';
import { sourceFromYaml } from './yaml-source.js';

const HOUR_MS = 3_600_000;

/** A run as somebody at a control door and a host make it: between the events, never in the middle of them. */
async function liveRun(seed: number, world: WorldOptions = {}): Promise<MessageCentre> {
  const time = new VirtualTime({ startAt: Date.UTC(2026, 2, 2, 9, 30, 0, 123) });
  const centre = new MessageCentre({ time, seed, world: { fate: fateOf, ...world } });
  const send = (to: string, text: string, more: object = {}): void =>
    centre.submit('shop', { from: '36180', to, text, ...more }, () => undefined);
  const link = centre.connect(new RecordingLink('shop'));
  centre.connect(new RecordingLink('bank'));
  await time.settle();
  centre.subscribers.set('+33612345678', { state: 'off' });
  centre.subscribers.set('+33698765432', {
    autoReply: { text: 'Yes, call +33612345678', delayMs: { kind: 'uniform', min: 1_000, max: 9_000 } },
  });
  for (let index = 0; index < 30; index++)
    send(`+336123450${String(10 + index)}`, `Hello ${String(index)}`, { ref: `r${String(index % 25)}` });
  send('+33612345678', 'Your code is 482913', { validityMs: HOUR_MS });
  send('+33612345678', 'Your parcel is here', { registeredDelivery: 1 });
  send('+33698765432', 'Will you come?');
  send('+33612990160', 'Number with a fate');
  send('+33612', 'Too short a number?');
  send('+33612345678', 'x'.repeat(5_000));
  await time.advanceBy(90_000);
  centre.faults.set({
    receiptDuplicationProbability: 0.5,
    submitThrottleProbability: 0.4,
    attemptFailureProbability: 0.3,
  });
  centre.network.patch('fr-2', { resolvesPortedNumbers: false });
  centre.network.port({ prefix: '3361234501', to: 'fr-1' });
  for (let index = 0; index < 20; index++)
    send(`+336123450${String(10 + index)}`, `Once more ${String(index)}`);
  centre.submit(
    'bank',
    { from: '3030', to: '+33612345678', text: 'Sale STOP 3030', purpose: 'marketing' },
    () => undefined,
  );
  await time.advanceBy(2 * HOUR_MS);
  link.disconnect();
  centre.sendFromPhone('+33612345011', { to: '36180', text: 'STOP' });
  await time.advanceBy(HOUR_MS);
  centre.connect(new RecordingLink('shop'));
  await time.settle();
  centre.faults.clear();
  centre.subscribers.remove('+33612345678');
  centre.subscribers.read('+33612345011');
  const waiting = centre.messages({ clientId: 'shop' }).find(({ final }) => !final);
  if (waiting !== undefined) centre.cancel('shop', waiting.id);
  await time.advanceBy(72 * HOUR_MS);
  return centre;
}

async function replay(scenario: unknown) {
  const checked = readScenario(sourceFromYaml(yaml, 'recorded.yaml', yaml.stringify(scenario)));
  return runScenario(checked);
}

describe('a recorded run', () => {
  it('leaves the same journal when it is replayed, octet for octet, over many seeds', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const centre = await liveRun(seed);
      const scenario = recordScenario({
        entries: centre.journal.entries(),
        name: 'Recorded',
        anonymised: false,
      });
      const { centre: again, report } = await replay(scenario);
      expect(report.failures.map(failureText)).toEqual([]);
      const end = centre.journal.total;
      const lines = again.journal.toNdjson().split('\n').slice(0, end);
      expect(lines).toEqual(centre.journal.toNdjson().trimEnd().split('\n'));
    }
  });

  it('has who was connected before the reset that it begins with, and what doors wrote down', async () => {
    const time = new VirtualTime();
    const centre = new MessageCentre({ time, seed: 1 });
    centre.connect(new RecordingLink('shop'));
    centre.connect(new RecordingLink('shop'));
    centre.reset({ seed: 7 });
    centre.journal.write({
      kind: 'smpp.bound',
      clientId: 'bank',
      detail: { mode: 'transceiver', version: 52 },
    });
    centre.submit('shop', { from: '36180', to: '+33612345678', text: 'Hello' }, () => undefined);
    await time.advanceBy(HOUR_MS);
    centre.sendFromPhone('+33612345678', { to: '36180', text: 'Thank you' });
    await time.advanceBy(HOUR_MS);
    const scenario = recordScenario({
      entries: centre.journal.entries(),
      name: 'Recorded',
      anonymised: false,
    });
    const { centre: again, report } = await replay(scenario);
    expect(report.failures.map(failureText)).toEqual([]);
    expect(again.journal.toNdjson()).toBe(centre.journal.toNdjson());
    expect(centre.journal.list({ kind: 'receipt.acknowledged' })).toHaveLength(1);
    expect(centre.journal.list({ kind: 'inbound.acknowledged' })).toHaveLength(1);
  });

  it('comes to the same although its clients took their time, and says so with what they took', async () => {
    const time = new VirtualTime();
    const centre = new MessageCentre({ time, seed: 7 });
    const later: (() => void)[] = [];
    const slow = (): Promise<boolean> => new Promise(taken => later.push(() => taken(true)));
    centre.connect({ clientId: 'shop', receipt: slow, inbound: slow });
    for (const to of ['+33612345678', '+33612345679'])
      centre.submit('shop', { from: '36180', to, text: 'Hello' }, () => undefined);
    const over = time.advanceBy(HOUR_MS);
    for (let turn = 0; turn < 200; turn++) {
      await Promise.resolve();
      later.pop()?.();
    }
    await over;
    const scenario = recordScenario({
      entries: centre.journal.entries(),
      name: 'Recorded',
      anonymised: false,
    });
    expect((await replay(scenario)).report.failures.map(failureText)).toEqual([]);
  });

  it('fails with the first difference where another run comes of it', async () => {
    const centre = await liveRun(3);
    const scenario = recordScenario({
      entries: centre.journal.entries(),
      name: 'Recorded',
      anonymised: false,
    });
    const lost = { ...scenario, steps: scenario.steps.filter(step => !('connect' in step)) };
    expect((await replay(lost)).report.failures.map(failureText)).toContainEqual(
      expect.stringMatching(
        /entry 2 of the recording, PT0S link\.connected \{"clientId":"shop"\}, but it is PT0S subscriber\.changed/,
      ),
    );
    const [last] = scenario.steps.slice(-1) as { expect: { replay: string[]; count: number } }[];
    const longer = {
      ...scenario,
      steps: [...scenario.steps.slice(0, -1), { expect: { ...last!.expect, count: last!.expect.count + 1 } }],
    };
    expect((await replay(longer)).report.failures.map(failureText)).toContainEqual(
      expect.stringMatching(/as in the recording, but there are \d+/),
    );
  });

  it('leaves the same with ids that went on counting after a reset', async () => {
    const centre = await liveRun(5, { firstId: 77_000 });
    const scenario = recordScenario({
      entries: centre.journal.entries(),
      name: 'Recorded',
      anonymised: false,
    });
    const { centre: again } = await replay(scenario);
    expect(again.journal.toNdjson()).toBe(centre.journal.toNdjson());
  });

  it('names no phone, and comes to the same where nothing hangs on chance', async () => {
    const centre = await liveRun(3, { latency: { acceptanceMs: 0, networkMs: 2_000, receiptMs: 100 } });
    const scenario = recordScenario({
      entries: centre.journal.list({}, 40),
      name: 'Recorded',
      latency: { acceptanceMs: 0, networkMs: 2_000, receiptMs: 100 },
    });
    const text = yaml.stringify(scenario);
    expect(text).not.toMatch(/33612345678|33698765432|3361234501|482913/);
    expect(text).toContain('+33612990160');
    expect(text).toContain('Your code is 000000');
    expect((await replay(scenario)).report.failures.map(failureText)).toEqual([]);
    expect((await replay(scenario)).centre.journal.toNdjson()).toBe(
      (await replay(scenario)).centre.journal.toNdjson(),
    );
  });

  it('keeps one stand-in for each number, with its operator, however it is written', () => {
    const texts = (...sent: readonly (readonly [to: string, text: string])[]): unknown[] => {
      const centre = new MessageCentre({ time: new VirtualTime() });
      centre.connect(new RecordingLink('shop'));
      for (const [to, text] of sent) centre.submit('shop', { from: '36180', to, text }, () => undefined);
      const { steps } = recordScenario({ entries: centre.journal.entries(), name: 'Recorded' });
      return steps.flatMap(step => ('send' in step ? [[step.send.to, step.send.text]] : []));
    };
    expect(
      texts(
        ['+33612345678', 'Call 33612345678 or 06 12 34 56 78 or 0033612345671'],
        ['33612345678', 'Or (+33) 6.12.34.56.71, or +33 6 98 76 54 32'],
        ['+33612345671', 'STOP 36180, not 36181'],
        ['+447400123456', '07400 123456 or +33612992000'],
        ['06 12 34 56 78', 'Refused: the journal keeps no text'],
      ),
    ).toEqual([
      ['+33612000000', 'Call 33612000000 or 06 12 00 00 00 or 0033612000001'],
      ['33612000000', 'Or (+33) 6.12.00.00.01, or +33 6 98 00 00 00'],
      ['+33612000001', 'STOP 36000, not 00000'],
      ['+447400000000', '07400 000000 or +33612992000'],
      ['06 12 00 00 00', '?'],
    ]);
  });

  it.each([
    ['code 4711', 'code 0000'],
    ['482-913 is your code', '000-000 is your code'],
    ['Your code: A1B2C3', 'Your code: X0X0X0'],
    ['Write to jeanne.martin@example.fr.', 'Write to xxxxxx.xxxxxx@xxxxxxx.xx.'],
    [
      'See https://shop.example/r/Ab3-token?u=jeanne#x now',
      'See https://shop.example/x/Xx0-xxxxx?x=xxxxxx#x now',
    ],
    ['See sho.rt/AbCdEf or www.shop.example', 'See sho.rt/XxXxXx or www.shop.example'],
    ['https://jeanne:secret@shop.example/', 'xxxxx://xxxxxx:xxxxxx@xxxx.xxxxxxx/'],
    ['06 98 76 54 32', '06 00 00 00 00'],
    ['Table 12 at 8 pm', 'Table 12 at 8 pm'],
  ])('says nothing of whom %j is about', (text, anonymised) => {
    const centre = new MessageCentre({ time: new VirtualTime() });
    centre.submit('shop', { from: 'SHOP', to: '+33612345678', text, ref: 'jeanne-1' }, () => undefined);
    const { steps } = recordScenario({ entries: centre.journal.entries(), name: text });
    expect(steps[0]).toMatchObject({ send: { from: 'SHOP', text: anonymised, ref: 'ref-1' } });
  });

  it('keeps routes and ranges of numbers in step with the numbers, and drops addresses', async () => {
    const time = new VirtualTime();
    const centre = new MessageCentre({ time, world: { latency: { acceptanceMs: 0 } } });
    centre.journal.write({ kind: 'smpp.bound', clientId: 'shop', detail: { address: '10.1.2.3' } });
    centre.connect(new RecordingLink('shop'));
    centre.routeInbound('+33700000123', 'shop');
    centre.network.port({ prefix: '336123450', to: 'fr-3' });
    centre.sendFromPhone('+33612345678', { to: '+33700000123', text: 'Hello' });
    centre.sendFromPhone('+33612345078', { to: '+33700000123', text: 'Hello' });
    await time.advanceBy(HOUR_MS);
    const scenario = recordScenario({ entries: centre.journal.entries(), name: 'Recorded' });
    expect(yaml.stringify(scenario)).not.toMatch(/123|10\.1\.2/);
    const { centre: again, report } = await replay(scenario);
    expect(report.failures.map(failureText)).toEqual([]);
    expect(again.journal.list({ kind: 'inbound.acknowledged' })).toHaveLength(2);
    const present = again.journal
      .list({ kind: 'inbound.sent' })
      .map(({ msisdn }) => again.lookup(msisdn!)?.present?.operator);
    expect(present).toEqual([expect.not.stringMatching('fr-3'), 'fr-3']);
  });

  it('gives different numbers different stand-ins, none of them with a fate that it had not', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 33_612_000_000, max: 33_613_999_999 }), { maxLength: 400 }),
        numbers => {
          const stands = new StandIns();
          const others = numbers.map(number => stands.of(String(number)));
          expect(new Set(others).size).toBe(numbers.length);
          for (const [index, number] of numbers.entries()) {
            expect(others[index]).toHaveLength(11);
            if (readFate(String(number)) === undefined && !/99\d{4}$/.test(String(number)))
              expect(readFate(others[index]!)).toBeUndefined();
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is refused where the beginning of the journal is gone', async () => {
    const centre = new MessageCentre({ time: new VirtualTime(), limits: { maxJournalEntries: 3 } });
    for (const clientId of ['a', 'b', 'c', 'd']) centre.connect(new RecordingLink(clientId));
    expect(() => recordScenario({ entries: centre.journal.entries(), name: 'Recorded' })).toThrow(
      /begins with entry 3.*Reset the simulator with a seed/,
    );
    expect(() => recordScenario({ entries: [], name: 'Recorded' })).toThrow('The journal is empty');
  });
});
