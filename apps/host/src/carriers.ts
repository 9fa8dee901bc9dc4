import { httpCarrier } from '@chappe/carrier-http';
import { parseSmppUrl, smppCarrier, type SmppCarrierOptions } from '@chappe/carrier-smpp';
import { SmsError, type Carrier, type PortBinding } from '@chappe/sms';
import { SettingsError, type HostSettings } from './settings.js';

/** The sender of messages that name none: operators refuse an empty one. */
const DEFAULT_SENDER = '36180';

/**
 * Submissions that may wait for their answers on one bind: twice what is claimed at once, so that the next are on the wire while
 * the answers to the last are stored. Operators write theirs into the contract, and the host into the file of options.
 */
const WINDOW = 1_000;

/** What carriers are made by. */
export type CarrierSettings = Pick<
  HostSettings,
  'carrierUrls' | 'carrierOptions' | 'totalBinds' | 'totalRatePerSecond' | 'clock'
>;

/** The carriers of the host, and what is wrong with what they were to be made with. */
interface MadeCarriers {
  readonly bindings: readonly PortBinding<Carrier>[];
  readonly mistakes: readonly string[];
}

/**
 * The carriers at the URLs, `carrier-1` and so on: `http:` is the simulator's HTTP door, `smpp:` and `smpps:` any operator, with
 * what the file of options says of it. Throws one {@link SettingsError} that lists what is wrong with any of them.
 */
export function carriersOf(settings: CarrierSettings): readonly PortBinding<Carrier>[] {
  const { bindings, mistakes } = made(settings);
  if (mistakes.length > 0) throw new SettingsError(mistakes, whereIn(settings));
  return bindings;
}

/** What is wrong with the options of any carrier, one sentence each. */
export function mistakesInCarrierOptions(settings: CarrierSettings): readonly string[] {
  return made(settings).mistakes;
}

function made(settings: CarrierSettings): MadeCarriers {
  const { carrierUrls, carrierOptions } = settings;
  const mistakes: string[] = [];
  const bindings = carrierUrls.flatMap((url, index) => {
    const name = `carrier-${index + 1}`;
    const given = carrierOptions[name];
    if (!parseSmppUrl(url)) {
      if (given) mistakes.push(`${name}: its options are for SMPP, and its URL is ${url}.`);
      return [httpCarrier({ name, url })];
    }
    for (const key of ['name', 'url'])
      if (given && key in given)
        mistakes.push(`${name}: ${key} cannot be set there; it follows from CHAPPE_CARRIER_URL.`);
    try {
      return [smppCarrier({ ...defaultsOf(settings), ...given, name, url } as SmppCarrierOptions)];
    } catch (cause) {
      if (!(cause instanceof SmsError)) throw cause;
      mistakes.push(...listedIn(cause).map(mistake => `${name}: ${mistake}`));
      return [];
    }
  });
  for (const name of Object.keys(carrierOptions)) {
    const last = `carrier-${carrierUrls.length}`;
    if (!carrierUrls.some((_, index) => name === `carrier-${index + 1}`))
      mistakes.push(`${name} is no carrier; by CHAPPE_CARRIER_URL there are carrier-1 to ${last}.`);
  }
  return { bindings, mistakes };
}

/** What the simulator knows the carriers at these URLs by, so that its clock can wait for their requests. */
export function systemIdsOf(urls: readonly string[]): readonly string[] {
  return urls.flatMap(url => parseSmppUrl(url)?.systemId ?? []);
}

/**
 * What is set for an operator of which the file says nothing. In the simulator's time a link is not watched by enquire_link: two
 * days pass in a moment there, and say nothing about the line.
 */
function defaultsOf({ clock, totalBinds, totalRatePerSecond }: CarrierSettings): Partial<SmppCarrierOptions> {
  return {
    // One host alone uses all that there is.
    ...(totalBinds !== null && { binds: totalBinds, totalBinds }),
    totalRatePerSecond,
    defaultSender: DEFAULT_SENDER,
    window: WINDOW,
    // Those that tell why a message still waits, too.
    registeredDelivery: { intermediate: true },
    dialect: 'simulator',
    ...(clock === 'simulator' ? { enquireLinkIntervalMs: 0 } : {}),
  };
}

/** Where the carriers are set: only what was given is worth looking at. */
function whereIn({ carrierOptions, totalBinds, totalRatePerSecond }: CarrierSettings): string {
  return [
    ...(Object.keys(carrierOptions).length > 0 ? ['the file CHAPPE_CARRIER_OPTIONS'] : []),
    'CHAPPE_CARRIER_URL',
    ...(totalBinds === null ? [] : ['CHAPPE_SMPP_TOTAL_BINDS']),
    ...(totalRatePerSecond === null ? [] : ['CHAPPE_SMPP_TOTAL_RATE']),
  ].join(' or ');
}

/** The mistakes that an `invalid_options` lists, one a line. */
function listedIn({ message }: SmsError): readonly string[] {
  return message.split('\n').flatMap(line => (line.startsWith('  - ') ? [line.slice(4)] : []));
}
