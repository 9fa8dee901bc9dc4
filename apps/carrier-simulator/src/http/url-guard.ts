import { lookup as lookUpName, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** No longer URL is taken. */
export const MAX_URL_LENGTH = 2_048;

/** Finds the addresses of a name, as `lookup` of `node:dns` does. */
export type ResolveName = (
  hostname: string,
  options: LookupAllOptions,
  answer: (failure: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Which addresses receipts may be posted to. Whoever can reach the simulator can make it send requests: so it sends them to
 * this machine alone (loopback), and to the hosts that its operator has listed.
 *
 * Names are judged by the addresses they stand for at the moment of connecting, so a name that changes its mind after the check
 * gains nothing.
 */
export class UrlGuard {
  private readonly allowedHosts: ReadonlySet<string>;

  /** @param resolve asks for all addresses of a name */
  constructor(
    allowedHosts: readonly string[] = [],
    private readonly resolve: ResolveName = lookUpName,
  ) {
    this.allowedHosts = new Set(allowedHosts.map(host => host.toLowerCase()));
  }

  /** What is wrong with a URL, in words without a subject; undefined when nothing is. */
  mistakeIn(value: unknown): string | undefined {
    if (typeof value !== 'string' || value.length > MAX_URL_LENGTH || !URL.canParse(value)) {
      return `must be an http or https URL of at most ${String(MAX_URL_LENGTH)} characters`;
    }
    const url = new URL(value);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://';
    if (url.username !== '' || url.password !== '') return 'must not contain a user or password';
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    if (this.allowedHosts.has(host)) return undefined;
    if (isIP(host) !== 0 && !isLoopback(host)) return this.refusal(host);
    return undefined;
  }

  /** Resolves names for outgoing connections; refuses those that lead elsewhere than {@link UrlGuard} allows. */
  readonly lookup: LookupFunction = (hostname, options, answer) => {
    this.resolve(hostname, { ...options, all: true }, (failure, addresses) => {
      if (failure !== null) return answer(failure, '', 0);
      const mayConnect =
        this.allowedHosts.has(hostname.toLowerCase()) ||
        addresses.every(({ address }) => isLoopback(address));
      const first = addresses[0];
      if (!mayConnect || first === undefined) {
        return answer(new Error(`${hostname} ${this.refusal(hostname)}`), '', 0);
      }
      if (options.all === true) return answer(null, addresses);
      return answer(null, first.address, first.family);
    });
  };

  private refusal(host: string): string {
    return `must lead to this machine (loopback); to post to ${host}, list it in CHAPPE_RECEIPT_HOSTS`;
  }
}

function isLoopback(address: string): boolean {
  // An IPv4 address in IPv6 clothes is judged as what it is.
  return ipaddr.process(address).range() === 'loopback';
}
