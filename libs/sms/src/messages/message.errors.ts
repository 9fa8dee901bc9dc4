import { SmsError } from '../kernel/index.js';
import { messageLifecycle, type MessageState } from './message.lifecycle.js';

/** A move that the lifecycle does not have: somebody did not look at the state first. */
export function illegalMove(messageId: string, from: MessageState, to: MessageState): SmsError {
  const allowed = messageLifecycle[from].join(', ') || 'nowhere, it is final';
  return new SmsError(
    'illegal_move',
    `Message ${messageId} is ${from} and cannot become ${to}; from there it may go to: ${allowed}. Read the message again before you move it.`,
  );
}
