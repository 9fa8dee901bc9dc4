import { systemTimers, type Timers } from '@chappe/smpp';
import type { CentreLimits, WorldOptions } from '@chappe/smsc';
import { dateMs, isoDate } from './clock/index.js';
import { BUILT_PAGE } from './page/page-files.js';
import { smppSettings, type SmppOptions } from './smpp/index.js';

/** How a simulator is made. Every field may be left out. */
export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free port. Default 4000. */
  readonly port?: number;
  /** What chance comes from. Default 1. */
  readonly seed?: number;
  /** `manual` stands still until told to advance. Default `real`. */
  readonly clockMode?: 'manual' | 'real';
  /** How many times as fast as the wall clock time goes in `real` mode. Default 1. */
  readonly speed?: number;
  /** Where time begins, milliseconds of the epoch. Default: the wall clock's present. */
  readonly startAt?: number;
  /** Names, besides `localhost` and IP addresses, under which the simulator may be called. */
  readonly allowedHosts?: readonly string[];
  /** Hosts, besides this machine, that receipts may be posted to. */
  readonly receiptHosts?: readonly string[];
  /** How long a host that follows the clock may stay silent, in real milliseconds. Default 10,000. */
  readonly followerPatienceMs?: number;
  /**
   * A whole HTTP request must have come within this, so that nobody holds a place by dribbling; real milliseconds. How long its
   * answer takes is another matter. Default 60,000.
   */
  readonly requestTimeoutMs?: number;
  /** Real time, by which silence is measured: of hosts that follow the clock, and on SMPP lines. Default: the system's. */
  readonly timers?: Timers;
  /** The SMPP door. Its port is 2775 where left out, and a free one where `port` is 0. */
  readonly smpp?: SmppOptions;
  /** Where the built page lies. Default: beside the compiled program. */
  readonly pageFolder?: string;
  /** What the world is like in the beginning and after each reset. */
  readonly world?: WorldOptions;
  readonly limits?: Partial<CentreLimits>;
}

/** The defaults, all on one page. */
export const DEFAULT_SIMULATOR_OPTIONS = {
  host: '127.0.0.1',
  port: 4_000,
  seed: 1,
  clockMode: 'real',
  speed: 1,
  allowedHosts: [],
  receiptHosts: [],
  followerPatienceMs: 10_000,
  requestTimeoutMs: 60_000,
  timers: systemTimers,
  pageFolder: BUILT_PAGE,
} as const satisfies SimulatorOptions;

/** Settings that cannot be used; all mistakes at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly mistakes: readonly string[]) {
    super(`These settings cannot be used:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}`);
  }
}

/**
 * Reads the settings of the environment: `PORT`, `HOST`, `CHAPPE_SEED`, `CHAPPE_CLOCK_MODE`, `CHAPPE_CLOCK_SPEED`,
 * `CHAPPE_START_AT`, `CHAPPE_ALLOWED_HOSTS`, `CHAPPE_RECEIPT_HOSTS`, and those of the SMPP door ({@link smppSettings}).
 *
 * @throws SettingsError with every mistake
 */
export function optionsFromEnvironment(environment: Readonly<NodeJS.ProcessEnv>): SimulatorOptions {
  const mistakes: string[] = [];
  const read = <T>(name: string, expected: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) mistakes.push(`${name} is ${JSON.stringify(text)}; it must be ${expected}.`);
    return value;
  };
  const options = {
    port: read('PORT', 'a port from 0 (any free one) to 65535', whole(0, 65_535)),
    host: read('HOST', 'an address or name to listen on, 127.0.0.1 for one', text =>
      /^[\w.:-]{1,253}$/.test(text) ? text : undefined,
    ),
    seed: read('CHAPPE_SEED', 'a whole number from 0 to 4294967295', whole(0, 0xffff_ffff)),
    clockMode: read('CHAPPE_CLOCK_MODE', 'manual or real', text =>
      text === 'manual' || text === 'real' ? text : undefined,
    ),
    speed: read('CHAPPE_CLOCK_SPEED', 'a number from 0.001 to 100000', text => {
      const speed = Number(text);
      return speed >= 0.001 && speed <= 100_000 ? speed : undefined;
    }),
    startAt: read('CHAPPE_START_AT', `a date in ISO 8601 such as ${isoDate(Date.UTC(2026, 0, 1))}`, dateMs),
    allowedHosts: read('CHAPPE_ALLOWED_HOSTS', 'names of hosts, separated by commas', hostList),
    receiptHosts: read('CHAPPE_RECEIPT_HOSTS', 'names or addresses of hosts, separated by commas', hostList),
    smpp: smppSettings(read, mistakes),
  };
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function whole(min: number, max: number): (text: string) => number | undefined {
  return text =>
    /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;
}

function hostList(text: string): string[] | undefined {
  const hosts = text.split(',').map(host => host.trim());
  return hosts.length <= 100 && hosts.every(host => /^[\w.:-]{1,253}$/.test(host)) ? hosts : undefined;
}
