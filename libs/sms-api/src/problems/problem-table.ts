/** One kind of problem: the HTTP status it answers with, and its title, the same at every occurrence (RFC 9457, 3.1.3). */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Every `code` that this door answers with. When two apply to one request, the earlier in this table is told: what is
 * wrong with the request as octets first, then who asks, then its fields, then the thing it is about, then what it would do.
 *
 * The line between 400 and 422: 400 is a field of the wrong form (it can be seen without knowing anything), 422 a
 * well-formed request that cannot be carried out (RFC 9110, 15.5.21). Codes are stable: add, never rename.
 */
export const problemTable = {
  uri_too_long: { status: 414, title: 'The address of the request is too long' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unsupported_media_type: { status: 415, title: 'The body is not of a supported type' },
  body_too_large: { status: 413, title: 'The body is too large' },
  malformed_json: { status: 400, title: 'The body cannot be read as JSON' },
  route_not_found: { status: 404, title: 'There is nothing at this address' },
  method_not_allowed: { status: 405, title: 'This address does not take this method' },
  unauthorized: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'This is not allowed' },
  rate_limited: { status: 429, title: 'Too many requests' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key cannot be used' },
  invalid_request: { status: 400, title: 'Some fields are not as they must be' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of this list' },
  account_not_found: { status: 404, title: 'There is no such account' },
  message_not_found: { status: 404, title: 'There is no such message' },
  token_not_found: { status: 404, title: 'There is no such token' },
  wrong_state: { status: 409, title: 'It is too late, or too early, for this' },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still running',
  },
  idempotency_conflict: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
  },
  invalid_message: { status: 422, title: 'The message cannot be sent as it is' },
  no_valid_recipient: { status: 422, title: 'None of the recipients can be sent to' },
  daily_limit_reached: { status: 429, title: 'The daily limit is reached' },
  insufficient_credit: { status: 402, title: 'There is not enough credit' },
  token_name_taken: { status: 409, title: 'Another token has this name' },
  too_many_tokens: { status: 409, title: 'There are as many tokens as there may be' },
  request_refused: { status: 422, title: 'The request was refused' },
  overloaded: { status: 503, title: 'There is too much to do at present' },
  storage_full: { status: 507, title: 'There is no room left' },
  storage_unavailable: { status: 503, title: 'The storage does not answer' },
  internal_error: { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<string, ProblemKind>;

/** The stable name of a kind of problem. */
export type ProblemCode = keyof typeof problemTable;

/** Whether this door has a row for a code. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTable, code);
}
