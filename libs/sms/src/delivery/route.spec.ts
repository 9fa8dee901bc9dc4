import fc from 'fast-check';
import { SeededRandom } from '../kernel/index.js';
import type { NumberNetwork } from '../networks/index.js';
import {
  asksForNetwork,
  chooseRoute,
  routesFor,
  routesInOrder,
  senderKindOf,
  type Route,
  type RoutedMessage,
} from './route.js';

const message: RoutedMessage = {
  to: '+33612121515',
  country: 'FR',
  from: 'Chappe',
  purpose: 'transactional',
  priority: 'medium',
  asset: 'EUR',
  pricePerPartMicros: 45_000,
};
const orange: NumberNetwork = { mcc: '208', mnc: '01', ported: true, at: 0 };
const everywhere = () => true;

/** The carriers that a message may go to, equals together. */
const carriersFor = (
  routes: readonly Route[],
  fields: Partial<RoutedMessage> = {},
  network?: NumberNetwork,
) => routesFor({ ...message, ...fields }, network, routes).map(group => group.map(({ carrier }) => carrier));

describe('A route', () => {
  it.each<[string, Omit<Route, 'carrier'>, Partial<RoutedMessage>]>([
    ['country', { countries: ['DE', 'FR'] }, { country: 'BE' }],
    ['prefix', { prefixes: ['+336', '+337'] }, { to: '+33999' }],
    ['kind of sender', { senderKinds: ['alphanumeric'] }, { from: '36180' }],
    ['purpose', { purposes: ['transactional'] }, { purpose: 'marketing' }],
    ['priority', { priorities: ['medium', 'high'] }, { priority: 'low' }],
    ['lowest price', { price: { asset: 'EUR', minMicros: 45_000 } }, { pricePerPartMicros: 44_999 }],
    ['highest price', { price: { asset: 'EUR', maxMicros: 45_000 } }, { pricePerPartMicros: 45_001 }],
    ['asset', { price: { asset: 'EUR' } }, { asset: 'CREDIT' }],
  ])('takes messages by %s', (_, condition, other) => {
    const routes = [{ carrier: 'a', ...condition }];
    expect(carriersFor(routes)).toEqual([['a']]);
    expect(carriersFor(routes, other)).toEqual([]);
  });

  it('takes a message only if all of its conditions hold', () => {
    const routes: Route[] = [{ carrier: 'a', countries: ['FR'], purposes: ['marketing'] }];
    expect(carriersFor(routes)).toEqual([]);
    expect(carriersFor(routes, { purpose: 'marketing' })).toEqual([['a']]);
  });

  it('goes by the present network of a number, whose codes are words and not figures', () => {
    const routes = [{ carrier: 'a', networks: ['20801'] }];
    expect(carriersFor(routes, {}, orange)).toEqual([['a']]);
    expect(carriersFor(routes, {}, { ...orange, mnc: '001' })).toEqual([]);
  });

  it('for a network comes last while nobody knows the network, rather than not at all', () => {
    const routes = [
      { carrier: 'a', networks: ['20801'] },
      { carrier: 'b', rank: 7 },
    ];
    expect(carriersFor(routes)).toEqual([['b'], ['a']]);
    expect(carriersFor(routes, {}, orange)).toEqual([['a'], ['b']]);
  });

  it('asks for the network only for messages that it would take otherwise', () => {
    const routes = [{ carrier: 'a', countries: ['FR'], networks: ['20801'] }, { carrier: 'b' }];
    expect(asksForNetwork(message, routes)).toBe(true);
    expect(asksForNetwork({ ...message, country: 'DE' }, routes)).toBe(false);
  });
});

describe('The routes of a message', () => {
  it('go by rank, then by cost; what is equal in both is equal', () => {
    const routes = [
      { carrier: 'reserve', rank: 1 },
      { carrier: 'dear', costMicros: 30_000 },
      { carrier: 'cheap', costMicros: 20_000 },
      { carrier: 'as cheap', costMicros: 20_000 },
    ];
    expect(carriersFor(routes)).toEqual([['cheap', 'as cheap'], ['dear'], ['reserve']]);
  });

  it('are all carriers in their order where a host gives none', () => {
    expect(carriersFor(routesInOrder(['a', 'b', 'c']))).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('The choice among routes', () => {
  it('shares messages out by weight', () => {
    const random = new SeededRandom(1);
    const groups = [
      [
        { carrier: 'a', weight: 3 },
        { carrier: 'b', weight: 1 },
        { carrier: 'spare', weight: 0 },
      ],
    ];
    const chosen = Array.from({ length: 4000 }, () => chooseRoute(groups, everywhere, random)!.carrier);
    const share = (carrier: string) => chosen.filter(name => name === carrier).length / chosen.length;
    expect(share('a')).toBeCloseTo(0.75, 1);
    expect(share('b')).toBeCloseTo(0.25, 1);
    expect(share('spare')).toBe(0);
  });

  it('gives a route of weight 0 what its equals have no room for', () => {
    const groups = [[{ carrier: 'a' }, { carrier: 'spare', weight: 0 }], [{ carrier: 'next' }]];
    const random = new SeededRandom(1);
    expect(chooseRoute(groups, name => name !== 'a', random)).toMatchObject({ carrier: 'spare' });
  });

  it('is always one that fits and has room, of the first group in which one has; and none only if none has', () => {
    const anyRoute = fc.record(
      {
        carrier: fc.constantFrom('a', 'b', 'c', 'd'),
        countries: fc.subarray(['FR', 'DE'], { minLength: 1 }),
        networks: fc.subarray(['20801', '20810'], { minLength: 1 }),
        rank: fc.integer({ min: 0, max: 2 }),
        costMicros: fc.integer({ min: 0, max: 2 }),
        weight: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['carrier'] },
    );
    fc.assert(
      fc.property(
        fc.array(anyRoute, { maxLength: 8 }),
        fc.subarray(['a', 'b', 'c', 'd']),
        fc.option(fc.constant(orange), { nil: undefined }),
        fc.integer(),
        (routes, ready, network, seed) => {
          const groups = routesFor(message, network, routes);
          const hasRoom = (carrier: string) => ready.includes(carrier);
          const chosen = chooseRoute(groups, hasRoom, new SeededRandom(seed));
          const firstReady = groups.find(group => group.some(({ carrier }) => hasRoom(carrier)));
          if (!firstReady) return chosen === undefined;
          return (
            firstReady.includes(chosen!) &&
            hasRoom(chosen!.carrier) &&
            (chosen!.countries?.includes('FR') ?? true) &&
            (!network || (chosen!.networks?.includes('20801') ?? true))
          );
        },
      ),
    );
  });
});

describe('The kind of a sender', () => {
  it.each([
    [null, 'default'],
    ['Chappe', 'alphanumeric'],
    ['36180', 'short_code'],
    ['+33756000000', 'number'],
    ['33756000000', 'number'],
    ['3 Suisses', 'alphanumeric'],
  ])('%s is %s', (from, kind) => {
    expect(senderKindOf(from)).toBe(kind);
  });
});
