import type { MigrationObject } from '@mikro-orm/core';
/** The migrations of PostgreSQL, oldest first. Add to the end; never change one that was released. */
export declare const postgresqlMigrations: readonly MigrationObject[];
//# sourceMappingURL=index.d.ts.map