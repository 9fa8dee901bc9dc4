import { SmsError, type Clock } from '@chappe/sms';

/** How an {@link HttpCarrier} is made. Only `name` and `url` are needed. */
export interface HttpCarrierOptions {
  /** Stored with every message: choose once, never change. Also the client's name at the simulator. */
  readonly name: string;
  /** Where the simulator's HTTP door is: `http://127.0.0.1:4000`. */
  readonly url: string;
  /**
   * Where the simulator posts receipts, when the host mounts {@link HttpCarrier.receive} at a route of its own. Without it the
   * carrier opens a port for them, see `listen`.
   */
  readonly receiptUrl?: string;
  /** Where the carrier listens for receipts when there is no `receiptUrl`; port 0 is any free one. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** The secret that comes back with every receipt. Random by default. */
  readonly token?: string;
  /** The sender of messages that name none. Default `36180`. */
  readonly defaultSender?: string;
  /** Messages a second it may be given; null for no limit. Default null. */
  readonly ratePerSecond?: number | null;
  /** How many submissions may wait for their answers at once. Default 2000. */
  readonly windowSize?: number;
  /** After this a submission without answer is `unknown`, milliseconds. Default 30,000. */
  readonly answerLimitMs?: number;
  /** How many requests may be under way at once; what comes meanwhile gathers and goes together. Default 32. */
  readonly requestsAtOnce?: number;
  /** Told of what cannot be answered to anybody: receipts that cannot be read. Default: nobody. */
  readonly report?: (trouble: unknown) => void;
  /** The time of the host. {@link httpCarrier} takes it from the host; the system's by default. */
  readonly clock?: Clock;
}

/** The defaults, all on one page. */
export const defaultHttpCarrierOptions = {
  listen: { host: '127.0.0.1', port: 0 },
  defaultSender: '36180',
  ratePerSecond: null,
  windowSize: 2000,
  answerLimitMs: 30_000,
  requestsAtOnce: 32,
} as const;

/** Checks all options; throws one error that lists every mistake. */
export function checkOptions(options: HttpCarrierOptions): void {
  const mistakes: string[] = [];
  const expect = (key: keyof HttpCarrierOptions, holds: boolean, expected: string): void => {
    if (!holds) mistakes.push(`${key} is ${JSON.stringify(options[key])}; it must be ${expected}.`);
  };
  const whole = (value: unknown, min: number, max: number): boolean =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
  const optional = (
    key: keyof HttpCarrierOptions,
    holds: (value: never) => boolean,
    expected: string,
  ): void => {
    const value = options[key];
    if (value !== undefined) expect(key, holds(value as never), expected);
  };
  expect('name', /^[\w.-]{1,64}$/.test(options.name), '1 to 64 letters, digits, dots, dashes or underscores');
  expect('url', isHttpUrl(options.url), 'an http:// or https:// URL, such as http://127.0.0.1:4000');
  optional('receiptUrl', isHttpUrl, 'an http:// or https:// URL at which the simulator reaches this host');
  optional(
    'listen',
    (listen: { port?: unknown } | null) => listen !== null && whole(listen.port ?? 0, 0, 65_535),
    '{ host?, port? } with a port from 0 (any free one) to 65535',
  );
  optional(
    'token',
    (token: unknown) => typeof token === 'string' && /^[\x21-\x7e]{16,256}$/.test(token),
    '16 to 256 printable ASCII characters',
  );
  optional(
    'defaultSender',
    (sender: unknown) => typeof sender === 'string' && sender.length >= 1 && sender.length <= 21,
    'a short code, a number, or up to eleven letters',
  );
  optional(
    'ratePerSecond',
    (rate: unknown) => rate === null || (typeof rate === 'number' && rate > 0),
    'a number above 0, or null for no limit',
  );
  optional('windowSize', (size: unknown) => whole(size, 1, 100_000), 'a whole number from 1 to 100000');
  optional(
    'answerLimitMs',
    (limit: unknown) => whole(limit, 1, 3_600_000),
    'milliseconds, from 1 to 3600000',
  );
  optional('requestsAtOnce', (count: unknown) => whole(count, 1, 256), 'a whole number from 1 to 256');
  if (mistakes.length > 0) throw invalidOptions('HttpCarrier', mistakes);
}

/** The options of one of this library's classes are wrong; lists all mistakes at once. */
export function invalidOptions(what: string, mistakes: readonly string[]): SmsError {
  return new SmsError(
    'invalid_options',
    `${what} cannot be made with these options:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect them where it is made.`,
  );
}

/** Whether this is an http or https URL. */
export function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
