/** The suppression lists: who said STOP, and whom networks do not know. */
export { unknownNumberEntity } from './suppression.table.js';
export { SqlSuppressionRepository } from './suppression.repository.js';
export { optOutEntity } from './opt-out.table.js';
export { SqlOptOutRepository } from './opt-out.repository.js';
