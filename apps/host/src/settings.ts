import { parseMicros } from '@chappe/sms';

/** What the host is told by its environment. Every setting has a default; see the table in the README. */
export interface HostSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly carrierUrls: readonly string[];
  readonly clock: 'system' | 'simulator';
  readonly simulatorUrl: string;
  readonly demo: boolean;
  /** The demo account's token; random when undefined. */
  readonly demoToken: string | undefined;
  /** What the demo account has to spend, in micro-euros. */
  readonly demoCreditMicros: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks all settings. Throws one error that lists every mistake: the setting, its value, what was expected. */
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
  const url =
    (...protocols: readonly string[]) =>
    (value: string) =>
      URL.canParse(value) && protocols.includes(new URL(value).protocol)
        ? value.replace(/\/$/, '')
        : undefined;

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
        const urls = value.split(',').map(one => url('http:', 'https:', 'smpp:', 'smpps:')(one.trim()));
        return urls.every(one => one !== undefined) ? urls : undefined;
      },
    ),
    clock: read('CHAPPE_CLOCK', 'system', '"system" or "simulator"', oneOf('system', 'simulator')),
    simulatorUrl: read(
      'CHAPPE_SIMULATOR_URL',
      'http://127.0.0.1:4000',
      'an http:// or https:// URL',
      url('http:', 'https:'),
    ),
    demo: read('CHAPPE_DEMO', 'on', '"on" or "off"', oneOf('on', 'off')) === 'on',
    demoToken: environment.CHAPPE_DEMO_TOKEN || undefined,
    demoCreditMicros: read('CHAPPE_DEMO_CREDIT', '100', 'an amount in euros from 1 to 1000000', value => {
      const micros = parseMicros(value);
      return micros !== undefined && micros >= 1_000_000 && micros <= 1_000_000_000_000 ? micros : undefined;
    }),
  };
  if (mistakes.length > 0) {
    throw new Error(
      `The host cannot start:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect these environment variables.`,
    );
  }
  return settings;
}

function portOf(value: string): number | undefined {
  const port = Number(value);
  return /^\d+$/.test(value) && port <= 65_535 ? port : undefined;
}

/** A URL may carry a password, which must not come into any log. */
function withoutPassword(value: string): string {
  return value.replace(/(\/\/[^:/@\s]*):[^@\s]*@/g, '$1:***@');
}
