/** How a fault is written down. */
export type FaultUnit = 'percent' | 'ms' | 'rate' | 'part' | 'date' | 'reason' | 'error' | 'status';

/** A fault that can be set. */
export interface FaultField {
  /** The field of `FaultOptions`. */
  readonly key: string;
  readonly label: string;
  readonly unit: FaultUnit;
}

/** Faults of a kind. */
export interface FaultGroup {
  readonly title: string;
  readonly fields: readonly FaultField[];
}

const percent = (key: string, label: string): FaultField => ({ key, label, unit: 'percent' });
const ms = (key: string, label: string): FaultField => ({ key, label, unit: 'ms' });

/** Everything that can go wrong, by where it does. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  {
    title: 'Submissions',
    fields: [
      { key: 'downUntil', label: 'Carrier down until', unit: 'date' },
      { key: 'submitRatePerSecond', label: 'Throttle a client beyond', unit: 'rate' },
      percent('submitThrottleProbability', 'Throttled anyway'),
      ms('throttleRetryAfterMs', 'Throttled clients are told to wait'),
      percent('queueFullProbability', 'Queue full'),
      percent('submitErrorProbability', 'Refused with an error'),
      { key: 'submitError', label: 'Which error', unit: 'error' },
      ms('submitAnswerDelayMs', 'Answer comes late by'),
      percent('answerLossStoredProbability', 'Stored, answer never comes'),
      percent('answerLossNotStoredProbability', 'Not stored, answer never comes'),
    ],
  },
  {
    title: 'Network',
    fields: [
      ms('networkDelayMs', 'An attempt takes'),
      percent('attemptFailureProbability', 'An attempt fails for a while'),
      { key: 'attemptFailureReason', label: 'Why it fails', unit: 'reason' },
      percent('messageLossProbability', 'Message never heard of again'),
      { key: 'failingPart', label: 'Part of a long message that fails', unit: 'part' },
      { key: 'failingPartReason', label: 'Why the part fails', unit: 'reason' },
    ],
  },
  {
    title: 'Receipts',
    fields: [
      ms('receiptDelayMs', 'A receipt leaves after'),
      percent('receiptLossProbability', 'Receipt never leaves'),
      percent('receiptDuplicationProbability', 'Receipt comes twice'),
      ms('receiptDuplicateAfterMs', 'The second one after'),
      percent('receiptLateProbability', 'Receipt is late'),
      ms('receiptLateMs', 'Late by'),
      percent('receiptReorderProbability', 'ENROUTE after the final one'),
      percent('receiptBeforeAnswerProbability', 'Receipt before the answer'),
      percent('receiptContradictionProbability', 'A second one says the contrary'),
      percent('receiptAcceptedProbability', 'ACCEPTD comes first'),
      percent('receiptUnknownIdProbability', 'One for an unknown id besides'),
      percent('receiptMalformedProbability', 'Text is broken'),
    ],
  },
  {
    title: 'Links',
    fields: [
      percent('bindRefusalProbability', 'Bind refused'),
      { key: 'bindRefusalStatus', label: 'With which command_status', unit: 'status' },
      percent('cutProbability', 'Cut in the middle of a PDU'),
      percent('halfOpenProbability', 'Half open: never answers again'),
      percent('garbageProbability', 'Garbage instead of a PDU'),
    ],
  },
];

/** Faults that are worth a try, with one press. */
export interface FaultPreset {
  readonly title: string;
  readonly what: string;
  /** The change of the faults; `now` is the simulator's present. */
  readonly changes: (now: number) => Readonly<Record<string, unknown>>;
}

export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    title: 'Carrier down for 10 minutes',
    what: 'Every submission is refused until then; do retries wait and come back?',
    changes: now => ({ downUntil: new Date(now + 600_000).toISOString() }),
  },
  {
    title: 'Answers that never come',
    what: 'A fifth of all messages is stored and never answered. Are they sent twice?',
    changes: () => ({ answerLossStoredProbability: 0.2 }),
  },
  {
    title: 'Receipts twice and out of order',
    what: 'Do states go backwards, are books kept once?',
    changes: () => ({ receiptDuplicationProbability: 0.5, receiptReorderProbability: 0.5 }),
  },
  {
    title: 'Half of the receipts never come',
    what: 'What is a message whose end nobody tells?',
    changes: () => ({ receiptLossProbability: 0.5 }),
  },
  {
    title: 'Receipts before the answer',
    what: 'The id in the receipt is one that nobody has been told yet.',
    changes: () => ({ receiptBeforeAnswerProbability: 1 }),
  },
  {
    title: 'Five messages a second',
    what: 'More are throttled. Is the pace found?',
    changes: () => ({ submitRatePerSecond: 5 }),
  },
];

/** A fault as somebody edits it. */
export function shownFault({ unit }: FaultField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (unit === 'percent' && typeof value === 'number') return String(Number((value * 100).toFixed(4)));
  if (unit === 'date') {
    const at = typeof value === 'number' ? value : Date.parse(String(value));
    return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 19) : '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What somebody wrote, as the control door takes it: null takes the fault away, undefined makes no sense. */
export function readFault({ unit }: FaultField, text: string): unknown {
  const written = text.trim();
  if (written === '') return null;
  switch (unit) {
    case 'percent': {
      const value = Number(written.replace(',', '.').replace(/\s*%$/, ''));
      return Number.isFinite(value) ? value / 100 : undefined;
    }
    case 'date': {
      const at = Date.parse(/Z$/.test(written) ? written : `${written}Z`);
      return Number.isFinite(at) ? new Date(at).toISOString() : undefined;
    }
    case 'ms':
      // A distribution comes in JSON: {"kind":"uniform","min":100,"max":900}.
      return written.startsWith('{') ? parsed(written) : numeric(written);
    case 'rate':
    case 'part':
    case 'status':
      return numeric(written);
    case 'reason':
    case 'error':
      return written;
  }
}

/** How many faults are in force. */
export function countFaults(faults: Readonly<Record<string, unknown>>): number {
  return Object.keys(faults).filter(key => key !== 'only').length;
}

function numeric(text: string): number | undefined {
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
