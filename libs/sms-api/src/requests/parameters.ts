import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Account } from '@chappe/sms';
import { callerOf, type ApiRequest } from '../exchange/index.js';
import { Refused } from '../problems/index.js';
import { dtoReader } from './dto-reader.js';

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<ApiRequest>();

/** The account whose token the request carries. */
export const CurrentAccount = createParamDecorator(
  (_: unknown, context: ExecutionContext): Account => callerOf(requestOf(context)).account,
);

/** The `Idempotency-Key` of the request; undefined without one. Its form is for the library to judge. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const key = requestOf(context).headers['idempotency-key'];
    return Array.isArray(key) ? key.join(', ') : key;
  },
);

/**
 * The JSON body, checked as a DTO. A decorator of our own rather than `@Body()` with a pipe, because a host's global pipes
 * would change what that gives.
 */
export function JsonBody<T extends object>(type: new () => T, { required = true } = {}): ParameterDecorator {
  const read = dtoReader(type);
  return createParamDecorator((_: unknown, context: ExecutionContext): T => {
    const { body } = requestOf(context);
    if (!required && (body === undefined || body === null)) return read({});
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw Refused.as('invalid_request', 'The body must be one JSON object, in braces.');
    }
    return read(body);
  })();
}

/** The query, checked as a DTO. */
export function CheckedQuery<T extends object>(
  type: new () => T,
  prepare: (query: Readonly<Record<string, unknown>>) => Record<string, unknown> = query => query,
): ParameterDecorator {
  const read = dtoReader(type);
  return createParamDecorator((_: unknown, context: ExecutionContext): T => {
    const query = (requestOf(context).query ?? {}) as Readonly<Record<string, unknown>>;
    return read(prepare(query));
  })();
}
