import type { Column, Value } from './column.js';
/** One row as a driver answers it: the cells, in the order in which they were asked for. */
export type Row = readonly unknown[];
/** The columns of a thing: one for each of its properties. */
export type Columns<T> = {
    readonly [Property in keyof T]-?: Column<T[Property]>;
};
/**
 * How a thing of the domain is kept in a table. The one place where both are named: the ORM's entity, the statements and
 * the reading of rows follow from it.
 */
export declare class Table<T extends object> {
    readonly name: string;
    readonly columns: Columns<T>;
    private readonly names;
    private readonly prototype;
    readonly properties: readonly (keyof T & string)[];
    /** What an insert names: everything that the database does not count up by itself. */
    readonly inserted: readonly (keyof T & string)[];
    /** The list of all columns, for a `select`. */
    readonly selection: string;
    /**
     * @param columns how each property is kept
     * @param names columns that are not called like their property in snake case (because SQL has taken the word)
     * @param prototype what a row that is read becomes an instance of; the constructor is not called
     */
    constructor(name: string, columns: Columns<T>, names?: {
        readonly [Property in keyof T]?: string;
    }, prototype?: object);
    /** What the column of a property is called. */
    column(property: keyof T & string): string;
    /** The columns of some properties, separated by commas. */
    list(properties: readonly (keyof T & string)[], prefix?: string): string;
    /** The cells of a thing, for these properties. */
    write(thing: T, properties?: readonly (keyof T & string)[]): Value[];
    /** The thing that a row of {@link Table.selection} describes. */
    read(row: Row): T;
}
//# sourceMappingURL=table.d.ts.map