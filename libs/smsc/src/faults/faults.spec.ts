import fc from 'fast-check';
import { Faults } from './faults.js';
import { FaultsError } from './faults.errors.js';

const NOW = Date.UTC(2026, 0, 1);
const open = (seed = 1): Faults => new Faults(() => NOW, seed);

describe('the faults', () => {
  it('are told all their mistakes at once, and then nothing changes', () => {
    const faults = open();
    faults.set({ receiptLossProbability: 0.5 });
    let told: FaultsError | undefined;
    try {
      faults.patch({
        receiptLossProbability: 2,
        submitAnswerDelayMs: { kind: 'uniform', min: 5, max: 1 },
        submitError: 'nonsense' as never,
        attemptFailureReason: 'unknown_subscriber',
        only: { clientIds: 'shop' as never },
        receiptLosProbability: 1,
      } as never);
    } catch (error) {
      told = error as FaultsError;
    }
    expect(told?.mistakes.map(({ field }) => field)).toEqual([
      'receiptLossProbability',
      'submitAnswerDelayMs',
      'submitError',
      'attemptFailureReason',
      'only.clientIds',
      'receiptLosProbability',
    ]);
    expect(faults.current).toEqual({ receiptLossProbability: 0.5 });
  });

  it('are replaced, changed, taken away one by one, and cleared', () => {
    const faults = open();
    faults.set({ cutProbability: 1 });
    faults.patch({ garbageProbability: 0.5, submitRatePerSecond: 10 });
    faults.patch({ cutProbability: null, garbageProbability: undefined });
    expect(faults.current).toEqual({ submitRatePerSecond: 10 });
    faults.clear();
    expect(faults.current).toEqual({});
  });

  it('take a date as ISO 8601 or as milliseconds', () => {
    const faults = open();
    faults.set({ downUntil: '2026-01-01T00:00:01Z' });
    expect(faults.downUntilFor('shop')).toBe(NOW + 1_000);
    faults.set({ downUntil: NOW });
    expect(faults.isDown('shop')).toBe(false);
    expect(() => faults.set({ downUntil: 'tomorrow' })).toThrow('downUntil must be');
  });

  it('concern only those they are for, with the phone’s own on top', () => {
    const faults = open();
    faults.set({ receiptLossProbability: 1, only: { clientIds: ['shop'], toPrefixes: ['336'] } });
    expect(faults.concerning('shop', '33612345678', undefined).receiptLossProbability).toBe(1);
    expect(faults.concerning('bank', '33612345678', undefined)).toEqual({});
    expect(faults.concerning('shop', '44123456789', { failingPart: 2 })).toEqual({ failingPart: 2 });
    expect(
      faults.concerning('shop', '33612345678', { receiptLossProbability: 0 }).receiptLossProbability,
    ).toBe(0);
  });
});

describe('the decisions for a link', () => {
  it('are none without faults', () => {
    const faults = open();
    expect(faults.atLink('shop', 'bind')).toEqual({ kind: 'none' });
    expect(faults.atLink('shop', 'pdu_out')).toEqual({ kind: 'none' });
  });

  it('refuse the bind with the status that was set, and while the carrier is down', () => {
    const faults = open();
    faults.set({ bindRefusalProbability: 1, bindRefusalStatus: 0x0e });
    expect(faults.atLink('shop', 'bind')).toEqual({ kind: 'refuse_bind', commandStatus: 0x0e });
    faults.set({ downUntil: NOW + 1 });
    expect(faults.atLink('shop', 'bind')).toEqual({ kind: 'refuse_bind', commandStatus: 0x0d });
  });

  it('cut, half open or spoil the line as often as they say', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        const faults = open(seed);
        faults.set({ cutProbability: 0.3, garbageProbability: 0.2 });
        const kinds = Array.from({ length: 1_000 }, () => faults.atLink('shop', 'pdu_out').kind);
        const count = (kind: string): number => kinds.filter(one => one === kind).length;
        expect(Math.abs(count('cut') - 300)).toBeLessThan(80);
        expect(Math.abs(count('garbage') - 140)).toBeLessThan(70);
      }),
      { numRuns: 20 },
    );
  });

  it('are the same for the same seed', () => {
    const decisions = (): unknown[] => {
      const faults = open(9);
      faults.set({ cutProbability: 0.3, garbageProbability: 0.3, halfOpenProbability: 0.1 });
      return Array.from({ length: 50 }, () => faults.atLink('shop', 'pdu_out'));
    };
    expect(decisions()).toEqual(decisions());
  });

  it('say how much of a PDU goes out before the cut, and what goes out instead', () => {
    const faults = open();
    faults.set({ cutProbability: 1 });
    const cut = faults.atLink('shop', 'pdu_out');
    expect(cut.kind === 'cut' && cut.share >= 0 && cut.share < 1).toBe(true);
    faults.set({ garbageProbability: 1 });
    const garbage = faults.atLink('shop', 'pdu_out');
    expect(garbage.kind === 'garbage' && garbage.octets.length >= 16).toBe(true);
    faults.set({ halfOpenProbability: 1 });
    expect(faults.atLink('shop', 'pdu_in')).toEqual({ kind: 'half_open' });
  });
});
