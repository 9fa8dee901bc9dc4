import { foreignCursor } from './storage.errors.js';
/** Reads a cursor of our own making with values of these types; undefined when there is none. */
export function placeOf(cursor, types) {
    if (cursor === undefined)
        return undefined;
    let place;
    try {
        place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    }
    catch {
        throw foreignCursor(cursor);
    }
    const fits = Array.isArray(place) &&
        place.length === types.length &&
        place.every((value, i) => typeof value === types[i]);
    if (!fits)
        throw foreignCursor(cursor);
    return place;
}
/** The page that these rows make, where one row more than wanted was asked for, to know whether it is the last. */
export function pageOf(rows, { limit }, place) {
    const data = rows.slice(0, limit);
    const last = data.at(-1);
    const next = rows.length > limit && last ? Buffer.from(JSON.stringify(place(last))).toString('base64url') : null;
    return { data, next };
}
//# sourceMappingURL=cursor.js.map