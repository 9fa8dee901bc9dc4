/** The outbox: facts in the order in which they were appended, leased to whoever publishes them. */
export { outboxEntity } from './event.table.js';
export { SqlOutboxRepository } from './outbox.repository.js';
//# sourceMappingURL=index.d.ts.map