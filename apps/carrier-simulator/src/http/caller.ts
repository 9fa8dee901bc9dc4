import type { Request } from 'express';
import { Problem } from '../problem/problem.js';
import type { Caller } from './carrier-door.js';

/** The client of requests that name none. */
export const DEFAULT_CLIENT = 'http';

const NAME = /^[\w.-]{1,64}$/;

/** A name of a client or follower as it must look; throws a {@link Problem} for any other. */
export function requireName(field: string, value: string): string {
  if (NAME.test(value)) return value;
  throw Problem.invalid([{ field, detail: 'must be 1 to 64 letters, digits, dots, dashes or underscores' }]);
}

/**
 * Who speaks: from the headers `x-chappe-client` (or `x-chappe-run`, as a run's id is a client id), `x-chappe-follower` and
 * `x-chappe-connection`.
 */
export function callerOf(request: Request): Caller {
  const follower = request.get('x-chappe-follower');
  const clientId = request.get('x-chappe-client') ?? request.get('x-chappe-run') ?? DEFAULT_CLIENT;
  return {
    clientId: requireName('x-chappe-client', clientId),
    follower: follower === undefined ? undefined : requireName('x-chappe-follower', follower),
    connectionId: request.get('x-chappe-connection'),
  };
}
