import { SmsError } from '../kernel/index.js';
import type { Route } from './route.js';

/** There is no carrier of this name. */
export function unknownCarrier(name: string, known: readonly string[]): SmsError {
  return new SmsError(
    'unknown_carrier',
    `There is no carrier ${JSON.stringify(name)}; there are: ${known.join(', ')}. Use the name of one of them.`,
  );
}

/** Routes lead to carriers that do not exist. */
export function unknownRoutes(strays: readonly Route[], known: readonly string[]): SmsError {
  const names = [...new Set(strays.map(({ carrier }) => JSON.stringify(carrier)))].join(', ');
  return new SmsError(
    'invalid_options',
    `delivery.routes leads to ${names}; the carriers are: ${known.join(', ')}. Correct the names of the routes, or add the carriers.`,
  );
}

/** A route asks for networks, and nobody could tell them. */
export function networksWithoutLookup(): SmsError {
  return new SmsError(
    'invalid_options',
    'delivery.routes asks for networks, and there is no lookup that tells the network of a number. Give SmsModule a lookup, or leave networks out of the routes.',
  );
}
