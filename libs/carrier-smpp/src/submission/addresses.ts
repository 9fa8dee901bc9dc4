import type { AddressRules } from '../options/index.js';

/** The three fields of a source address in a submit_sm. */
export interface SourceAddress {
  readonly sourceAddrTon: number;
  readonly sourceAddrNpi: number;
  readonly sourceAddr: string;
}

/** The three fields of a destination address in a submit_sm. */
export interface DestinationAddress {
  readonly destAddrTon: number;
  readonly destAddrNpi: number;
  readonly destinationAddr: string;
}

/** Writes a sender: alphanumeric, short code or telephone number, each by its rule. Null leaves it to the carrier. */
export function sourceAddress(from: string | null, rules: AddressRules): SourceAddress {
  if (from === null) return { sourceAddrTon: 0, sourceAddrNpi: 0, sourceAddr: '' };
  const digits = /^\+?(\d+)$/.exec(from)?.[1];
  if (digits === undefined) return source(from, rules.alphanumeric);
  const isShort = !from.startsWith('+') && digits.length <= rules.shortCodeDigitsMax;
  return source(digits, isShort ? rules.shortCode : rules.international);
}

/** Writes a destination. @param to E.164 with `+` */
export function destinationAddress(to: string, rules: AddressRules): DestinationAddress {
  const { ton, npi } = rules.destination;
  return { destAddrTon: ton, destAddrNpi: npi, destinationAddr: rules.plus ? to : to.replace(/^\+/, '') };
}

/**
 * Reads an address: an international number gets its plus, everything else stays as it is. A number of unknown type counts
 * as international when it is too long for a short code, since that is how carriers write it.
 */
export function readAddress(ton: number, address: string, { shortCodeDigitsMax }: AddressRules): string {
  const digits = /^(?:\+|00)?([1-9]\d*)$/.exec(address)?.[1];
  if (digits === undefined || (ton !== 0 && ton !== 1)) return address;
  if (ton === 1 || address !== digits) return `+${digits}`;
  return digits.length > Math.max(shortCodeDigitsMax, 8) ? `+${digits}` : address;
}

/**
 * What is the same in all ways of writing one phone's number, national and international: its last digits.
 *
 * @returns undefined for short codes, names and nothing: they are no phones
 */
export function phoneKey(address: string): string | undefined {
  const digits = /^\+?(\d+)$/.exec(address)?.[1] ?? '';
  return digits.length < SIGNIFICANT_DIGITS ? undefined : digits.slice(-SIGNIFICANT_DIGITS);
}

const SIGNIFICANT_DIGITS = 9;

function source(
  address: string,
  { ton, npi }: { readonly ton: number; readonly npi: number },
): SourceAddress {
  return { sourceAddrTon: ton, sourceAddrNpi: npi, sourceAddr: address };
}
