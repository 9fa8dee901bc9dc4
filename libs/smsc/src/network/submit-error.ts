/**
 * Why a submission was refused at the door: a stable code and the `command_status` of SMPP 3.4 (section 5.1.3) that says
 * the same. `retry` tells whether the same submission may go through later: such an answer is not remembered for a `ref`.
 */
export const SUBMIT_ERRORS = {
  invalid_length: { commandStatus: 0x01, retry: false, text: 'The user data does not fit into one message.' },
  carrier_down: { commandStatus: 0x08, retry: true, text: 'The message centre is out of service.' },
  system_error: { commandStatus: 0x08, retry: true, text: 'The message centre failed.' },
  invalid_source: { commandStatus: 0x0a, retry: false, text: 'The sender is not valid.' },
  invalid_destination: {
    commandStatus: 0x0b,
    retry: false,
    text: 'The destination is not an international number.',
  },
  invalid_message_id: { commandStatus: 0x0c, retry: false, text: 'No message of yours has this id.' },
  cancel_failed: {
    commandStatus: 0x11,
    retry: false,
    text: 'The message is final and cannot be taken back.',
  },
  replace_failed: { commandStatus: 0x13, retry: false, text: 'The message is final and cannot be replaced.' },
  queue_full: { commandStatus: 0x14, retry: true, text: 'The queue is full.' },
  submit_failed: { commandStatus: 0x45, retry: false, text: 'The message could not be submitted.' },
  throttled: { commandStatus: 0x58, retry: true, text: 'Too many submissions: slow down.' },
  invalid_schedule: {
    commandStatus: 0x61,
    retry: false,
    text: 'The date of delivery has passed or is too far off.',
  },
  invalid_expiry: { commandStatus: 0x62, retry: false, text: 'The validity is not a positive duration.' },
  temporary_error: { commandStatus: 0x64, retry: true, text: 'The receiving application failed for now.' },
  refused: { commandStatus: 0x66, retry: false, text: 'The message was refused.' },
  spam: { commandStatus: 0x66, retry: false, text: 'The text met the spam filter.' },
  do_not_disturb: {
    commandStatus: 0x66,
    retry: false,
    text: 'The subscriber does not want to be disturbed.',
  },
  marketing_hours: { commandStatus: 0x66, retry: false, text: 'Marketing is not let through at this hour.' },
  sender_blacklisted: { commandStatus: 0x0a, retry: false, text: 'The sender is on the blacklist.' },
  sender_not_allowed: {
    commandStatus: 0x0a,
    retry: false,
    text: 'The operator does not take this kind of sender.',
  },
  unknown_error: { commandStatus: 0xff, retry: true, text: 'An unknown error.' },
} as const satisfies Record<string, SubmitErrorFacts>;

/** The code of a refused submission. */
export type SubmitErrorCode = keyof typeof SUBMIT_ERRORS;

/** What is known of a code. */
export interface SubmitErrorFacts {
  readonly commandStatus: number;
  readonly retry: boolean;
  readonly text: string;
}

/** A refused submission. */
export interface SubmitError {
  readonly code: SubmitErrorCode;
  /** The `command_status` beside it. */
  readonly commandStatus: number;
  /** A sentence on what happened. */
  readonly detail: string;
  /** When it is worth trying again, if the centre knows. */
  readonly retryAfterMs?: number;
}

/** A refusal of this code. */
export function submitError(code: SubmitErrorCode, detail?: string, retryAfterMs?: number): SubmitError {
  const facts = SUBMIT_ERRORS[code];
  return {
    code,
    commandStatus: facts.commandStatus,
    detail: detail ?? facts.text,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Whether a word is the code of a refusal. */
export function isSubmitErrorCode(word: unknown): word is SubmitErrorCode {
  return typeof word === 'string' && Object.hasOwn(SUBMIT_ERRORS, word);
}
