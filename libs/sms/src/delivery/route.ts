import type { Asset, Random } from '../kernel/index.js';
import type { Message, Priority, Purpose } from '../messages/index.js';
import { networkCode, type ServingNetwork } from '../networks/index.js';

/** What kind of sender a message shows; `default` where it names none and the carrier puts its own. */
export type SenderKind = 'alphanumeric' | 'short_code' | 'number' | 'default';

/**
 * One way for some messages: to which carrier, and which messages. Every condition that is given must hold; a route without
 * any takes all. Plain data, so that it can come from a file.
 *
 * Of the routes that fit a message, the lowest `rank` goes first, then the cheapest, and among equals chance decides by
 * `weight`. A carrier that is down, paused or has no room is passed over for the next, and its share with it.
 *
 * @example
 * routes: [
 *   { carrier: 'orange', countries: ['FR'], networks: ['20801', '20802'], weight: 3 },
 *   { carrier: 'bouygues', countries: ['FR'], weight: 1 },
 *   { carrier: 'wholesale', rank: 1, purposes: ['marketing'] },
 * ]
 */
export interface Route {
  /** The name of the carrier. */
  readonly carrier: string;
  /** ISO 3166-1 alpha-2 countries of the recipient's number. */
  readonly countries?: readonly string[];
  /** Beginnings of the recipient's number, E.164 with `+`. */
  readonly prefixes?: readonly string[];
  /**
   * Networks in which the recipient is at present: MCC and MNC written together (`20801`; `208010` is another). Needs a
   * {@link NumberLookup}. While the network of a number is not known, these routes come last instead of not at all.
   */
  readonly networks?: readonly string[];
  readonly senderKinds?: readonly SenderKind[];
  readonly purposes?: readonly Purpose[];
  readonly priorities?: readonly Priority[];
  /** Only messages that are paid in this asset and cost their account at least `minMicros` and at most `maxMicros` per part. */
  readonly price?: {
    readonly asset: Asset;
    readonly minMicros?: number;
    readonly maxMicros?: number;
  };
  /** Lower ranks go first; 0 by default. */
  readonly rank?: number;
  /** What the carrier charges for a part, in micro-units that are the same for all routes; 0 by default. */
  readonly costMicros?: number;
  /** Its share among equal routes; 1 by default. With 0 it is given messages only when its equals have no room. */
  readonly weight?: number;
}

/** What a route may be chosen by. */
export type RoutedMessage = Pick<
  Message,
  'to' | 'country' | 'from' | 'purpose' | 'priority' | 'asset' | 'pricePerPartMicros'
>;

/** Routes that take every message to the carriers of these names, in this order: what holds where a host gives none. */
export function routesInOrder(carriers: readonly string[]): readonly Route[] {
  return carriers.map((carrier, rank) => ({ carrier, rank }));
}

/** The kind of a sender. Short codes have up to 8 digits, and no `+`. */
export function senderKindOf(from: string | null): SenderKind {
  if (from === null) return 'default';
  if (/^\d{1,8}$/.test(from)) return 'short_code';
  return /^\+?\d+$/.test(from) ? 'number' : 'alphanumeric';
}

/** Whether knowing the recipient's network could change the routes of a message. */
export function asksForNetwork(message: RoutedMessage, routes: readonly Route[]): boolean {
  return routes.some(route => route.networks !== undefined && fitsButForNetwork(message, route));
}

/**
 * The routes that a message may take, grouped: all of one group are equal, and the first group goes first. Empty when there
 * is no way for it.
 *
 * @param network where the recipient is, as far as it is known
 */
export function routesFor(
  message: RoutedMessage,
  network: ServingNetwork | undefined,
  routes: readonly Route[],
): readonly (readonly Route[])[] {
  const guess = (route: Route) => Number(route.networks !== undefined && network === undefined);
  const fitting = routes.filter(
    route =>
      fitsButForNetwork(message, route) &&
      (!route.networks || !network || route.networks.includes(networkCode(network))),
  );
  const key = (route: Route) => [guess(route), route.rank ?? 0, route.costMicros ?? 0] as const;
  const inOrder = [...fitting].sort((a, b) => compare(key(a), key(b)));
  return [...Map.groupBy(inOrder, route => key(route).join()).values()];
}

/**
 * The carrier that a message goes to: of the first group that has room, one drawn by weight. Undefined when none has room.
 * Pure but for `random`, which is asked only where there is a choice.
 */
export function chooseRoute(
  groups: readonly (readonly Route[])[],
  hasRoom: (carrier: string) => boolean,
  random: Pick<Random, 'next'>,
): Route | undefined {
  for (const group of groups) {
    const ready = group.filter(route => hasRoom(route.carrier));
    if (ready.length > 0) return drawn(ready, random);
  }
  return undefined;
}

function drawn(routes: readonly Route[], random: Pick<Random, 'next'>): Route {
  const weighty = routes.filter(route => weightOf(route) > 0);
  if (weighty.length <= 1) return weighty[0] ?? routes[0]!;
  const total = weighty.reduce((sum, route) => sum + weightOf(route), 0);
  let left = random.next() * total;
  return weighty.find(route => (left -= weightOf(route)) < 0) ?? weighty.at(-1)!;
}

function weightOf(route: Route): number {
  return route.weight ?? 1;
}

function fitsButForNetwork(message: RoutedMessage, route: Route): boolean {
  const { countries, prefixes, senderKinds, purposes, priorities, price } = route;
  return (
    (countries?.includes(message.country) ?? true) &&
    (prefixes?.some(prefix => message.to.startsWith(prefix)) ?? true) &&
    (senderKinds?.includes(senderKindOf(message.from)) ?? true) &&
    (purposes?.includes(message.purpose) ?? true) &&
    (priorities?.includes(message.priority) ?? true) &&
    (price === undefined || isWithin(message, price))
  );
}

function isWithin(message: RoutedMessage, price: NonNullable<Route['price']>): boolean {
  const { asset, minMicros = 0, maxMicros = Infinity } = price;
  const { pricePerPartMicros } = message;
  return message.asset === asset && pricePerPartMicros >= minMicros && pricePerPartMicros <= maxMicros;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, index) => value !== b[index]);
  return place < 0 ? 0 : a[place]! - b[place]!;
}
