import { unsafeInteger } from './storage.errors.js';
/** A string. */
export function text() {
    return column('text', value => value, String);
}
/**
 * An integer within 2^53. Others are refused on their way in and on their way out, because SQLite's driver would answer
 * a neighbouring number in silence.
 */
export function integer() {
    return column('bigint', safeInteger, value => safeInteger(Number(value)));
}
/** A yes or a no. */
export function boolean() {
    return column('boolean', value => (value ? 1 : 0), value => value === true || value === 1);
}
/** One of some names, kept as its place in the list, so that the database can sort by it. */
export function rank(names) {
    return column('smallint', value => names.indexOf(value), value => names[Number(value)]);
}
/** Any JSON value, kept as text: what comes out is what went in, whatever a database thinks of JSON. */
export function json() {
    return column('text', value => JSON.stringify(value ?? null), value => JSON.parse(String(value)));
}
/** A number that the database gives to each row in the order of arrival. */
export function sequence() {
    return { ...integer(), generated: true };
}
/** The same column, where null is a value too. */
export function nullable(of) {
    return {
        ...of,
        nullable: true,
        write: value => (value === null || value === undefined ? null : of.write(value)),
        read: value => (value === null ? null : of.read(value)),
    };
}
/** Answers the number if it can be kept faithfully; throws otherwise. */
export function safeInteger(value) {
    if (!Number.isSafeInteger(value))
        throw unsafeInteger(value);
    return value;
}
function column(type, write, read) {
    return { type, nullable: false, generated: false, write, read };
}
//# sourceMappingURL=column.js.map