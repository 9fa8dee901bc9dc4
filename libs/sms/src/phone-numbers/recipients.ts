/** Recipients that one list holds at most, unless the caller says otherwise. Larger lists are campaigns. */
export const MAX_RECIPIENTS = 1000;

/** The recipients of a list, as they were written. */
export interface RecipientList {
  readonly ok: true;
  /** In order, trimmed, without empty ones; repeated ones are kept, since only numbers tell who is who. */
  readonly recipients: readonly string[];
}

/** A list that names more recipients than allowed. */
export interface RecipientListRefusal {
  readonly ok: false;
  readonly reason: 'TOO_MANY_RECIPIENTS';
  readonly limit: number;
}

/**
 * Splits a list of recipients at `;`, `,` and line breaks. Reading stops at the first one too many, however long the
 * text.
 *
 * @example splitRecipients('0612121515; +32470123456') // { ok: true, recipients: ['0612121515', '+32470123456'] }
 */
export function splitRecipients(
  text: string,
  { limit = MAX_RECIPIENTS }: { readonly limit?: number } = {},
): RecipientList | RecipientListRefusal {
  const recipients: string[] = [];
  for (const [stretch] of text.matchAll(/[^;,\r\n]+/g)) {
    const recipient = stretch.trim();
    if (recipient === '') continue;
    if (recipients.length === limit) return { ok: false, reason: 'TOO_MANY_RECIPIENTS', limit };
    recipients.push(recipient);
  }
  return { ok: true, recipients };
}
