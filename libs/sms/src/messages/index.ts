/** The message and its lifecycle: sending, scheduling, editing, cancelling, copying, and what became of it. */
export {
  MESSAGE_STATES,
  isFinal,
  mayMove,
  messageLifecycle,
  type MessageState,
} from './message.lifecycle.js';
export {
  Message,
  PRIORITIES,
  type MessageClass,
  type MessageType,
  type Move,
  type MoveCause,
  type MoveDetails,
  type NewMessage,
  type Priority,
  type Purpose,
} from './message.js';
export { type MessagePart, type PartState } from './message-part.js';
export {
  MessageRepository,
  QUEUE_TOPIC,
  referenceKey,
  type ClaimRequest,
  type MessageChange,
  type MessageFilter,
  type ReferencedPart,
} from './message.repository.js';
export { reasons, type Reason, type ReasonKey } from './reasons.js';
