/** The methods that the resources of this door may take. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** The first segments of this door's paths, behind its prefix. */
export const RESOURCES = ['messages', 'account', 'ledger', 'tokens'] as const;

/**
 * Every path and the methods it takes, the more specific first. The controllers are the truth; this table is there to
 * answer the other methods, and a test holds it against the OpenAPI document.
 */
export const routes: Readonly<Record<string, readonly Method[]>> = {
  'messages/estimate': ['POST'],
  'messages/count': ['GET'],
  'messages/:id/copy': ['POST'],
  'messages/:id': ['GET', 'PATCH', 'DELETE'],
  messages: ['GET', 'POST'],
  account: ['GET'],
  'ledger/verify': ['GET'],
  ledger: ['GET'],
  'tokens/:id': ['DELETE'],
  tokens: ['GET', 'POST'],
};

/** The paths that do not take `method`. */
export function pathsWithout(method: Method): string[] {
  return Object.keys(routes).filter(path => !routes[path]!.includes(method) && !isCaughtBefore(path, method));
}

/** What the path of a request, behind the prefix, takes. */
export function methodsOf(path: string): readonly Method[] {
  const [, methods = []] = Object.entries(routes).find(([route]) => patternOf(route).test(path)) ?? [];
  return methods;
}

/** `messages/count` is also a `messages/:id` where that takes the method: then it is answered as one. */
function isCaughtBefore(path: string, method: Method): boolean {
  return Object.entries(routes).some(
    ([other, methods]) => other !== path && methods.includes(method) && patternOf(other).test(path),
  );
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}/?$`, 'i');
}
