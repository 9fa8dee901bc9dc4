import type { EntryView } from './page.wire.js';

/** No longer search is read. */
export const MAX_SEARCH_LENGTH = 500;
/** No more words of a search are read. */
export const MAX_SEARCH_TERMS = 20;

/** What a search can ask for by name. */
export const SEARCH_FIELDS = [
  'to',
  'from',
  'status',
  'reason',
  'text',
  'ref',
  'id',
  'kind',
  'client',
] as const;

type SearchField = (typeof SEARCH_FIELDS)[number];

/** One condition of a search; all of them must hold. */
export interface SearchTerm {
  /** Undefined looks everywhere. */
  readonly field: SearchField | undefined;
  /** In lower case. */
  readonly value: string;
  /** Whether it must not hold. */
  readonly not: boolean;
}

const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi;
const isField = (word: string): word is SearchField => (SEARCH_FIELDS as readonly string[]).includes(word);

/** What people call a state, and what the journal calls it. */
const STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  accepted: ['accepted', 'acceptd'],
  deleted: ['deleted'],
  delivered: ['delivered', 'delivrd'],
  expired: ['expired'],
  failed: ['undeliverable', 'undeliv', 'rejected', 'rejectd', 'failed', 'expired'],
  rejected: ['rejected', 'rejectd', 'refused'],
  undelivered: ['undeliverable', 'undeliv'],
  waiting: ['enroute', 'failed'],
};

/**
 * Reads a search: words that are looked for everywhere, and `to:`, `from:`, `status:`, `reason:`, `text:`, `ref:`, `id:`,
 * `kind:`, `client:` with what must be there. Quotes keep words together, a minus says what must not be there.
 *
 * @example readSearch('to:+33612345678 status:expired -text:"order 42"')
 */
export function readSearch(search: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [, minus, name, quoted, word] of search.slice(0, MAX_SEARCH_LENGTH).matchAll(TERM)) {
    if (terms.length === MAX_SEARCH_TERMS) break;
    const given = (quoted ?? word ?? '').toLowerCase();
    const field = name?.toLowerCase();
    // `https://…` is no field but something to look for.
    const isNamed = field !== undefined && isField(field);
    const value = isNamed || field === undefined ? given : `${field}:${given}`;
    // Somebody is about to write what the field must contain.
    if (value.endsWith(':') && isField(value.slice(0, -1))) continue;
    if (value !== '') terms.push({ field: isNamed ? field : undefined, value, not: minus === '-' });
  }
  return terms;
}

/** The words of a search that look like fields and are none: `statut` of `statut:expired`. */
export function unknownFields(search: string): readonly string[] {
  const names = [...search.slice(0, MAX_SEARCH_LENGTH).matchAll(TERM)].flatMap(([, , name, , word = '']) =>
    name === undefined || word.startsWith('//') ? [] : [name.toLowerCase()],
  );
  return [...new Set(names.filter(name => !isField(name)))];
}

/** Whether an entry of the journal is what a search asks for. */
export function isFound(entry: EntryView, terms: readonly SearchTerm[]): boolean {
  return terms.every(term => holds(entry, term) !== term.not);
}

function holds(entry: EntryView, { field, value }: SearchTerm): boolean {
  switch (field) {
    case 'to':
      return isNumber(entry.to ?? recipientOf(entry), value);
    case 'from':
      return isNumber(entry.from, value);
    case 'status':
      return hasStatus(entry, value);
    case 'reason':
      return has(entry.reason, value) || has(entry.errorCode, value);
    case 'text':
      return has(entry.text, value);
    case 'ref':
      return has(entry.ref, value);
    case 'id':
      return entry.id?.toLowerCase() === value;
    case 'kind':
      return entry.kind === value || entry.kind.startsWith(`${value}.`);
    case 'client':
      return has(entry.clientId, value);
    case undefined:
      return (
        [entry.kind, entry.text, entry.ref, entry.id, entry.clientId, entry.reason, entry.state].some(one =>
          has(one, value),
        ) || [entry.msisdn, entry.from, entry.to].some(one => isNumber(one, value))
      );
  }
}

/** What is said about a message for a phone names the phone only. */
function recipientOf({ kind, msisdn }: EntryView): string | undefined {
  return kind.startsWith('inbound.') ? undefined : msisdn;
}

function hasStatus({ kind, state, reason }: EntryView, value: string): boolean {
  const what = kind.slice(kind.lastIndexOf('.') + 1);
  const words = Object.hasOwn(STATUS_WORDS, value) ? STATUS_WORDS[value]! : [value];
  // Why it was refused is what people call its state: throttled, queue_full.
  return (
    words.includes(what) ||
    reason?.toLowerCase() === value ||
    (state !== undefined && words.includes(state.toLowerCase()))
  );
}

function has(text: string | undefined, value: string): boolean {
  return text?.toLowerCase().includes(value) === true;
}

/** Numbers are compared by their digits, so that blanks, dots and a plus make no difference. */
function isNumber(given: string | undefined, value: string): boolean {
  if (given === undefined) return false;
  const digits = value.replace(/[\s().+-]/g, '');
  return /^\d+$/.test(digits) ? given.replace(/\D/g, '').includes(digits) : has(given, value);
}
