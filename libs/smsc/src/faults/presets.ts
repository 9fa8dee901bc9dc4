import type { FaultOptions } from './fault-options.js';

/** A bad day with a name. */
export interface FaultPreset {
  readonly key: FaultPresetKey;
  /** What it is like, a sentence. */
  readonly text: string;
  /** The faults, from this date on (milliseconds of the epoch). */
  faults(now: number): FaultOptions;
}

/** The name of a bad day. */
export type FaultPresetKey =
  'carrier_outage' | 'receipt_storm' | 'half_open_link' | 'slow_friday' | 'portability_chaos';

/** How long the outage of the preset lasts, milliseconds. */
export const OUTAGE_MS = 30 * 60_000;

/** The bad days there are. They speak of the default operators. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    key: 'carrier_outage',
    text: 'The carrier refuses every submission for half an hour, and takes its receipts up again afterwards.',
    faults: now => ({ downUntil: now + OUTAGE_MS }),
  },
  {
    key: 'receipt_storm',
    text: 'All receipts come in the same minute, one in three of them twice, some out of order, some for ids of nobody.',
    faults: () => ({
      receiptDelayMs: { kind: 'uniform', min: 0, max: 60_000 },
      receiptDuplicationProbability: 0.33,
      receiptReorderProbability: 0.1,
      receiptUnknownIdProbability: 0.05,
      receiptAcceptedProbability: 0.5,
    }),
  },
  {
    key: 'half_open_link',
    text: 'One line in twenty goes half open: it reads and never answers again; one bind in five is refused.',
    faults: () => ({ halfOpenProbability: 0.05, bindRefusalProbability: 0.2 }),
  },
  {
    key: 'slow_friday',
    text: 'Everybody sends at once: slow answers, throttling, full queues, attempts that fail, receipts that are hours late.',
    faults: () => ({
      submitAnswerDelayMs: { kind: 'lognormal', median: 1_500, sigma: 0.8, max: 20_000 },
      submitThrottleProbability: 0.15,
      throttleRetryAfterMs: 2_000,
      queueFullProbability: 0.05,
      networkDelayMs: { kind: 'lognormal', median: 20_000, sigma: 1, max: 600_000 },
      attemptFailureProbability: 0.1,
      attemptFailureReason: 'congestion',
      receiptLateProbability: 0.2,
      receiptLateMs: { kind: 'exponential', mean: 2 * 3_600_000, max: 12 * 3_600_000 },
    }),
  },
  {
    key: 'portability_chaos',
    text: 'Whole ranges of French numbers have moved; one network does not follow them, one rejects, one loses messages.',
    faults: () => ({
      portability: {
        ported: [
          { prefix: '336072', to: 'fr-2' },
          { prefix: '33612', to: 'fr-3' },
          { prefix: '33661', to: 'fr-1' },
        ],
        operators: {
          'fr-1': { resolvesPortedNumbers: false, misrouted: 'rejected' },
          'fr-2': { resolvesPortedNumbers: false, misrouted: 'undeliverable' },
          'fr-3': { resolvesPortedNumbers: false, misrouted: 'lost' },
        },
      },
    }),
  },
];

/** A preset by its name, with dashes, blanks or underscores between the words. */
export function faultPreset(name: string): FaultPreset | undefined {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return FAULT_PRESETS.find(preset => preset.key === key);
}
