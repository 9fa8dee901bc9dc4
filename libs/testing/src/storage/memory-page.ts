import { SmsError, type Page, type PageRequest } from '@chappe/sms';

/** The page after the row that the cursor names, of rows that are sorted; `key` tells rows apart and compares like the order. */
export function pageAfter<T>(
  sorted: readonly T[],
  page: PageRequest,
  key: (row: T) => string,
  descending: boolean,
): Page<T> {
  const after = page.cursor === undefined ? undefined : decode(page.cursor);
  const left = sorted.filter(
    row => after === undefined || (descending ? key(row) < after : key(row) > after),
  );
  const data = left.slice(0, page.limit);
  const last = data.at(-1);
  const next = left.length > page.limit && last !== undefined ? encode(key(last)) : null;
  return { data, next };
}

function encode(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

function decode(cursor: string): string {
  try {
    const [key] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof key === 'string') return key;
  } catch {
    // Falls through to the same answer as any other text.
  }
  throw new SmsError(
    'invalid_cursor',
    `"${cursor}" is not a place in this list. Give back the next of the page before.`,
  );
}
