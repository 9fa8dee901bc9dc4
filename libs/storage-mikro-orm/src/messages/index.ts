/** Messages, their timelines and parts, and the queue that they are. */
export { messageEntity, messageSchema, moveEntity, partEntity } from './message.tables.js';
export { QueueTurn } from './queue.js';
export { SqlMessageRepository } from './message.repository.js';
