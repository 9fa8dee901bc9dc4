import { useMemo, useSyncExternalStore } from 'react';
import { hashOf, routeOf, type Route } from './model/route.js';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** Where one is on the page. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => routeOf(hash), [hash]);
}

/** Goes somewhere else on the page. */
export function go(route: Route): void {
  location.hash = hashOf(route);
}
