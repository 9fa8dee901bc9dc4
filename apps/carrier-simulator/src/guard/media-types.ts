import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem/problem.js';

/** What is read: JSON everywhere, and what else a door takes by itself. */
const JSON_TYPE = 'application/json';

/**
 * Refuses a body that nobody would read. Without it a forgotten Content-Type (curl says `application/x-www-form-urlencoded` by
 * itself) would be a request without a body, and change what it was not meant to.
 *
 * @param others further media types that are read
 */
export function mediaTypeGuard(others: readonly string[]) {
  const known = new Set([JSON_TYPE, ...others]);
  return (request: Request, _response: Response, next: NextFunction): void => {
    const length = request.get('content-length');
    const hasBody =
      request.get('transfer-encoding') !== undefined || (length !== undefined && length !== '0');
    const type = request.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (hasBody && (type === undefined || !known.has(type))) return next(Problem.wrongMediaType(type));
    next();
  };
}
