import { inspect } from 'node:util';
import { ASSETS } from '../kernel/index.js';
import { PRIORITIES } from '../messages/index.js';
import { isNetworkCode } from '../networks/index.js';
import { isCountry } from '../phone-numbers/index.js';
import type { Route } from './route.js';

/** Routes that a host may give, at most: each message is compared with all of them. */
export const ROUTES_MAX = 1000;
/** Entries of one condition of a route, at most. */
export const ROUTE_ENTRIES_MAX = 1000;

interface Condition {
  readonly says: string;
  readonly holds: (value: unknown) => boolean;
}

const listOf = (what: string, holds: (entry: string) => boolean): Condition => ({
  says: `a list of 1 to ${ROUTE_ENTRIES_MAX} ${what}`,
  holds: value =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= ROUTE_ENTRIES_MAX &&
    value.every(entry => typeof entry === 'string' && holds(entry)),
});
const oneOf = (words: readonly string[]) => listOf(`of: ${words.join(', ')}`, word => words.includes(word));
const micros = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const conditions: { readonly [Key in keyof Required<Route>]: Condition } = {
  carrier: { says: 'the name of a carrier', holds: value => typeof value === 'string' && value !== '' },
  countries: listOf('countries, such as FR', isCountry),
  prefixes: listOf('beginnings of numbers, such as +336', entry => /^\+\d{1,15}$/.test(entry)),
  networks: listOf('networks, such as 20801 (MCC and MNC)', isNetworkCode),
  senderKinds: oneOf(['alphanumeric', 'short_code', 'number', 'default']),
  purposes: oneOf(['transactional', 'marketing']),
  priorities: oneOf(PRIORITIES),
  price: {
    says: `{ asset: one of ${ASSETS.join(', ')}, minMicros?, maxMicros? } with whole numbers from 0, minMicros not above maxMicros`,
    holds: value => {
      const fields = (value ?? {}) as Record<string, unknown>;
      const { asset, minMicros = 0, maxMicros = Number.MAX_SAFE_INTEGER, ...strangers } = fields;
      const isRange = micros(minMicros) && micros(maxMicros) && Number(minMicros) <= Number(maxMicros);
      return (ASSETS as readonly unknown[]).includes(asset) && isRange && Object.keys(strangers).length === 0;
    },
  },
  rank: { says: 'a whole number', holds: value => Number.isSafeInteger(value) },
  costMicros: { says: 'a whole number from 0', holds: micros },
  weight: {
    says: 'a number from 0',
    holds: value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  },
};

/** What is wrong with routes as a host gave them, each with its place, its value, and what was expected. */
export function routeMistakes(given: unknown, path: string): readonly string[] {
  if (!Array.isArray(given) || given.length > ROUTES_MAX)
    return [`${path} is ${inspect(given, { depth: 0 })}; it must be a list of at most ${ROUTES_MAX} routes.`];
  return given.flatMap((route: unknown, index) => {
    const place = `${path}[${index}]`;
    if (typeof route !== 'object' || route === null)
      return [
        `${place} is ${inspect(route)}; it must be a route, such as { carrier: 'name', countries: ['FR'] }.`,
      ];
    const fields = route as Readonly<Record<string, unknown>>;
    const strangers = Object.keys(fields)
      .filter(key => !Object.hasOwn(conditions, key))
      .map(key => `${place}.${key} is not of a route; there are: ${Object.keys(conditions).join(', ')}.`);
    const wrong = Object.entries(conditions)
      .filter(([key, { holds }]) => (key === 'carrier' || fields[key] !== undefined) && !holds(fields[key]))
      .map(
        ([key, { says }]) => `${place}.${key} is ${inspect(fields[key], { depth: 1 })}; it must be ${says}.`,
      );
    return [...strangers, ...wrong];
  });
}
