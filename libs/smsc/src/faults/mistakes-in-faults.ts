import { isReason, isSubmitErrorCode, REASONS } from '../network/index.js';
import { mistakesInDistribution } from '../time/index.js';
import type { FieldMistake } from './faults.errors.js';
import type { FaultOptions } from './fault-options.js';

type Check = (value: unknown) => string[];

const probability: Check = value =>
  typeof value === 'number' && value >= 0 && value <= 1 ? [] : ['must be 0 to 1'];

const commandStatus: Check = value =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= 0xffff_ffff
    ? []
    : ['must be 1 to 0xFFFFFFFF'];

const reason: Check = value => (isReason(value) ? [] : [`must be one of ${Object.keys(REASONS).join(', ')}`]);

const temporaryReason: Check = value =>
  isReason(value) && REASONS[value].kind === 'temporary'
    ? []
    : ['must be a temporary reason, network_error for one'];

/** No more ranges of numbers move by a fault. */
export const MAX_PORTED_RANGES = 1_000;
const WAYS_ASTRAY = ['undeliverable', 'rejected', 'lost'] as const;

/** The checks of every field; a field that is not here does not exist. */
const CHECKS: { readonly [Field in keyof Required<FaultOptions>]: Check } = {
  only: value => (typeof value === 'object' && value !== null ? [] : ['must be { clientIds?, toPrefixes? }']),
  downUntil: value =>
    dateOf(value) === undefined ? ['must be milliseconds of the epoch or an ISO 8601 date'] : [],
  submitRatePerSecond: value =>
    typeof value === 'number' && value > 0 && value <= 1e6 ? [] : ['must be above 0 and at most 1000000'],
  submitThrottleProbability: probability,
  throttleRetryAfterMs: mistakesInDuration,
  queueFullProbability: probability,
  submitErrorProbability: probability,
  submitError: value =>
    isSubmitErrorCode(value) ? [] : ['must be the code of a refused submission, system_error for one'],
  submitAnswerDelayMs: mistakesInDistribution,
  answerLossStoredProbability: probability,
  answerLossNotStoredProbability: probability,
  networkDelayMs: mistakesInDistribution,
  attemptFailureProbability: probability,
  attemptFailureReason: temporaryReason,
  messageLossProbability: probability,
  failingPart: value =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 255 ? [] : ['must be 1 to 255'],
  failingPartReason: reason,
  receiptDelayMs: mistakesInDistribution,
  receiptLossProbability: probability,
  receiptDuplicationProbability: probability,
  receiptDuplicateAfterMs: mistakesInDuration,
  receiptLateProbability: probability,
  receiptLateMs: mistakesInDistribution,
  receiptReorderProbability: probability,
  receiptBeforeAnswerProbability: probability,
  receiptContradictionProbability: probability,
  receiptAcceptedProbability: probability,
  receiptUnknownIdProbability: probability,
  receiptMalformedProbability: probability,
  portability: value => (isObject(value) ? [] : ['must be { ported?, operators? }']),
  bindRefusalProbability: probability,
  bindRefusalStatus: commandStatus,
  cutProbability: probability,
  halfOpenProbability: probability,
  garbageProbability: probability,
};

/** All that is wrong with some faults; empty when nothing is. `prefix` goes before the names of the fields. */
export function mistakesInFaults(options: unknown, prefix = ''): FieldMistake[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [{ field: prefix === '' ? 'faults' : prefix.slice(0, -1), mistake: 'must be an object' }];
  }
  const wrong: FieldMistake[] = [];
  for (const [field, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(CHECKS, field)) {
      wrong.push({
        field: prefix + field,
        mistake: `is not a fault; there are ${Object.keys(CHECKS).join(', ')}`,
      });
      continue;
    }
    for (const mistake of CHECKS[field as keyof FaultOptions](value))
      wrong.push({ field: prefix + field, mistake });
    if (field === 'only') wrong.push(...mistakesInScope(value, prefix));
    if (field === 'portability') wrong.push(...mistakesInPortability(value, `${prefix}portability`));
  }
  return wrong;
}

/** A date as milliseconds of the epoch; undefined for what is none. */
export function dateOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
}

function mistakesInScope(value: unknown, prefix: string): FieldMistake[] {
  const wrong: FieldMistake[] = [];
  for (const [name, list] of Object.entries((value ?? {}) as Record<string, unknown>)) {
    const field = `${prefix}only.${name}`;
    if (name !== 'clientIds' && name !== 'toPrefixes') wrong.push({ field, mistake: 'does not exist' });
    else if (!Array.isArray(list) || !list.every(one => typeof one === 'string')) {
      wrong.push({ field, mistake: 'must be a list of strings' });
    }
  }
  return wrong;
}

function mistakesInPortability(value: unknown, field: string): FieldMistake[] {
  if (!isObject(value)) return [];
  const { ported = [], operators = {}, ...others } = value;
  const wrong = Object.keys(others).map(name => ({ field: `${field}.${name}`, mistake: 'does not exist' }));
  const isRange = (range: unknown): boolean =>
    isObject(range) && /^\d{1,15}$/.test(String(range['prefix'])) && typeof range['to'] === 'string';
  if (!Array.isArray(ported) || ported.length > MAX_PORTED_RANGES || !ported.every(isRange)) {
    const mistake = `must be at most ${String(MAX_PORTED_RANGES)} of { prefix, to }: digits, and the key of an operator`;
    wrong.push({ field: `${field}.ported`, mistake });
  }
  if (!isObject(operators) || !Object.values(operators).every(isRouting)) {
    const mistake = `must be { key: { resolvesPortedNumbers?, misrouted? } }, misrouted one of ${WAYS_ASTRAY.join(', ')}`;
    wrong.push({ field: `${field}.operators`, mistake });
  }
  return wrong;
}

function isRouting(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { resolvesPortedNumbers, misrouted, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    (resolvesPortedNumbers === undefined || typeof resolvesPortedNumbers === 'boolean') &&
    (misrouted === undefined || WAYS_ASTRAY.includes(misrouted as (typeof WAYS_ASTRAY)[number]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mistakesInDuration(value: unknown): string[] {
  return typeof value === 'number' ? mistakesInDistribution(value) : ['must be a number of milliseconds'];
}
