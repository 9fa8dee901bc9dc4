import type { FactoryProvider, ModuleMetadata, Provider } from '@nestjs/common';
import { Billing, CreditLedger, PriceList } from './credits/index.js';
import { Carrier } from './delivery/index.js';
import { Clock, Random, Storage, SystemClock, SystemRandom } from './kernel/index.js';
import { NumberLookup } from './networks/index.js';
import { defaultSmsOptions, invalidOptions, unknownKeys } from './sms.options.js';

/** A port and how the host provides it: Nest's own words for a factory, without the token. */
export interface PortBinding<Port> {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => Port | Promise<Port>;
}

/** What fills the ports. Static: the container must know it at once; what the factories answer may come later. */
export interface SmsWiring {
  /** Where everything is kept. The one port without a default: what is acknowledged must be stored somewhere. */
  readonly storage: Storage | PortBinding<Storage>;
  /** The ways to phones, the preferred one first; at least one. */
  readonly carriers: readonly (Carrier | PortBinding<Carrier>)[];
  /** Who tells in which networks numbers are; needed where a route or a price asks for networks, and asked only then. */
  readonly lookup?: NumberLookup | PortBinding<NumberLookup>;
  /** How messages are paid for; the prepaid ledger ({@link CreditLedger}) by default. */
  readonly billing?: Billing | PortBinding<Billing>;
  /** What messages cost on the prepaid ledger; the list that the library comes with by default. */
  readonly prices?: PriceList;
  /** Time; by default the system's, and where several processes share the storage and it tells its date, that date. */
  readonly clock?: Clock | PortBinding<Clock>;
  /** Chance; the operating system's by default. */
  readonly random?: Random | PortBinding<Random>;
  /** Whether every module of the host may inject the services without importing this one. True by default. */
  readonly isGlobal?: boolean;
}

/** A host that fills no port: what stands in for the wiring when there is none, and what its keys are. */
export const noWiring: { readonly [Key in keyof Required<SmsWiring>]: undefined } = {
  storage: undefined,
  carriers: undefined,
  lookup: undefined,
  billing: undefined,
  prices: undefined,
  clock: undefined,
  random: undefined,
  isGlobal: undefined,
};

/** The token under which all carriers are injected, as an array. */
export const CARRIERS = Symbol('CARRIERS');

/** The clock of a host that has bound none: it may be made to follow the storage. */
export class DefaultClock extends SystemClock {}

/** What fills a port that the host says nothing of. */
const defaults = {
  billing: (prices = PriceList.default()) => ({
    inject: [Clock],
    useFactory: (clock: Clock): Billing => new CreditLedger(prices, clock),
  }),
  clock: { useFactory: (): Clock => new DefaultClock() },
  random: { useFactory: (): Random => new SystemRandom() },
};

/** The modules that the host's factories need. */
export function importsOf(wiring: SmsWiring): NonNullable<ModuleMetadata['imports']> {
  return portsOf(wiring).flatMap(port => (isBinding(port) ? [...(port.imports ?? [])] : []));
}

/**
 * One provider for each port, and one for all carriers together. Throws an `invalid_options` that names every port which is
 * not filled by what it should be, and every key that means nothing here.
 */
export function providersOf(wiring: SmsWiring): Provider[] {
  const known = [...Object.keys(noWiring), ...Object.keys(defaultSmsOptions)];
  const mistakes = unknownKeys(wiring, known);
  if (!isPort(wiring.storage, Storage))
    mistakes.push(
      `storage is ${nameOf(wiring.storage)}; it must be a Storage, such as mikroOrmStorage({ url }), or { useFactory } that makes one.`,
    );
  const carriers: unknown = wiring.carriers;
  if (!Array.isArray(carriers) || carriers.length === 0) {
    mistakes.push(
      `carriers is ${nameOf(carriers)}; it must be a list of at least one Carrier, such as [httpCarrier({ name, url })].`,
    );
  } else {
    carriers.forEach((carrier, index) => {
      if (!isPort(carrier, Carrier))
        mistakes.push(
          `carriers[${index}] is ${nameOf(carrier)}; it must be a Carrier, or { useFactory } that makes one.`,
        );
    });
  }
  for (const [key, port] of [
    ['lookup', NumberLookup],
    ['billing', Billing],
    ['clock', Clock],
    ['random', Random],
  ] as const) {
    if (wiring[key] !== undefined && !isPort(wiring[key], port)) {
      mistakes.push(
        `${key} is ${nameOf(wiring[key])}; it must be a ${port.name}, or { useFactory } that makes one.`,
      );
    }
  }
  if (wiring.prices !== undefined && !(wiring.prices instanceof PriceList))
    mistakes.push(`prices is ${nameOf(wiring.prices)}; it must be a PriceList, such as PriceList.of(rows).`);
  if (wiring.prices !== undefined && wiring.billing !== undefined)
    mistakes.push('prices is given beside billing, which does not read it; give one of them.');
  if (wiring.prices instanceof PriceList && wiring.prices.hasNetworks && wiring.lookup === undefined)
    mistakes.push(
      'prices has prices of networks, and there is no lookup that tells the network of a number; give a lookup, or leave the networks out.',
    );
  if (mistakes.length > 0) throw invalidOptions(mistakes);

  const carrierTokens = wiring.carriers.map((_, index) => Symbol(`CARRIER_${index}`));
  return [
    providerOf(Storage, wiring.storage),
    ...(wiring.lookup ? [providerOf(NumberLookup, wiring.lookup)] : []),
    providerOf(Billing, wiring.billing ?? defaults.billing(wiring.prices)),
    providerOf(Clock, wiring.clock ?? defaults.clock),
    providerOf(Random, wiring.random ?? defaults.random),
    ...wiring.carriers.map((carrier, index) => providerOf(Carrier, carrier, carrierTokens[index])),
    { provide: CARRIERS, inject: carrierTokens, useFactory: distinct },
  ];
}

/** Messages and receipts know their carrier by its name: two of one name would be taken for one another. */
function distinct(...carriers: readonly Carrier[]): readonly Carrier[] {
  const names = carriers.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (twice.size === 0) return carriers;
  throw invalidOptions(
    [...twice].map(name => `carriers has two named "${name}"; every carrier must have a name of its own.`),
  );
}

function portsOf(wiring: SmsWiring): readonly unknown[] {
  const carriers: readonly unknown[] = Array.isArray(wiring.carriers) ? wiring.carriers : [];
  return [wiring.storage, wiring.lookup, wiring.billing, wiring.clock, wiring.random, ...carriers];
}

function providerOf(
  port: abstract new (...args: never[]) => object,
  given: unknown,
  provide: symbol | typeof port = port,
): Provider {
  if (!isBinding(given)) return { provide, useValue: given } as Provider;
  const useFactory = async (...dependencies: never[]) => {
    const made = await given.useFactory(...dependencies);
    if (made instanceof port) return made;
    throw invalidOptions([
      `A useFactory for ${port.name} made ${nameOf(made)}; it must make a ${port.name}.`,
    ]);
  };
  return { provide, inject: [...(given.inject ?? [])], useFactory } as Provider;
}

function isBinding(port: unknown): port is PortBinding<unknown> {
  return (
    typeof port === 'object' &&
    port !== null &&
    typeof (port as { useFactory?: unknown }).useFactory === 'function'
  );
}

function isPort(given: unknown, port: abstract new (...args: never[]) => object): boolean {
  return isBinding(given) || given instanceof port;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null
    ? `an object of ${value.constructor?.name ?? 'no class'}`
    : String(value);
}
