import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../problem/problem.js';

/**
 * Keeps foreign pages from opening the page's streams in somebody's browser. A page that may not read the answer can still
 * ask without an `Origin` (an image, a script), and each of those would hold one of the few streams there are. Browsers say
 * where such a request comes from in `Sec-Fetch-Site`; whoever is no browser does not say anything.
 */
@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const site = context.switchToHttp().getRequest<Request>().get('sec-fetch-site');
    if (site === undefined || site === 'same-origin' || site === 'none') return true;
    throw Problem.foreignOrigin(`(${site})`);
  }
}
