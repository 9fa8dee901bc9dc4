import { SmsError, refuse, type FieldError } from '../kernel/index.js';
import { messageLifecycle, type MessageState } from './message.lifecycle.js';
import type { RejectedRecipient } from './rejected-recipient.js';

type Refused = ReturnType<typeof refuse>;

/** A move that the lifecycle does not have: somebody did not look at the state first. */
export function illegalMove(messageId: string, from: MessageState, to: MessageState): SmsError {
  const allowed = messageLifecycle[from].join(', ') || 'nowhere, it is final';
  return new SmsError(
    'illegal_move',
    `Message ${messageId} is ${from} and cannot become ${to}; from there it may go to: ${allowed}. Read the message again before you move it.`,
  );
}

/** The request as a whole is wrong; one entry per field. Nothing was stored. */
export function invalidMessage(errors: readonly FieldError[]): Refused {
  return refuse({ code: 'invalid_message', detail: errors.map(error => error.detail).join(' '), errors });
}

/** Not one of the recipients can be sent to. Nothing was stored, held or sent. */
export function noValidRecipient(rejected: readonly RejectedRecipient[]): Refused {
  return refuse({
    code: 'no_valid_recipient',
    detail:
      'None of the recipients can be sent to; each one’s reason is in errors. Correct the numbers and send again.',
    errors: rejected.map(({ to, code, detail }) => ({ field: 'to', code, detail: `${to}: ${detail}` })),
  });
}

/** The account has no message of this name; another account's message reads the same. */
export function messageNotFound(id: string): Refused {
  return refuse({
    code: 'message_not_found',
    detail: `There is no message ${id} in this account. Check the identifier.`,
  });
}

/** It is too late, or too early, for what was asked. */
export function wrongState(id: string, state: MessageState, wanted: string): Refused {
  return refuse({
    code: 'wrong_state',
    detail: `Message ${id} is ${state}; ${wanted}`,
    figures: { state },
  });
}

/** The same Idempotency-Key is being worked on at this moment. */
export function idempotencyInProgress(key: string): Refused {
  return refuse({
    code: 'idempotency_in_progress',
    detail: `A request with the Idempotency-Key ${JSON.stringify(key)} is still running. Repeat it in a moment to get its answer.`,
  });
}
