import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem/problem.js';

/**
 * Keeps web pages from driving the simulator through somebody's browser: the `Host` header must be an IP address,
 * `localhost` or a listed name (a page that rebinds a name of its own to this address is refused), and an `Origin`, where there
 * is one, must be the simulator's own.
 */
export function hostGuard(allowedHosts: readonly string[]) {
  const allowed = new Set(['localhost', ...allowedHosts.map(host => host.toLowerCase())]);
  return (request: Request, _response: Response, next: NextFunction): void => {
    const host = request.get('host') ?? '';
    const name = hostnameOf(host);
    if (name === undefined || (isIP(name) === 0 && !allowed.has(name)))
      return next(Problem.foreignHost(host));
    const origin = request.get('origin');
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      return next(Problem.foreignOrigin(origin));
    }
    next();
  };
}

function hostnameOf(host: string): string | undefined {
  if (!URL.canParse(`http://${host}/`)) return undefined;
  return new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
