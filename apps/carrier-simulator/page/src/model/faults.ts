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

/** The name of a bad day, for people: `half_open_link` is `Half open link`. */
export function presetTitle(key: string): string {
  const words = key.replaceAll('_', ' ').replace('friday', 'Friday');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What makes sense in a field, for somebody who wrote something else. */
export const FAULT_HINTS: Readonly<Record<FaultUnit, string>> = {
  percent: 'From 0 to 100.',
  ms: 'Milliseconds, or a distribution as {"kind":"uniform","min":100,"max":900}.',
  rate: 'How many a second: 1 or more.',
  part: 'The number of the part: 1 to 255.',
  date: 'A date in UTC: 2026-03-02T09:00:00.',
  reason: 'One of the reasons.',
  error: 'One of the errors.',
  status: 'A command_status as a number, such as 13.',
};

/** What somebody wrote, as the control door takes it: null takes the fault away, undefined makes no sense. */
export function readFault({ unit }: FaultField, text: string): unknown {
  const written = text.trim();
  if (written === '') return null;
  switch (unit) {
    case 'percent': {
      const value = Number(written.replace(',', '.').replace(/\s*%$/, ''));
      return value >= 0 && value <= 100 ? value / 100 : undefined;
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

/** The beginnings of numbers that somebody wrote, apart by commas: `+33 6, 44 7` is `336` and `447`. */
export function readPrefixes(text: string): readonly string[] {
  return wordsOf(text.replace(/[+\s().-]/g, ''));
}

/** Words apart by commas. */
export function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');
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
