import { Migration } from '@mikro-orm/migrations';
/**
 * The tables of the first release. Ids are compared by their octets (COLLATE "C"), as ULIDs want it: the order of their making, on
 * every server. Tables whose rows are replaced all the time are vacuumed early.
 */
export declare class Initial extends Migration {
    up(): void;
}
//# sourceMappingURL=0001-initial.d.ts.map