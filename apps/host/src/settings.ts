import { parseSmppUrl } from '@chappe/carrier-smpp';
import { parseMicros } from '@chappe/sms';
import { readFileSync } from 'node:fs';

/** What the host is told by its environment. Every setting has a default; see the table in the README. */
export interface HostSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly carrierUrls: readonly string[];
  /** What is set for carriers beside their URLs, by name (`carrier-1`, …); read from a file. */
  readonly carrierOptions: CarrierOptions;
  /** The file they come from; empty where there is none. */
  readonly carrierOptionsPath: string;
  /** How many binds each SMPP carrier allows to all hosts on the same database together; null where it does not count them. */
  readonly totalBinds: number | null;
  /** How many messages a second it allows to them; null for no limit. */
  readonly totalRatePerSecond: number | null;
  readonly clock: 'system' | 'simulator';
  readonly simulatorUrl: string;
  readonly demo: boolean;
  /** The demo account's token; random when undefined. */
  readonly demoToken: string | undefined;
  /** What the demo account has to spend, in micro-euros. */
  readonly demoCreditMicros: number;
  /** Who carries it may pause carriers; without one there is nothing to carry it to. */
  readonly adminToken: string | undefined;
}

/** The host cannot start as it is set up; the message lists every mistake and says where to correct it. */
export class SettingsError extends Error {
  constructor(mistakes: readonly string[], where: string) {
    super(
      `The host cannot start:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect ${where}.`,
    );
  }
}

/** Options of `smppCarrier` by the name of the carrier, as they stand in the file: they are checked when carriers are made. */
export type CarrierOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks all settings. Throws one {@link SettingsError} that lists every mistake: the setting, its value, what was expected. */
export function readSettings(environment: Environment): HostSettings {
  const mistakes: string[] = [];
  const read = <T>(
    name: string,
    fallback: string,
    expectation: string,
    parse: (value: string) => T | undefined,
  ): T => {
    const value = environment[name] || fallback;
    const parsed = parse(value);
    if (parsed === undefined)
      mistakes.push(`${name} is ${JSON.stringify(withoutPassword(value))}; it must be ${expectation}.`);
    return parsed as T;
  };
  const oneOf =
    <const T extends string>(...values: readonly T[]) =>
    (value: string) =>
      values.find(known => known === value);
  const limit = (max: number) => (value: string) => {
    if (value === 'none') return null;
    return /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= max ? Number(value) : undefined;
  };
  const url =
    (...protocols: readonly string[]) =>
    (value: string) =>
      URL.canParse(value) && protocols.includes(new URL(value).protocol)
        ? value.replace(/\/$/, '')
        : undefined;

  const carrierUrl = (value: string) =>
    parseSmppUrl(value) ? value.replace(/\/$/, '') : url('http:', 'https:')(value);
  const secret = (name: string, min: number): string | undefined => {
    const value = environment[name] || undefined;
    if (value !== undefined && !(/^[\x21-\x7e]{1,200}$/.test(value) && value.length >= min))
      mistakes.push(
        `${name} has ${value.length} characters; it must be ${min} to 200 visible ASCII characters, or left out.`,
      );
    return value;
  };
  const carrierOptionsPath = environment.CHAPPE_CARRIER_OPTIONS || '';
  const settings: HostSettings = {
    host: read('HOST', '127.0.0.1', 'an address or a name', value => value),
    port: read('PORT', '3000', 'a port from 0 to 65535, where 0 takes a free one', portOf),
    databaseUrl: read(
      'DATABASE_URL',
      'sqlite:.data/chappe.db',
      'sqlite:<file>, sqlite::memory: or postgresql://…',
      value => (/^(sqlite:.|postgres(ql)?:\/\/)/.test(value) ? value : undefined),
    ),
    carrierUrls: read(
      'CHAPPE_CARRIER_URL',
      'http://127.0.0.1:4000',
      'http://…, https://…, smpp://systemId:password@host:port or smpps://…, or several with commas between',
      value => {
        const urls = value.split(',').map(one => carrierUrl(one.trim()));
        return urls.every(one => one !== undefined) ? urls : undefined;
      },
    ),
    totalBinds: read('CHAPPE_SMPP_TOTAL_BINDS', 'none', 'a whole number from 1 to 64, or "none"', limit(64)),
    totalRatePerSecond: read(
      'CHAPPE_SMPP_TOTAL_RATE',
      'none',
      'a whole number from 1 to 100000, or "none"',
      limit(100_000),
    ),
    carrierOptions: carrierOptionsIn(carrierOptionsPath, why =>
      mistakes.push(
        `CHAPPE_CARRIER_OPTIONS is ${JSON.stringify(carrierOptionsPath)}; it must be a file of JSON, { "carrier-1": { … }, … } (${why}).`,
      ),
    ),
    carrierOptionsPath,
    clock: read('CHAPPE_CLOCK', 'system', '"system" or "simulator"', oneOf('system', 'simulator')),
    simulatorUrl: read(
      'CHAPPE_SIMULATOR_URL',
      'http://127.0.0.1:4000',
      'an http:// or https:// URL',
      url('http:', 'https:'),
    ),
    demo:
      read('CHAPPE_DEMO', isForTrying(environment) ? 'on' : 'off', '"on" or "off"', oneOf('on', 'off')) ===
      'on',
    demoToken: secret('CHAPPE_DEMO_TOKEN', 16),
    demoCreditMicros: read('CHAPPE_DEMO_CREDIT', '100', 'an amount in euros from 1 to 1000000', value => {
      const micros = parseMicros(value);
      return micros !== undefined && micros >= 1_000_000 && micros <= 1_000_000_000_000 ? micros : undefined;
    }),
    adminToken: secret('CHAPPE_ADMIN_TOKEN', 24),
  };
  if (mistakes.length > 0) throw new SettingsError(mistakes, 'these environment variables');
  return settings;
}

/** Whether nobody else is likely to use the database, or somebody has said what the demo account's token is to be. */
function isForTrying({ DATABASE_URL, CHAPPE_DEMO_TOKEN }: Environment): boolean {
  return !DATABASE_URL || DATABASE_URL.startsWith('sqlite:') || Boolean(CHAPPE_DEMO_TOKEN);
}

/** What the file says; nothing of what is not of the right shape, which is told as it is found. */
export function carrierOptionsIn(path: string, refuse: (why: string) => void): CarrierOptions {
  if (path === '') return {};
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(found) && Object.values(found).every(isRecord)) return found as CarrierOptions;
    refuse('it holds something else');
  } catch (cause) {
    refuse(cause instanceof Error ? cause.message : String(cause));
  }
  return {};
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function portOf(value: string): number | undefined {
  const port = Number(value);
  return /^\d+$/.test(value) && port <= 65_535 ? port : undefined;
}

/** A URL may carry a password, which must not come into any log. */
function withoutPassword(value: string): string {
  return value.replace(/(\/\/[^:/@\s]*):[^@\s]*@/g, '$1:***@');
}
