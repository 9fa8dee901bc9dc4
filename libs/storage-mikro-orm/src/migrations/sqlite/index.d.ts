import type { MigrationObject } from '@mikro-orm/core';
/** The migrations of SQLite, oldest first. Add to the end; never change one that was released. */
export declare const sqliteMigrations: readonly MigrationObject[];
//# sourceMappingURL=index.d.ts.map