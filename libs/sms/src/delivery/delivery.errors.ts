import { SmsError } from '../kernel/index.js';
import type { Route } from './route.js';

/** There is no carrier of this name. */
export function unknownCarrier(name: string, known: readonly string[]): SmsError {
  return new SmsError(
    'unknown_carrier',
    `There is no carrier ${JSON.stringify(name)}; there are: ${known.join(', ')}. Use the name of one of them.`,
  );
}

/** Routes lead to carriers that do not exist, or ask for networks that nobody could tell. Lists all of it. */
export function routesAstray(
  routes: readonly Route[],
  carriers: readonly string[],
  canLookUp: boolean,
): SmsError | undefined {
  const strays = routes.flatMap(({ carrier }, index) =>
    carriers.includes(carrier) ? [] : [`delivery.routes[${index}] leads to ${JSON.stringify(carrier)}`],
  );
  const asking = routes.flatMap(({ networks }, index) => (networks && !canLookUp ? [`[${index}]`] : []));
  const mistakes = [
    ...(strays.length > 0
      ? [
          `${strays.join(', ')}; of carriers there are: ${carriers.join(', ')}. Correct the names of the routes, or add the carriers.`,
        ]
      : []),
    ...(asking.length > 0
      ? [
          `delivery.routes${asking.join(', ')} ask for networks, and there is no lookup that tells the network of a number. Give SmsModule a lookup, or leave networks out of the routes.`,
        ]
      : []),
  ];
  return mistakes.length === 0 ? undefined : new SmsError('invalid_options', mistakes.join('\n'));
}
