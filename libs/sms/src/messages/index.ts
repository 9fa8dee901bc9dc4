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
export { PART_STATES, type MessagePart, type PartState } from './message-part.js';
export {
  MessageRepository,
  QUEUE_TOPIC,
  referenceKey,
  type ClaimRequest,
  type MessageChange,
  type MessageFilter,
  type ReferencedPart,
} from './message.repository.js';
export {
  REASON_KEYS,
  REASON_LANGUAGES,
  describeReason,
  isReasonKey,
  reasonOfCode,
  reasons,
  type CodeTable,
  type Reason,
  type ReasonKey,
  type ReasonLanguage,
} from './reasons.js';
export { defaultMessageOptions, type MessageOptions } from './message.options.js';
export {
  messageEvents,
  type MessageEvent,
  type MessageEventType,
  type MessageFact,
} from './message.events.js';
export { type SendEstimate, type TextEstimate } from './message.estimate.js';
export { snapshotOf, type MessageSnapshot } from './message.snapshot.js';
export { type RejectedRecipient } from './rejected-recipient.js';
export { type SendCommand } from './send-command.js';
export { MessageService, type MessageChanges, type MessageDetails } from './message.service.js';
export { type SendOutcome } from './acceptance.js';
