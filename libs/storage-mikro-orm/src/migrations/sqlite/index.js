import { Initial } from './0001-initial.js';
/** The migrations of SQLite, oldest first. Add to the end; never change one that was released. */
export const sqliteMigrations = [{ name: '0001-initial', class: Initial }];
//# sourceMappingURL=index.js.map