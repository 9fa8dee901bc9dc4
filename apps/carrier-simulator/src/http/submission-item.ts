import { SUBMIT_ERRORS, type CentreSubmission, type SubmitError } from '@chappe/smsc';
import { DURATION_FORM, dateMs, durationMs } from '../clock/index.js';
import type { FieldProblem } from '../problem/problem.js';
import type { UrlGuard } from './url-guard.js';

/** No longer `ref` is taken. */
export const MAX_REF_LENGTH = 128;
/** No longer text is taken: more than any number of parts holds. */
export const MAX_TEXT_LENGTH = 5_000;
/** User data of one short message: 140 octets, or 160 septets unpacked. */
const MAX_USER_DATA_OCTETS = 160;

/** An item that can be given to the centre. */
export interface ReadItem {
  readonly submission: CentreSubmission;
  /** Where its receipts go, when it says so itself. */
  readonly receiptUrl: string | undefined;
}

/** Why an item was not accepted. */
export interface ItemError {
  /** One of the centre's codes, or `invalid_item`. */
  readonly code: string;
  readonly detail: string;
  /** Whether the same item may be accepted later. */
  readonly temporary: boolean;
  /** `command_status` of SMPP, where there is one. */
  readonly commandStatus?: number;
  readonly retryAfterMs?: number;
  readonly errors?: readonly FieldProblem[];
}

/** What is answered for one item. */
export type ItemAnswer =
  | { readonly ref: string; readonly id: string; readonly parts: number; readonly repeated: boolean }
  | RefusedItem;

/** What is answered for one that was not accepted. */
export interface RefusedItem {
  readonly ref: string | null;
  readonly error: ItemError;
}

type Check = (value: unknown) => string | undefined;

const text =
  (max: number): Check =>
  value =>
    typeof value === 'string' && value.length >= 1 && value.length <= max
      ? undefined
      : `must be a text of 1 to ${String(max)} characters`;

const integer =
  (min: number, max: number): Check =>
  value =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${String(min)} to ${String(max)}`;

const oneOf =
  (...words: string[]): Check =>
  value =>
    typeof value === 'string' && words.includes(value) ? undefined : `must be one of ${words.join(', ')}`;

const hex: Check = value =>
  typeof value === 'string' &&
  value.length % 2 === 0 &&
  value.length <= 2 * MAX_USER_DATA_OCTETS &&
  /^[0-9a-f]*$/i.test(value)
    ? undefined
    : `must be octets in hexadecimal, ${String(MAX_USER_DATA_OCTETS)} at most`;

const CHECKS: Readonly<Record<string, Check>> = {
  ref: text(MAX_REF_LENGTH),
  from: value =>
    text(21)(value) ??
    (/\p{Cc}/u.test(String(value)) ? 'must not contain control characters such as line breaks' : undefined),
  to: text(21),
  text: value =>
    typeof value === 'string' && value.length <= MAX_TEXT_LENGTH
      ? undefined
      : `must be a text of at most ${String(MAX_TEXT_LENGTH)} characters`,
  ud: hex,
  udh: hex,
  dataCoding: integer(0, 255),
  validity: value => (durationMs(value) === undefined ? `must be ${DURATION_FORM}` : undefined),
  priority: integer(0, 3),
  purpose: oneOf('transactional', 'marketing'),
  messageClass: oneOf('flash', 'phone', 'sim', 'toolkit'),
  scheduledAt: value => (dateMs(value) === undefined ? 'must be a date in ISO 8601' : undefined),
  registeredDelivery: integer(0, 31),
};

/** Reads one item of a request, with all that is wrong with it. */
export function readItem(
  item: unknown,
  guard: UrlGuard,
): ReadItem | { readonly errors: readonly FieldProblem[] } {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { errors: [{ field: 'item', detail: 'must be an object' }] };
  }
  const fields = item as Record<string, unknown>;
  const errors: FieldProblem[] = [];
  for (const field in fields) {
    const value = fields[field];
    if (value === undefined || value === null) continue;
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field] : undefined;
    const detail =
      field === 'receiptUrl' ? guard.mistakeIn(value) : check === undefined ? 'is not known' : check(value);
    if (detail !== undefined) errors.push({ field, detail });
  }
  for (const field of ['ref', 'from', 'to']) {
    if (fields[field] === undefined || fields[field] === null) errors.push({ field, detail: 'is missing' });
  }
  const hasText = isGiven(fields['text']);
  const hasOctets = isGiven(fields['ud']);
  if (hasText === hasOctets)
    errors.push({ field: 'text', detail: 'is needed, or ud instead: one of the two' });
  if (isGiven(fields['udh']) && !hasOctets) errors.push({ field: 'udh', detail: 'goes with ud only' });
  if (errors.length > 0) return { errors };
  return {
    submission: submissionOf(fields),
    receiptUrl: (fields['receiptUrl'] as string | null) ?? undefined,
  };
}

/** What is answered for an item that cannot be read. */
export function refuseItem(item: unknown, errors: readonly FieldProblem[]): RefusedItem {
  const ref: unknown = (item as { ref?: unknown } | null)?.ref;
  const list = errors.map(({ field, detail }) => `${field} ${detail}`).join('; ');
  return {
    ref: typeof ref === 'string' ? ref.slice(0, MAX_REF_LENGTH) : null,
    error: { code: 'invalid_item', detail: `Nothing was sent: ${list}.`, temporary: false, errors },
  };
}

/** What is answered for an item that the centre refused. */
export function refusalOf(ref: string, error: SubmitError): ItemAnswer {
  const { code, detail, commandStatus, retryAfterMs } = error;
  return {
    ref,
    error: {
      code,
      detail,
      commandStatus,
      temporary: SUBMIT_ERRORS[code].retry,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

function submissionOf(fields: Record<string, unknown>): CentreSubmission {
  const submission: Record<string, unknown> = {};
  for (const field of [
    'ref',
    'from',
    'to',
    'text',
    'dataCoding',
    'priority',
    'purpose',
    'messageClass',
    'registeredDelivery',
  ]) {
    if (isGiven(fields[field])) submission[field] = fields[field];
  }
  if (isGiven(fields['ud'])) submission['ud'] = octets(fields['ud']);
  if (isGiven(fields['udh']) && fields['udh'] !== '') submission['udh'] = octets(fields['udh']);
  if (isGiven(fields['validity'])) submission['validityMs'] = durationMs(fields['validity']);
  if (isGiven(fields['scheduledAt'])) submission['scheduledAt'] = dateMs(fields['scheduledAt']);
  return submission as unknown as CentreSubmission;
}

function octets(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(value as string, 'hex'));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
