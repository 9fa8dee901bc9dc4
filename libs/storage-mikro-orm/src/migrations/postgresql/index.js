import { Initial } from './0001-initial.js';
/** The migrations of PostgreSQL, oldest first. Add to the end; never change one that was released. */
export const postgresqlMigrations = [{ name: '0001-initial', class: Initial }];
//# sourceMappingURL=index.js.map