import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem/problem.js';

/** Where programs and the page speak; nobody comes here by a link. */
const DOORS = /^\/(?:control|carrier|page|health)(?:\/|$)/i;

/**
 * Keeps web pages from driving or reading the simulator through somebody's browser; the one place where that is decided.
 *
 * - The `Host` header must be an IP address, `localhost` or a listed name: a page that rebinds a name of its own to this address
 *   is refused.
 * - An `Origin`, where there is one, must be the simulator's own.
 * - A page can also ask without an `Origin`: by an image, a script, a frame, a new window. It could not read the answer, but
 *   it would hold one of the few streams there are, or move time. Browsers say in `Sec-Fetch-Site` where such a request comes
 *   from (W3C Fetch Metadata); whoever is no browser does not say anything. What people read, and no program, may be
 *   linked to from elsewhere.
 *
 * No answer is taken by a browser for what it is not, nor put into a foreign page.
 */
export function foreignPageGuard(allowedHosts: readonly string[]) {
  const allowed = new Set(['localhost', ...allowedHosts.map(host => host.toLowerCase())]);
  return (request: Request, response: Response, next: NextFunction): void => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    const host = request.get('host') ?? '';
    const name = hostnameOf(host);
    if (name === undefined || (isIP(name) === 0 && !allowed.has(name)))
      return next(Problem.foreignHost(host));
    const origin = request.get('origin');
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      return next(Problem.foreignOrigin(`The Origin header says ${origin.slice(0, 100)}.`));
    }
    const site = request.get('sec-fetch-site') ?? 'none';
    if (site !== 'same-origin' && site !== 'none' && !isFollowedLink(request)) {
      return next(Problem.foreignOrigin(`The Sec-Fetch-Site header says ${site.slice(0, 40)}.`));
    }
    next();
  };
}

/** Whether somebody has followed a link to something that people read, in a tab of its own. */
function isFollowedLink(request: Request): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    request.get('sec-fetch-mode') === 'navigate' &&
    request.get('sec-fetch-dest') === 'document' &&
    !DOORS.test(request.path)
  );
}

function hostnameOf(host: string): string | undefined {
  if (!URL.canParse(`http://${host}/`)) return undefined;
  return new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
