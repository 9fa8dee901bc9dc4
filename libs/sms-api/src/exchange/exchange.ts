import { randomUUID } from 'node:crypto';
import type { Account, ApiToken } from '@chappe/sms';

/** Where a request keeps what was found out about it. */
const REQUEST_ID = Symbol('requestId');
const CALLER = Symbol('caller');

/** The header that names a request, both ways. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** A caller's own name of a request is taken when it is 1 to 128 of these characters: nothing that could forge a log line. */
const SANE_REQUEST_ID = /^[\w.:/+=@-]{1,128}$/;

/** Whose token a request carries. */
export interface Caller {
  readonly account: Account;
  readonly token: ApiToken;
}

/** A request, as far as Express's and Fastify's are alike. */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
  readonly query?: unknown;
  [REQUEST_ID]?: string;
  [CALLER]?: Caller;
}

/** A response, as far as Express's and Fastify's are alike. */
export interface ApiReply {
  header(name: string, value: string): unknown;
}

/** The name of a request: the caller's own when it is sane, otherwise a new one; the same at every call. */
export function requestIdOf(request: ApiRequest): string {
  let id = request[REQUEST_ID];
  if (id === undefined) {
    const given = request.headers[REQUEST_ID_HEADER];
    id = typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
    request[REQUEST_ID] = id;
  }
  return id;
}

/** Notes whose token the request carries. */
export function setCaller(request: ApiRequest, caller: Caller): void {
  request[CALLER] = caller;
}

/** Whose token the request carries. Throws where no guard has looked: such a route would be open to everybody. */
export function callerOf(request: ApiRequest): Caller {
  const caller = request[CALLER];
  if (!caller)
    throw new Error(`${request.method} ${request.url} has no TokenGuard; add it to its controller.`);
  return caller;
}
