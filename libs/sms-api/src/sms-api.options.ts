import type { ModuleMetadata } from '@nestjs/common';

/** The largest body that is read unless the host says otherwise: 10,000 recipients and a long text fit several times. */
export const BODY_LIMIT_OCTETS = 2 * 1024 * 1024;

/** How many requests may be under way at once unless the host says otherwise: a core is busy with them for less than 100 ms. */
export const REQUESTS_MAX = 128;

/** How many octets of bodies may be in memory at once unless the host says otherwise. */
export const REQUEST_OCTETS_MAX = 64 * 1024 * 1024;

/** What a host may set of the REST door. */
export interface SmsApiOptions {
  /** First segment of every path, behind the host's own global prefix if it has one. Default `v1`. */
  readonly prefix?: string;
  /** The largest body that is read, in octets, inflated. Default {@link BODY_LIMIT_OCTETS}. Other routes of the host are not concerned. */
  readonly bodyLimitOctets?: number;
  /** How many requests may be under way at once; more are refused with `overloaded`. Default {@link REQUESTS_MAX}. */
  readonly requestsMax?: number;
  /** How many octets of bodies may be in memory at once; more are refused with `overloaded`. Default {@link REQUEST_OCTETS_MAX}. */
  readonly requestOctetsMax?: number;
  /** Where the services of `@chappe/sms` come from, when `SmsModule` is not global. */
  readonly imports?: ModuleMetadata['imports'];
}

/** The options with every default filled in. */
export type ResolvedSmsApiOptions = Required<SmsApiOptions>;

/** The token of {@link ResolvedSmsApiOptions}. */
export const SMS_API_OPTIONS = Symbol('SMS_API_OPTIONS');

/** Fills in the defaults and checks; throws with all that is wrong. */
export function resolveApiOptions(given: SmsApiOptions): ResolvedSmsApiOptions {
  const { prefix = 'v1', imports = [] } = given;
  const limits = {
    bodyLimitOctets: given.bodyLimitOctets ?? BODY_LIMIT_OCTETS,
    requestsMax: given.requestsMax ?? REQUESTS_MAX,
    requestOctetsMax: given.requestOctetsMax ?? REQUEST_OCTETS_MAX,
  };
  const mistakes: string[] = [];
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(prefix)) {
    mistakes.push(
      `prefix is ${JSON.stringify(prefix)}; it must be one or several path segments, such as "v1" or "sms/v1".`,
    );
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (Number.isSafeInteger(limit) && limit >= 1) continue;
    mistakes.push(`${name} is ${limit}; it must be a whole number, 1 or more.`);
  }
  if (mistakes.length > 0) {
    throw new TypeError(
      `SmsApiModule cannot start with these options:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect them where SmsApiModule.forRoot is called.`,
    );
  }
  return { prefix, ...limits, imports };
}

/** The module was imported more than once in one application. */
export function severalDoors(count: number): TypeError {
  return new TypeError(
    `SmsApiModule is imported ${count} times in one application, and only one of them could be reached. ` +
      'Import it once; a second platform belongs into an application of its own, or behind expressSms().',
  );
}
