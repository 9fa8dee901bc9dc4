/** Digits of a short code that takes STOP answers: 5 in France, 3 to 8 elsewhere. */
const SHORT_CODE = /^\d{3,8}$/;

/** How {@link withStopMention} joins the mention to the text. */
export interface StopMentionOptions {
  /** What precedes the mention; French carriers want a blank or a line break there. Default: a blank. */
  readonly separator?: ' ' | '\n';
}

/**
 * The words that tell the reader of a marketing message how to be left alone, as French carriers want them.
 *
 * @example stopMention('36180') // 'STOP au 36180'
 * @throws RangeError where the short code is not 3 to 8 digits.
 */
export function stopMention(shortCode: string): string {
  requireShortCode(shortCode);
  return `STOP au ${shortCode}`;
}

/**
 * Whether a text already tells to answer STOP to this short code (`STOP au 36180`, `Stop 36180`). A mention that
 * touches the word before it does not count, as carriers do not see it.
 *
 * @throws RangeError where the short code is not 3 to 8 digits.
 */
export function hasStopMention(text: string, shortCode: string): boolean {
  requireShortCode(shortCode);
  return new RegExp(`(?:^|\\s)STOP\\s(?:au\\s)?${shortCode}(?!\\d)`, 'iu').test(text);
}

/**
 * The text with the STOP mention at its end, in place of blanks that stood there: this is what is sent, and so what is
 * counted and shown to the person who writes. A text that carries the mention already is left alone, so that applying
 * it twice changes nothing.
 *
 * @example withStopMention('Soldes : -20 %.', '36180') // 'Soldes : -20 %. STOP au 36180'
 * @throws RangeError where the short code is not 3 to 8 digits.
 */
export function withStopMention(text: string, shortCode: string, options: StopMentionOptions = {}): string {
  if (hasStopMention(text, shortCode)) return text;
  const body = text.trimEnd();
  return body === '' ? stopMention(shortCode) : `${body}${options.separator ?? ' '}${stopMention(shortCode)}`;
}

function requireShortCode(shortCode: string): void {
  if (SHORT_CODE.test(shortCode)) return;
  throw new RangeError(
    `The STOP mention needs a short code of 3 to 8 digits, and got ${JSON.stringify(shortCode)}. ` +
      'Give the number your carrier takes STOP answers on, for example 36180.',
  );
}
