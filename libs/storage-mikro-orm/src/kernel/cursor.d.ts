import { type Page, type PageRequest } from '@chappe/sms';
/** The place in a list that a cursor names: the values that the list is sorted by, of the last row that was seen. */
export type Place = readonly (string | number)[];
/** Reads a cursor of our own making with values of these types; undefined when there is none. */
export declare function placeOf(cursor: string | undefined, types: readonly ('string' | 'number')[]): Place | undefined;
/** The page that these rows make, where one row more than wanted was asked for, to know whether it is the last. */
export declare function pageOf<T>(rows: readonly T[], { limit }: PageRequest, place: (last: T) => Place): Page<T>;
//# sourceMappingURL=cursor.d.ts.map