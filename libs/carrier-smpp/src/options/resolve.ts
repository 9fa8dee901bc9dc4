import { PRIORITIES, SmsError } from '@chappe/sms';
import { mistakesInErrorMap, mistakesInReceiptErrorMap, REASON_TABLES } from '../answers/index.js';
import { DIALECTS, type DialectSettings } from './dialects.js';
import { SMPP_CARRIER_DEFAULTS } from './options.js';
import type { SmppCarrierOptions, SmppCarrierSettings } from './options.js';
import { parseSmppUrl } from './smpp-url.js';
import type { SmppUrl } from './smpp-url.js';

/** Options with every default filled in and the address taken apart. */
export interface ResolvedOptions extends SmppCarrierSettings {
  readonly name: string;
  readonly server: SmppUrl;
}

type Expectation = {
  readonly says: string;
  readonly holds: (value: unknown) => boolean;
  /** Of an object: what each of its fields is to be. */
  readonly fields?: Readonly<Record<string, Expectation>>;
};

const SYSTEM_ID_MAX = 15;
const PASSWORD_MAX = 8;
const ID_FORMS = ['exact', 'folded', 'decimal', 'hex'] as const;

const whole = (min: number, max: number): Expectation => ({
  says: `a whole number from ${min} to ${max}`,
  holds: value => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
});
const durationMs = (minMs: number): Expectation => ({
  says: `a duration in milliseconds, at least ${minMs}`,
  holds: value => Number.isSafeInteger(value) && (value as number) >= minMs,
});
const oneOf = (...words: readonly string[]): Expectation => ({
  says: `one of ${words.join(', ')}`,
  holds: value => typeof value === 'string' && words.includes(value),
});
const text = (max: number): Expectation => ({
  says: `a text of at most ${max} ASCII characters`,
  holds: value => typeof value === 'string' && value.length <= max && /^[\x20-\x7e]*$/.test(value),
});
const orNull = ({ says, holds }: Expectation): Expectation => ({
  says: `${says}, or null`,
  holds: value => value === null || holds(value),
});
const yesOrNo: Expectation = { says: 'true or false', holds: value => typeof value === 'boolean' };
const tonNpi = object({ ton: whole(0, 7), npi: whole(0, 18) });

const expectations: { readonly [Key in keyof SmppCarrierSettings]: Expectation } = {
  tls: { says: 'options of node:tls', holds: value => typeof value === 'object' && value !== null },
  systemType: text(12),
  addressRange: text(40),
  bindMode: oneOf('trx', 'tx+rx'),
  binds: whole(1, 64),
  totalBinds: orNull(whole(1, 1_000)),
  totalRatePerSecond: orNull(whole(1, 1_000_000)),
  window: whole(1, 10_000),
  ratePerSecond: {
    says: 'a number above 0 and at most 100,000, or null',
    holds: value => value === null || (typeof value === 'number' && value > 0 && value <= 100_000),
  },
  overlengthOctets: whole(0, 64),
  longMessages: oneOf('udh8', 'udh16', 'sar', 'payload'),
  defaultCoding: oneOf('gsm7', 'latin1', 'ascii'),
  messageClasses: oneOf('general-group', 'class-group', 'subunit'),
  addresses: object({
    alphanumeric: tonNpi,
    shortCode: tonNpi,
    international: tonNpi,
    destination: tonNpi,
    shortCodeDigitsMax: whole(0, 20),
    plus: yesOrNo,
  }),
  defaultSender: {
    says: 'a sender of 1 to 20 ASCII characters, or null',
    holds: value => value === null || (value !== '' && text(20).holds(value)),
  },
  serviceType: text(5),
  priorities: object(Object.fromEntries(PRIORITIES.map(priority => [priority, whole(0, 3)]))),
  validity: oneOf('relative', 'absolute', 'none'),
  registeredDelivery: object({ receipt: oneOf('always', 'failure', 'none'), intermediate: yesOrNo }),
  vendorTlvs: {
    says: 'a list of at most 32 of { tag: 0 to 65535, value: text or octets, at most 255 long }',
    holds: value => Array.isArray(value) && value.length <= 32 && value.every(isVendorTlv),
  },
  dialect: oneOf(...Object.keys(DIALECTS)),
  messageIds: object({ answer: oneOf(...ID_FORMS), tlv: oneOf(...ID_FORMS), text: oneOf(...ID_FORMS) }),
  queries: yesOrNo,
  receiptsPer: oneOf('part', 'message'),
  receiptsWithoutFlags: yesOrNo,
  utcOffsetMinutes: whole(-720, 840),
  readReceiptText: {
    says: 'a function, or null',
    holds: value => value === null || typeof value === 'function',
  },
  errorMap: { says: 'a map', holds: () => true },
  receiptErrorMap: { says: 'a map', holds: () => true },
  errorTable: oneOf(...REASON_TABLES),
  connectTimeoutMs: durationMs(1),
  bindTimeoutMs: durationMs(1),
  requestTimeoutMs: durationMs(1),
  submitMaxMs: durationMs(1),
  enquireLinkIntervalMs: durationMs(0),
  awaitingEnquireLinkIntervalMs: durationMs(100),
  missedEnquireLinks: whole(1, 100),
  tcpKeepAliveMs: durationMs(0),
  reconnectMinMs: durationMs(100),
  reconnectMaxMs: durationMs(100),
  misconfiguredRetryMs: durationMs(1_000),
  drainTimeoutMs: durationMs(0),
  paceWaitMaxMs: durationMs(0),
  rememberedParts: whole(0, 10_000_000),
  joinsMax: whole(1, 1_000_000),
  joinMs: durationMs(1_000),
  partAnswerMs: durationMs(0),
  thanksForPartsEarly: yesOrNo,
};

/** Given in part, the rest stays as it is by default or by the dialect. */
const COMPLETED = ['addresses', 'priorities', 'registeredDelivery', 'messageIds', 'receiptErrorMap'] as const;

/**
 * Fills the defaults in and checks everything. Throws one {@link SmsError} (`invalid_options`) that lists every mistake: key,
 * value, what was expected. The password is never told.
 */
export function resolveOptions(given: SmppCarrierOptions): ResolvedOptions {
  const { name, url, ...settings } = given;
  const mistakes: string[] = [];
  if (!/^[\w.-]{1,64}$/.test(String(name)))
    mistakes.push(
      `name is ${JSON.stringify(name)}; it must be 1 to 64 letters, digits, dots, dashes or underlines.`,
    );
  const dialect = dialectOf(settings.dialect);
  const values: Record<string, unknown> = {
    ...SMPP_CARRIER_DEFAULTS,
    ...dialect,
    messageIds: { ...SMPP_CARRIER_DEFAULTS.messageIds, ...dialect.messageIds },
  };
  const expected = expectations as Readonly<Record<string, Expectation>>;
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    const expectation = expected[key];
    const whole = (COMPLETED as readonly string[]).includes(key) ? completed(values[key], value) : value;
    if (!expectation)
      mistakes.push(`${key} is not an option; there are: name, url, ${Object.keys(expected).join(', ')}.`);
    else mistakes.push(...mistakesIn(key, whole, expectation));
    values[key] = whole;
  }
  mistakes.push(...mistakesInErrorMap(values['errorMap'], 'errorMap'));
  mistakes.push(...mistakesInReceiptErrorMap(values['receiptErrorMap'], 'receiptErrorMap'));
  const resolved = values as unknown as SmppCarrierSettings;
  if (resolved.reconnectMinMs > resolved.reconnectMaxMs)
    mistakes.push(
      `reconnectMinMs is ${resolved.reconnectMinMs}; it must not exceed reconnectMaxMs (${resolved.reconnectMaxMs}).`,
    );
  if (resolved.submitMaxMs <= resolved.requestTimeoutMs)
    mistakes.push(
      `submitMaxMs is ${resolved.submitMaxMs}; it must be more than requestTimeoutMs (${resolved.requestTimeoutMs}).`,
    );
  const { totalBinds, totalRatePerSecond } = resolved;
  if (totalBinds !== null && totalRatePerSecond !== null && totalRatePerSecond < totalBinds)
    mistakes.push(
      `totalRatePerSecond is ${totalRatePerSecond}; it must not be less than totalBinds (${totalBinds}), or some binds could never send.`,
    );
  const server = typeof url === 'string' ? parseSmppUrl(url) : undefined;
  if (server) mistakes.push(...mistakesInCredentials(server, resolved.overlengthOctets));
  else
    mistakes.push(
      'url must be of the form smpp://systemId:password@host:port, or smpps://…, percent-encoded.',
    );
  if (mistakes.length > 0 || !server) throw invalidOptions(mistakes);
  // What goes whole is reported on as a whole.
  const receiptsPer = resolved.longMessages === 'payload' ? 'message' : resolved.receiptsPer;
  return { ...resolved, receiptsPer, name, server };
}

/** The carrier was configured wrongly; lists all mistakes at once. */
export function invalidOptions(mistakes: readonly string[]): SmsError {
  return new SmsError(
    'invalid_options',
    `The SMPP carrier cannot work with these options:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect them where smppCarrier is called.`,
  );
}

function mistakesInCredentials(
  { systemId, password, port }: SmppUrl,
  overlengthOctets: number,
): readonly string[] {
  const advice = 'set overlengthOctets if the carrier takes it';
  const mistakes: string[] = [];
  if (systemId.length > SYSTEM_ID_MAX + overlengthOctets)
    mistakes.push(
      `The system id in url has ${systemId.length} characters; SMPP 3.4 allows ${SYSTEM_ID_MAX}: ${advice}.`,
    );
  if (password.length > PASSWORD_MAX + overlengthOctets)
    mistakes.push(
      `The password in url has ${password.length} characters; SMPP 3.4 allows ${PASSWORD_MAX}: ${advice}.`,
    );
  if (port === 0) mistakes.push('The port in url is 0; it must be the one the carrier listens on.');
  return mistakes;
}

/** An object whose values hold and which has no other keys. */
function object(fields: Readonly<Record<string, Expectation>>): Expectation {
  const says = Object.entries(fields).map(([key, { says }]) => `${key}: ${says}`);
  return {
    says: `an object of ${says.join('; ')}`,
    holds: value =>
      isRecord(value) &&
      Object.keys(value).every(key => Object.hasOwn(fields, key)) &&
      Object.entries(fields).every(([key, field]) => field.holds(value[key])),
    fields,
  };
}

/** What is wrong with a value; of an object, which of its fields. */
function mistakesIn(path: string, value: unknown, expectation: Expectation): readonly string[] {
  const { fields, says } = expectation;
  if (expectation.holds(value)) return [];
  if (!fields || !isRecord(value)) return [`${path} is ${JSON.stringify(value)}; it must be ${says}.`];
  const strays = Object.keys(value).filter(key => !Object.hasOwn(fields, key));
  return [
    ...strays.map(key => `${path}.${key} is not an option; there are: ${Object.keys(fields).join(', ')}.`),
    ...Object.entries(fields).flatMap(([key, field]) => mistakesIn(`${path}.${key}`, value[key], field)),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A dialect that there is not is told as a mistake with all others. */
function dialectOf(name: unknown): DialectSettings {
  return (DIALECTS as Readonly<Record<string, DialectSettings>>)[String(name)] ?? {};
}

function completed(fallback: unknown, value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { ...(fallback as object), ...value } : value;
}

function isVendorTlv(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { tag, value: content } = value as { tag?: unknown; value?: unknown };
  const fits = typeof content === 'string' || content instanceof Uint8Array;
  return whole(0, 0xffff).holds(tag) && fits && content.length <= 255;
}
