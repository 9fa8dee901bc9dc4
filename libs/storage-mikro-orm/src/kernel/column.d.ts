/** What a database is given, and what it answers, for one cell. */
export type Value = string | number | null;
/** How one property is kept in one column, on every database. */
export interface Column<T> {
    /** The column's type, as PostgreSQL calls it; SQLite has `text` and `integer` for them. */
    readonly type: 'text' | 'bigint' | 'smallint' | 'boolean';
    readonly nullable: boolean;
    /** Whether the database counts it up by itself, so that no insert names it. */
    readonly generated: boolean;
    write(value: T): Value;
    read(value: unknown): T;
}
/** A string. */
export declare function text<T extends string = string>(): Column<T>;
/**
 * An integer within 2^53. Others are refused on their way in and on their way out, because SQLite's driver would answer
 * a neighbouring number in silence.
 */
export declare function integer(): Column<number>;
/** A yes or a no. */
export declare function boolean(): Column<boolean>;
/** One of some names, kept as its place in the list, so that the database can sort by it. */
export declare function rank<T extends string>(names: readonly T[]): Column<T>;
/** Any JSON value, kept as text: what comes out is what went in, whatever a database thinks of JSON. */
export declare function json<T>(): Column<T>;
/** A number that the database gives to each row in the order of arrival. */
export declare function sequence(): Column<number>;
/** The same column, where null is a value too. */
export declare function nullable<T>(of: Column<T>): Column<T | null>;
/** Answers the number if it can be kept faithfully; throws otherwise. */
export declare function safeInteger(value: number): number;
//# sourceMappingURL=column.d.ts.map