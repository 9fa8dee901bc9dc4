import { PART_STATES, reasons, type PartState, type ReasonKey } from '@chappe/sms';

/**
 * What a command_status of a submit answer asks for:
 *
 * - `throttled`: too fast, or full: nothing was taken; the carrier is left alone for `retryAfterMs`, or for a growing pause
 *   when that is null or left out; with `scope: 'message'` only this message waits. Costs the message age, not attempts.
 * - `rejected`: this message was refused; `permanent` comes from the reason unless it is given.
 * - `session`: the session is in the wrong state: it is started anew, and the message handed over again.
 */
export type StatusReaction =
  | {
      readonly as: 'throttled';
      readonly retryAfterMs?: number | null;
      readonly scope?: 'carrier' | 'message';
    }
  | { readonly as: 'rejected'; readonly reason: ReasonKey; readonly permanent?: boolean }
  | { readonly as: 'session' };

/**
 * A carrier's own meaning of command_status values; goes before the standard's. Plain data, so that it may come from a file.
 *
 * @example { '0x400': { as: 'throttled', retryAfterMs: 300_000 }, '0x0b': { as: 'rejected', reason: 'unknown_subscriber' } }
 */
export type ErrorMap = Readonly<Record<string, StatusReaction>>;

/** What one word or code of a receipt means: a reason alone, or with a state that overrides the receipt's own. */
export type ReceiptMeaning = ReasonKey | { readonly state?: PartState; readonly reason?: ReasonKey | null };

/**
 * A carrier's own meaning of what stands in `err` or in `stat` of a receipt, in any case, `err` with or without leading
 * zeros; goes before the standard's. Plain data, so that it may come from a file.
 *
 * @example { '1107': 'do_not_disturb', 'DND-NUMB': 'do_not_disturb', ACCEPTD: { state: 'delivered' } }
 */
export type ReceiptErrorMap = Readonly<Record<string, ReceiptMeaning>>;

/** The entries that one map may have at most. */
export const ERROR_MAP_MAX = 10_000;

const KNOWN_STATES: ReadonlySet<unknown> = new Set(PART_STATES);

const SCOPES: ReadonlySet<unknown> = new Set([undefined, 'carrier', 'message']);

/** An {@link ErrorMap} by number. The map has been checked. */
export function compileErrorMap(map: ErrorMap): ReadonlyMap<number, StatusReaction> {
  return new Map(Object.entries(map).map(([key, reaction]) => [Number(key), reaction]));
}

/** A {@link ReceiptErrorMap} by {@link receiptKey}. The map has been checked. */
export function compileReceiptErrorMap(map: ReceiptErrorMap): ReadonlyMap<string, ReceiptMeaning> {
  return new Map(Object.entries(map).map(([key, meaning]) => [receiptKey(key), meaning]));
}

/** How words and codes of receipts are compared: upper case, without blanks around and leading zeros. */
export function receiptKey(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, '');
}

const STATUSES = `at most ${ERROR_MAP_MAX} of command_status, such as "0x400", with { as: "throttled", retryAfterMs?, scope? }, { as: "rejected", reason, permanent? } or { as: "session" }`;
const RECEIPTS = `at most ${ERROR_MAP_MAX} of what stands in err or stat, with a reason or { state, reason }`;

/** What is wrong with a map of command_status values, one sentence each. */
export function mistakesInErrorMap(map: unknown, field: string): readonly string[] {
  return mistakesIn(map, field, STATUSES, (key, value) => {
    const status = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(key) ? Number(key) : Number.NaN;
    if (!(status > 0 && status <= 0xffffffff))
      return 'its key must be a command_status other than 0, such as "0x400" or "1024"';
    if (!isRecord(value)) return 'it must be an object with the key "as"';
    switch (value['as']) {
      case 'session':
        return undefined;
      case 'throttled':
        if (!isPause(value['retryAfterMs'])) return 'retryAfterMs must be milliseconds, 0 or more';
        return SCOPES.has(value['scope']) ? undefined : 'scope must be carrier or message';
      case 'rejected': {
        const { reason, permanent } = value;
        if (!isReasonKey(reason)) return `reason must be a key of the catalogue of reasons`;
        return permanent === undefined || typeof permanent === 'boolean'
          ? undefined
          : 'permanent is a yes or no';
      }
      default:
        return '"as" must be throttled, rejected or session';
    }
  });
}

/** What is wrong with a map of receipt words and codes, one sentence each. */
export function mistakesInReceiptErrorMap(map: unknown, field: string): readonly string[] {
  return mistakesIn(map, field, RECEIPTS, (key, value) => {
    if (key.trim() === '') return 'its key must be what the carrier puts into err or stat';
    if (isReasonKey(value)) return undefined;
    if (!isRecord(value)) return 'it must be a key of the catalogue of reasons, or { state, reason }';
    const { state, reason } = value;
    if (state !== undefined && !KNOWN_STATES.has(state))
      return `state must be one of ${PART_STATES.join(', ')}`;
    if (reason !== undefined && reason !== null && !isReasonKey(reason))
      return 'reason must be a key of the catalogue of reasons, or null';
    return undefined;
  });
}

function mistakesIn(
  map: unknown,
  field: string,
  shape: string,
  mistakeOf: (key: string, value: unknown) => string | undefined,
): readonly string[] {
  if (!isRecord(map)) return [`${field} is ${JSON.stringify(map)}; it must be ${shape}.`];
  const entries = Object.entries(map);
  if (entries.length > ERROR_MAP_MAX)
    return [`${field} has ${entries.length} entries; it may have ${ERROR_MAP_MAX} at most.`];
  return entries.flatMap(([key, value]) => {
    const mistake = mistakeOf(key, value);
    return mistake === undefined ? [] : [`${field}["${key}"] is ${JSON.stringify(value)}: ${mistake}.`];
  });
}

function isReasonKey(value: unknown): value is ReasonKey {
  return typeof value === 'string' && Object.hasOwn(reasons, value);
}

function isPause(value: unknown): boolean {
  return value === undefined || value === null || (Number.isSafeInteger(value) && (value as number) >= 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
