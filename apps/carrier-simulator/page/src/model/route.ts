/** Where one is on the page; kept behind the `#`, so that it never reaches a server. */
export type Route =
  | { readonly view: 'phones'; readonly msisdn: string | undefined }
  | { readonly view: 'queue' }
  | { readonly view: 'journal'; readonly seq: number | undefined; readonly search: string }
  | { readonly view: 'faults' };

export type View = Route['view'];

/** Reads what stands behind the `#`. What means nothing is the first view. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, subject = ''] = path.split('/');
  switch (view) {
    case 'queue':
    case 'faults':
      return { view };
    case 'journal':
      return {
        view,
        seq: /^\d{1,15}$/.test(subject) ? Number(subject) : undefined,
        search: new URLSearchParams(query).get('q') ?? '',
      };
    default:
      return { view: 'phones', msisdn: numberOf(decoded(subject)) };
  }
}

/** Writes it. */
export function hashOf(route: Route): string {
  switch (route.view) {
    case 'phones':
      return route.msisdn === undefined ? '#/phones' : `#/phones/${route.msisdn}`;
    case 'journal': {
      const query = route.search === '' ? '' : `?${new URLSearchParams({ q: route.search }).toString()}`;
      return `#/journal${route.seq === undefined ? '' : `/${String(route.seq)}`}${query}`;
    }
    case 'queue':
    case 'faults':
      return `#/${route.view}`;
  }
}

/** A number as somebody writes it, as `+` and digits; undefined for what is no international number. */
export function numberOf(given: string): string | undefined {
  const digits = given.replace(/[\s().-]/g, '').replace(/^(\+|00)/, '');
  return /^[1-9]\d{4,14}$/.test(digits) ? `+${digits}` : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
