import { type Page, type PageRequest } from '@chappe/sms';
import { foreignCursor } from './storage.errors.js';

/** The place in a list that a cursor names: the values that the list is sorted by, of the last row that was seen. */
export type Place = readonly (string | number)[];

/** Reads a cursor of our own making with values of these types; undefined when there is none. */
export function placeOf(
  cursor: string | undefined,
  types: readonly ('string' | 'number')[],
): Place | undefined {
  if (cursor === undefined) return undefined;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw foreignCursor(cursor);
  }
  const fits =
    Array.isArray(place) &&
    place.length === types.length &&
    place.every((value, i) => typeof value === types[i] && isStorable(value));
  if (!fits) throw foreignCursor(cursor);
  return place as Place;
}

/** Whether a value can be compared with what is stored: of our making are whole numbers, and texts without NUL. */
function isStorable(value: unknown): boolean {
  return typeof value === 'string' ? !value.includes('\0') : Number.isSafeInteger(value);
}

/** The page that these rows make, where one row more than wanted was asked for, to know whether it is the last. */
export function pageOf<T>(rows: readonly T[], { limit }: PageRequest, place: (last: T) => Place): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next =
    rows.length > limit && last ? Buffer.from(JSON.stringify(place(last))).toString('base64url') : null;
  return { data, next };
}
