/** The suppression list. */
export { optOutEntity } from './opt-out.table.js';
export { SqlOptOutRepository } from './opt-out.repository.js';
//# sourceMappingURL=index.js.map