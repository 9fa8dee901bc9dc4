import { Migration } from '@mikro-orm/migrations';
/** The tables of the first release. Those found by their whole key alone have no second, hidden key (WITHOUT ROWID). */
export declare class Initial extends Migration {
    up(): void;
}
//# sourceMappingURL=0001-initial.d.ts.map