import { inspect } from 'node:util';
import { defaultDeliveryOptions, routeMistakes, type DeliveryOptions } from './delivery/index.js';
import { SmsError } from './kernel/index.js';
import { defaultMessageOptions, type MessageOptions } from './messages/index.js';

/** What a host may set; everything has a default. All defaults stand in {@link defaultSmsOptions}. */
export interface SmsModuleOptions {
  /** What may be sent: limits, validity, the STOP mention. */
  readonly messages?: Partial<MessageOptions>;
  /** How messages are handed to carriers: attempts, delays, graces. */
  readonly delivery?: Partial<DeliveryOptions>;
}

/** The options with every default filled in. */
export interface ResolvedSmsOptions {
  readonly messages: MessageOptions;
  readonly delivery: DeliveryOptions;
}

/** All defaults, on one page. */
export const defaultSmsOptions: ResolvedSmsOptions = {
  messages: defaultMessageOptions,
  delivery: defaultDeliveryOptions,
};

type Expectation =
  | { readonly says: string; readonly holds: (value: unknown) => boolean }
  | { readonly mistakes: (value: unknown, path: string) => readonly string[] };

const whole = (min: number, max: number): Expectation => ({
  says: `a whole number from ${min} to ${max}`,
  holds: value => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
});
const durationMs = (minMs: number): Expectation => ({
  says: `a duration in milliseconds, at least ${minMs}`,
  holds: value => Number.isSafeInteger(value) && (value as number) >= minMs,
});

/** The longest that a number may be left alone. */
const SUPPRESS_MAX_MS = 365 * 86_400_000;

const expectations: {
  readonly [Group in keyof ResolvedSmsOptions]: {
    readonly [Key in keyof ResolvedSmsOptions[Group]]: Expectation;
  };
} = {
  messages: {
    recipientsMax: whole(1, 100_000),
    partsMax: whole(1, 255),
    validityMs: durationMs(1000),
    validityMinMs: durationMs(1000),
    validityMaxMs: durationMs(1000),
    scheduleAheadMaxMs: durationMs(0),
    tagLengthMax: whole(1, 255),
    stopShortCode: {
      says: 'a short code of 3 to 8 digits, or null',
      holds: value => value === null || (typeof value === 'string' && /^\d{3,8}$/.test(value)),
    },
    voice: { says: 'true or false', holds: value => typeof value === 'boolean' },
  },
  delivery: {
    claimMax: whole(1, 10_000),
    leaseMs: durationMs(1000),
    answerMaxMs: durationMs(1000),
    attemptsMax: whole(1, 100),
    retryMinMs: durationMs(1),
    retryMaxMs: durationMs(1),
    retryJitter: {
      says: 'a number from 0 to 1',
      holds: value => typeof value === 'number' && value >= 0 && value <= 1,
    },
    // Not 0: a carrier that never answers would be asked without end, in no time.
    inDoubtMs: durationMs(1),
    receiptGraceMs: durationMs(0),
    orphanKeptMs: durationMs(0),
    pauseMinMs: durationMs(1),
    pauseMaxMs: durationMs(1),
    breakerFailures: whole(1, 1_000_000),
    breakerMinMs: durationMs(1),
    breakerMaxMs: durationMs(1),
    routes: { mistakes: routeMistakes },
    // Not 0: a number would be asked about without end.
    lookupKeptMs: durationMs(1000),
    lookupRetryMs: durationMs(1000),
    lookupMaxMs: durationMs(1),
    lookupsAtOnceMax: whole(1, 10_000),
    lookupsKeptMax: whole(1, 10_000_000),
    queryAfterMs: durationMs(1000),
    suspectRetryMs: {
      says: 'a duration in milliseconds, at least 0, or null',
      holds: value => value === null || (Number.isSafeInteger(value) && (value as number) >= 0),
    },
    suspectKnownMs: durationMs(0),
    // Numbers are given out again: none is dead for ever.
    suppressMs: {
      says: `a duration in milliseconds from 1000 to ${SUPPRESS_MAX_MS} (a year), or null`,
      holds: value =>
        value === null ||
        (Number.isSafeInteger(value) && (value as number) >= 1000 && (value as number) <= SUPPRESS_MAX_MS),
    },
    drainMs: durationMs(0),
  },
};

const VALIDITIES = ['validityMinMs', 'validityMs', 'validityMaxMs'] as const;

/**
 * Fills in the defaults and checks everything. Throws one {@link SmsError} (`invalid_options`) that lists every mistake: key,
 * value, what was expected.
 */
export function resolveOptions(given: SmsModuleOptions): ResolvedSmsOptions {
  if (typeof given !== 'object' || given === null)
    throw invalidOptions([`The options are ${inspect(given)}; they must be an object.`]);
  const mistakes = unknownKeys(given, Object.keys(defaultSmsOptions));
  /** What is wrong by itself: it is compared with nothing, and not everything can be. */
  const spoilt = new Set<string>();
  const resolve = <Group extends keyof ResolvedSmsOptions>(group: Group): ResolvedSmsOptions[Group] => {
    const values: Record<string, unknown> = { ...defaultSmsOptions[group] };
    const expected = expectations[group] as Record<string, Expectation>;
    const settings: unknown = given[group] === undefined ? {} : given[group];
    if (typeof settings !== 'object' || settings === null) {
      mistakes.push(
        `${group} is ${inspect(settings)}; it must be an object of: ${Object.keys(expected).join(', ')}.`,
      );
      return defaultSmsOptions[group];
    }
    mistakes.push(...unknownKeys(settings, Object.keys(expected), `${group}.`));
    for (const [key, expectation] of Object.entries(expected)) {
      const value = (settings as Record<string, unknown>)[key];
      if (value === undefined) continue;
      const wrong = mistakesOf(expectation, value, `${group}.${key}`);
      mistakes.push(...wrong);
      if (wrong.length === 0) values[key] = value;
      else spoilt.add(`${group}.${key}`);
    }
    return values as unknown as ResolvedSmsOptions[Group];
  };
  const resolved = { messages: resolve('messages'), delivery: resolve('delivery') };
  const { validityMinMs, validityMs, validityMaxMs } = resolved.messages;
  const areInOrder = validityMinMs <= validityMs && validityMs <= validityMaxMs;
  if (!areInOrder && !VALIDITIES.some(key => spoilt.has(`messages.${key}`))) {
    mistakes.push(
      `messages.validityMs is ${validityMs}; it must lie between messages.validityMinMs (${validityMinMs}) and messages.validityMaxMs (${validityMaxMs}).`,
    );
  }
  for (const [min, max] of [
    ['leaseMs', 'answerMaxMs'],
    ['retryMinMs', 'retryMaxMs'],
    ['pauseMinMs', 'pauseMaxMs'],
    ['breakerMinMs', 'breakerMaxMs'],
    ['claimMax', 'lookupsKeptMax'],
  ] as const) {
    if (spoilt.has(`delivery.${min}`) || spoilt.has(`delivery.${max}`)) continue;
    if (resolved.delivery[min] > resolved.delivery[max]) {
      mistakes.push(
        `delivery.${min} is ${resolved.delivery[min]}; it must not exceed delivery.${max} (${resolved.delivery[max]}).`,
      );
    }
  }
  if (mistakes.length > 0) throw invalidOptions(mistakes);
  return resolved;
}

function mistakesOf(expectation: Expectation, value: unknown, path: string): readonly string[] {
  if ('mistakes' in expectation) return expectation.mistakes(value, path);
  return expectation.holds(value) ? [] : [`${path} is ${inspect(value)}; it must be ${expectation.says}.`];
}

/** A mistake for each key of `given` that means nothing here, unless it is left undefined. */
export function unknownKeys(given: object, known: readonly string[], path = ''): string[] {
  return Object.entries(given)
    .filter(([key, value]) => value !== undefined && !known.includes(key))
    .map(([key]) => `${path}${key} is not an option; there are: ${known.join(', ')}.`);
}

/** The module was configured wrongly; lists all mistakes at once. */
export function invalidOptions(mistakes: readonly string[]): SmsError {
  return new SmsError(
    'invalid_options',
    `SmsModule cannot start with these options:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect them where SmsModule.forRoot or forRootAsync is called.`,
  );
}
