import { HttpException } from '@nestjs/common';
import { SmsError, type FieldError } from '@chappe/sms';
import { isProblemCode, problemTable, type ProblemCode } from './problem-table.js';
import { Refused } from './refused.js';

/** What is known of an error before it is written: all of a problem but the request. */
export interface KnownProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** Members of their own, beside the standard ones. */
  readonly figures: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an HTTP status means when nothing more is known; used for the framework's own refusals. */
const codeByStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

/** A problem of the table, with what happened this time. */
export function knownProblem(
  code: ProblemCode,
  detail: string,
  more: Partial<Pick<KnownProblem, 'errors' | 'figures' | 'headers'>> = {},
): KnownProblem {
  return { code, ...problemTable[code], detail, errors: [], figures: {}, headers: {}, ...more };
}

/** Reads an error that was thrown at a request; undefined for one that nobody foresaw, whose message is not for outsiders. */
export function problemOf(error: unknown): KnownProblem | undefined {
  if (error instanceof Refused) {
    const { code, detail, errors = [], figures = {} } = error.refusal;
    const kind = problemTable[isProblemCode(code) ? code : 'request_refused'];
    return { ...kind, code, detail, errors, figures, headers: error.headers };
  }
  if (error instanceof SmsError) {
    return isProblemCode(error.code) ? knownProblem(error.code, error.message) : undefined;
  }
  if (error instanceof HttpException) return problemOfHttpException(error);
  return undefined;
}

/** What the body parser of Express or Fastify refused: both tell it by a status. */
export function problemOfParsing(error: unknown, bodyLimitOctets: number): KnownProblem | undefined {
  switch (statusOf(error)) {
    case 413:
      return knownProblem(
        'body_too_large',
        `A body takes ${bodyLimitOctets} octets at most. Split the request into several smaller ones.`,
        // What is left of the body is not read, so the connection cannot be used again.
        { figures: { limitOctets: bodyLimitOctets }, headers: { connection: 'close' } },
      );
    case 415:
      return unsupportedMediaType();
    case 400:
      return knownProblem(
        'malformed_json',
        `The body cannot be read as JSON${sentenceOf(error)}. Send one JSON object in UTF-8, with its exact Content-Length.`,
      );
    default:
      return undefined;
  }
}

/** A body that says it is something else than JSON. */
export function unsupportedMediaType(): KnownProblem {
  return knownProblem(
    'unsupported_media_type',
    'Bodies are JSON in UTF-8. Send the header Content-Type: application/json, and a Content-Encoding of gzip, deflate, br or none.',
  );
}

function problemOfHttpException(error: HttpException): KnownProblem {
  const status = error.getStatus();
  const code = codeByStatus[status] ?? (status < 500 ? 'request_refused' : 'internal_error');
  const response = error.getResponse();
  // Nest's own bodies say nothing beyond status and message; one made by the host, such as a health report, is kept.
  const figures =
    typeof response === 'object' && !('statusCode' in response) ? (response as Record<string, unknown>) : {};
  return {
    code,
    status,
    title: problemTable[code].title,
    detail: error.message,
    errors: [],
    figures,
    headers: {},
  };
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
}

/** The parser's own words on where it stopped; they quote nothing but the body. */
function sentenceOf(error: unknown): string {
  return error instanceof SyntaxError ? `: ${error.message}` : '';
}
