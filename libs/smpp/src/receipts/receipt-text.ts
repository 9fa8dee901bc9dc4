import { formatReceiptDate } from './receipt-date.js';

/** The fields of a receipt's text, as they are written; what is not there is undefined. */
export interface ReceiptText {
  readonly id: string | undefined;
  readonly sub: string | undefined;
  readonly dlvrd: string | undefined;
  readonly submitDate: string | undefined;
  readonly doneDate: string | undefined;
  readonly stat: string | undefined;
  readonly err: string | undefined;
  /** The beginning of the message the receipt is about. */
  readonly text: string | undefined;
}

/** What a receipt's text is made from. */
export interface ReceiptTextInput {
  readonly id: string;
  /** Messages submitted; 1 unless given. */
  readonly sub?: number;
  /** Messages delivered; 1 for DELIVRD and 0 for everything else unless given. */
  readonly dlvrd?: number;
  readonly submitDate: Date;
  readonly doneDate: Date;
  /** For example `DELIVRD`, see `receiptWordOf`. */
  readonly stat: string;
  /** `000` unless given. */
  readonly err?: string;
  /** The message's beginning; cut to 20 characters. */
  readonly text?: string;
  readonly utcOffsetMinutes?: number;
  /** Dates of 12 digits instead of 10. */
  readonly withSeconds?: boolean;
}

/** The most characters of the message that a receipt quotes (SMPP 3.4 appendix B). */
export const MAX_QUOTED_CHARACTERS = 20;
/** The most characters of a receipt that are looked at: a long message in messagePayload is no receipt. */
export const MAX_RECEIPT_CHARACTERS = 1024;

const FIELDS = /(?:^|[\s,;])(id|sub|dlvrd|submit[ _]date|done[ _]date|stat|err)\s*:\s*([^\s,;]*)/gi;
/** Many centres end the text with a NUL, and some put line ends between the fields: neither belongs to a value. */
const CONTROLS = /\p{Cc}/gu;
const TEXT = /(?:^|[\s,;])text\s*:/i;

/**
 * Reads the text of SMPP 3.4 appendix B in the ways it is met: fields in any order and case, some of them missing, dates
 * of any width, an alphanumeric `err`, control characters anywhere. What follows `text:` is quoted from the message and never read as a field, so a
 * message that itself says `id:` or `stat:` changes nothing; of a field that comes twice the first counts.
 *
 * @returns undefined when neither `id:` nor `stat:` is there: the text has another form.
 */
export function parseReceiptText(text: string): ReceiptText | undefined {
  const whole = text.slice(0, MAX_RECEIPT_CHARACTERS).replace(CONTROLS, ' ');
  const quote = TEXT.exec(whole);
  const head = quote ? whole.slice(0, quote.index) : whole;
  const found = new Map<string, string>();
  for (const [, label = '', value = ''] of head.matchAll(FIELDS)) {
    const key = label.toLowerCase().replace('_', ' ');
    if (!found.has(key) && value !== '') found.set(key, value);
  }
  if (!found.has('id') && !found.has('stat')) return undefined;
  return {
    id: found.get('id'),
    sub: found.get('sub'),
    dlvrd: found.get('dlvrd'),
    submitDate: found.get('submit date'),
    doneDate: found.get('done date'),
    stat: found.get('stat'),
    err: found.get('err'),
    text: quote ? whole.slice(quote.index + quote[0].length) : undefined,
  };
}

/**
 * Writes the text of SMPP 3.4 appendix B.
 *
 * @example
 * buildReceiptText({ id: '42', stat: 'DELIVRD', submitDate, doneDate, text: 'Bonjour' })
 * // 'id:42 sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:DELIVRD err:000 text:Bonjour'
 */
export function buildReceiptText(input: ReceiptTextInput): string {
  const { id, stat, sub = 1, dlvrd = stat === 'DELIVRD' ? 1 : 0, err = '000', text = '' } = input;
  const date = (at: Date) => formatReceiptDate(at, input.utcOffsetMinutes, input.withSeconds);
  return (
    `id:${id} sub:${three(sub)} dlvrd:${three(dlvrd)} submit date:${date(input.submitDate)} ` +
    `done date:${date(input.doneDate)} stat:${stat} err:${err} text:${text.slice(0, MAX_QUOTED_CHARACTERS)}`
  );
}

function three(count: number): string {
  return String(Math.min(count, 999)).padStart(3, '0');
}
