import { EntitySchema } from '@mikro-orm/core';
import type { Table } from './table.js';
/** What the ORM has to know of a table beyond its columns, in the words of SQL. */
export interface EntityShape<T> {
    /** How the entity is called in the ORM. */
    readonly name: string;
    /** The class that rows become, when the domain has one. */
    readonly class?: {
        readonly prototype: T;
    } | undefined;
    readonly primaryKey: readonly (keyof T & string)[];
    readonly indexes?: readonly EntityIndex<T>[];
    readonly uniques?: readonly EntityIndex<T>[];
    /** Conditions that the database holds on every row, by name. */
    readonly checks?: Readonly<Record<string, string>>;
}
interface EntityIndex<T> {
    readonly name: string;
    readonly properties: readonly (keyof T & string)[];
    /** Which rows the index holds; all without it. */
    readonly where?: string;
}
/** Maps a table for MikroORM from outside, so that the domain imports no ORM. */
export declare function entity<T extends object>(table: Table<T>, shape: EntityShape<T>): EntitySchema;
export {};
//# sourceMappingURL=entity.d.ts.map