import { ManualClock } from '../kernel/index.js';
import { SILENCE_REST_MS, SILENCES_MAX } from './lookups.js';
import { Networks } from './networks.js';
import { defaultNetworksOptions, type NetworksOptions } from './networks.options.js';
import { isNetworkCode, networkCode, NumberLookup, type NumberNetwork } from './number-lookup.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const ORANGE: NumberNetwork = { mcc: '208', mnc: '01', ported: false, at: MORNING };
const { lookupKeptMs, lookupMaxMs, lookupRetryMs } = defaultNetworksOptions;
const numbers = (count: number, prefix = '+3361212') =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(1000 + index)}`);

/** A register in which each number waits until it is answered for. */
class Register extends NumberLookup {
  readonly asked: string[] = [];
  private readonly answers: ((answer: Promise<NumberNetwork | undefined>) => void)[] = [];
  /** What it says at once, if it does. */
  says: ((msisdn: string) => Promise<NumberNetwork | undefined>) | undefined = () => Promise.resolve(ORANGE);

  lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    this.asked.push(msisdn);
    return this.says?.(msisdn) ?? new Promise(resolve => this.answers.push(resolve));
  }

  /** Answers those that wait, in the order in which they came. */
  answer(count: number): void {
    for (const answer of this.answers.splice(0, count)) answer(Promise.resolve(ORANGE));
  }
}

describe('The networks of numbers', () => {
  let clock: ManualClock;
  let register: Register;
  let troubles: unknown[];
  const open = (options: Partial<NetworksOptions> = {}) =>
    new Networks({
      ...{ clock, lookup: register, options: { ...defaultNetworksOptions, ...options } },
      onTrouble: cause => troubles.push(cause),
    });

  beforeEach(() => {
    clock = new ManualClock(MORNING);
    register = new Register();
    troubles = [];
  });

  it('are asked for once, whoever asks, while the answer is on its way and while it is fresh', async () => {
    register.says = undefined;
    const networks = open();
    const both = [networks.learn(['+33612121515', '+33612121515']), networks.learn(['+33612121515'])];
    register.answer(1);
    for (const learnt of await Promise.all(both)) expect(learnt.get('+33612121515')).toEqual(ORANGE);
    await clock.advanceBy(lookupKeptMs - 1);
    expect((await networks.learn(['+33612121515'])).size).toBe(1);
    expect(register.asked).toHaveLength(1);
    await clock.advanceBy(1);
    expect([networks.of('+33612121515'), networks.isUnasked('+33612121515')]).toEqual([undefined, true]);
  });

  it('are asked for so many at once and no more, and those who ask take turns', async () => {
    register.says = undefined;
    const networks = open({ lookupsAtOnceMax: 4 });
    const crowd = networks.learn(numbers(100));
    const one = networks.learn(['+33799999999']);
    expect(register.asked).toHaveLength(4);
    register.answer(2);
    await clock.settle();
    expect(register.asked).toHaveLength(6);
    expect(register.asked).toContain('+33799999999');
    for (let turn = 0; turn < 30; turn += 1) {
      register.answer(4);
      await clock.settle();
    }
    expect([(await crowd).size, (await one).size]).toEqual([100, 1]);
    expect(troubles).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });

  it('that are not told in time are unknown for a while, those included whose turn never came, and others are asked about again', async () => {
    register.says = undefined;
    const networks = open({ lookupsAtOnceMax: 2 });
    const crowd = networks.learn(numbers(10));
    register.answer(1);
    await clock.advanceBy(lookupMaxMs);
    expect((await crowd).size).toBe(1);
    expect(troubles.map(String)).toEqual([
      expect.stringMatching(/The networks of 9 numbers were not told within 2000 ms/),
    ]);
    // What was asked first and hangs for ever does not keep the places.
    register.says = () => Promise.resolve(ORANGE);
    expect((await networks.learn(['+33799999999'])).size).toBe(1);
    const before = register.asked.length;
    expect((await networks.learn(numbers(10))).size).toBe(1);
    expect(register.asked).toHaveLength(before);
    await clock.advanceBy(lookupRetryMs);
    expect((await networks.learn(numbers(10))).size).toBe(10);
  });

  it('are not waited for any more, for a while, where a register has been silent again and again', async () => {
    register.says = undefined;
    const networks = open();
    for (let time = 0; time < SILENCES_MAX; time += 1) {
      const waiting = networks.learn(numbers(2, `+337000${time}`));
      await clock.advanceBy(lookupMaxMs);
      await waiting;
    }
    const asked = register.asked.length;
    expect((await networks.learn(['+33799999999'])).size).toBe(0);
    expect(register.asked).toHaveLength(asked);
    expect(troubles).toHaveLength(SILENCES_MAX);
    expect(String(troubles.at(-1))).toMatch(/not asked for 30 s/);

    // Then it is tried; while it stays silent, by one send at a time.
    await clock.advanceBy(SILENCE_REST_MS);
    const trying = networks.learn(['+33799999998']);
    await clock.advanceBy(lookupMaxMs);
    await trying;
    expect((await networks.learn(['+33799999997'])).size).toBe(0);
    await clock.advanceBy(SILENCE_REST_MS);
    register.says = () => Promise.resolve(ORANGE);
    expect((await networks.learn(['+33799999996'])).size).toBe(1);
    expect((await networks.learn(numbers(10))).size).toBe(10);
  });

  it('are told of all the same where a register throws for some, which is reported once', async () => {
    register.says = msisdn =>
      msisdn.endsWith('7') ? Promise.reject(new Error('The register is away.')) : Promise.resolve(ORANGE);
    const networks = open();
    expect((await networks.learn(numbers(100))).size).toBe(90);
    expect(troubles.map(String)).toEqual([
      expect.stringMatching(/10 numbers could not be looked up.*The register is away/),
    ]);
  });

  it.each([
    { mcc: '20', mnc: '01', ported: false, at: 0 },
    { mcc: '208', mnc: '1', ported: false, at: 0 },
    { mcc: 208, mnc: 1, ported: false, at: 0 },
    { mcc: '208', mnc: '01', at: 0 },
  ])('are none where a register says what is no network: %j', async nonsense => {
    register.says = () => Promise.resolve(nonsense as unknown as NumberNetwork);
    const networks = open();
    expect((await networks.learn(['+33612121515'])).size).toBe(0);
    expect(troubles.map(String)).toEqual([expect.stringMatching(/is no network/)]);
  });

  it('are told to whoever asked, though fewer are remembered', async () => {
    const networks = open({ lookupsKeptMax: 3 });
    expect((await networks.learn(numbers(10))).size).toBe(10);
    expect(numbers(10).filter(msisdn => networks.of(msisdn))).toEqual(numbers(10).slice(7));
  });

  it('are forgotten where something has happened since, and kept where it had happened before', async () => {
    const networks = open();
    await networks.learn(['+33612121515']);
    await clock.advanceBy(1000);
    networks.forget('+33612121515', 1000);
    expect(networks.isUnasked('+33612121515')).toBe(false);
    networks.forget('+33612121515', 999);
    expect(networks.isUnasked('+33612121515')).toBe(true);
  });

  it('are unknown, and nobody is waited for, where there is no register', async () => {
    const networks = new Networks({ clock, options: defaultNetworksOptions, onTrouble: () => {} });
    expect(networks.canAsk).toBe(false);
    expect([networks.isUnasked('+33612121515'), networks.of('+33612121515')]).toEqual([false, undefined]);
    expect((await networks.learn(['+33612121515'])).size).toBe(0);
  });

  it('are written with all their zeros', () => {
    expect(networkCode({ mcc: '208', mnc: '01' })).toBe('20801');
    expect(networkCode({ mcc: '208', mnc: '001' })).toBe('208001');
    expect(['20801', '208001', '208-01', '2081', 20801, '2080011'].filter(isNetworkCode)).toEqual([
      '20801',
      '208001',
    ]);
  });
});
