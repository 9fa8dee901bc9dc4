import { BlockList, isIP } from 'node:net';

/** An address, or a network. */
export interface IpRule {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Reads `10.0.0.1`, `10.0.0.0/8`, `::1` or `fd00::/8`; undefined for anything else. */
export function ipRuleOf(text: string): IpRule | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined;
  return {
    address,
    prefix: prefix === undefined ? bits : Number(prefix),
    family: version === 4 ? 'ipv4' : 'ipv6',
  };
}

/** Addresses and networks that somebody may come from. What is no address is left out. */
export class IpRules {
  private readonly list = new BlockList();

  constructor(addresses: readonly string[]) {
    for (const text of addresses) {
      const rule = ipRuleOf(text);
      if (rule !== undefined) this.list.addSubnet(rule.address, rule.prefix, rule.family);
    }
  }

  /** An IPv4 address in IPv6 clothes is judged as what it is. */
  allow(address: string | undefined): boolean {
    if (address === undefined) return false;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}

/** This machine. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];
