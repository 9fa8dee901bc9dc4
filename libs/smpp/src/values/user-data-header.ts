/** One information element of a user data header (3GPP TS 23.040 §9.2.3.24). */
export interface InformationElement {
  /** What it is: 0x00 and 0x08 concatenation, 0x05 ports, 0x24 and 0x25 national tables. */
  readonly iei: number;
  readonly data: Buffer;
}

/** A short_message taken apart. */
export interface UserData {
  readonly elements: readonly InformationElement[];
  /** What follows the header. */
  readonly body: Buffer;
}

/** Which part of which long message this is. */
export interface Concatenation {
  /** The same in all parts of one message. */
  readonly reference: number;
  /** 1 to 255. */
  readonly total: number;
  /** 1 to `total`. */
  readonly part: number;
}

/** The most octets of a header, its length octet included: a short message has 140. */
export const MAX_HEADER_OCTETS = 140;

const CONCATENATION_8 = 0x00;
const CONCATENATION_16 = 0x08;

/** A header that the standard has no room for: a fault of the caller. */
export class UserDataHeaderError extends Error {
  override readonly name = 'UserDataHeaderError';

  static outOfRange(what: string, found: number, rule: string): UserDataHeaderError {
    return new UserDataHeaderError(`${what} is ${found}; 3GPP TS 23.040 §9.2.3.24 allows ${rule}.`);
  }
}

/**
 * Splits octets whose esm_class has UDHI set into header and body.
 *
 * @returns undefined when the header runs over its bounds; the octets are then best treated as they are.
 */
export function parseUserData(octets: Buffer): UserData | undefined {
  const headerLength = octets[0];
  if (headerLength === undefined || 1 + headerLength > octets.length) return undefined;
  const end = 1 + headerLength;
  const elements: InformationElement[] = [];
  let at = 1;
  while (at < end) {
    const iei = octets[at] as number;
    const length = at + 1 < end ? (octets[at + 1] as number) : end;
    const next = at + 2 + length;
    if (next > end) return undefined;
    elements.push({ iei, data: octets.subarray(at + 2, next) });
    at = next;
  }
  return { elements, body: octets.subarray(end) };
}

/**
 * Builds a user data header, its length octet first. Put it before the body and set UDHI in esm_class.
 *
 * @throws UserDataHeaderError when the whole is over {@link MAX_HEADER_OCTETS} or an iei is no octet.
 */
export function buildUserDataHeader(elements: readonly InformationElement[]): Buffer {
  const length = elements.reduce((sum, { data }) => sum + 2 + data.length, 0);
  if (length + 1 > MAX_HEADER_OCTETS) {
    throw UserDataHeaderError.outOfRange('The header', length + 1, `at most ${MAX_HEADER_OCTETS} octets`);
  }
  const header = Buffer.allocUnsafe(length + 1);
  let at = header.writeUInt8(length, 0);
  for (const { iei, data } of elements) {
    if (!Number.isInteger(iei) || iei < 0 || iei > 0xff) {
      throw UserDataHeaderError.outOfRange('An element identifier', iei, '0 to 255');
    }
    header[at++] = iei;
    header[at++] = data.length;
    header.set(data, at);
    at += data.length;
  }
  return header;
}

/**
 * The element that says which part this is: 8-bit reference (3GPP TS 23.040 §9.2.3.24.1), or 16-bit (§9.2.3.24.8).
 *
 * @example buildUserDataHeader([concatenationElement({ reference: 7, total: 3, part: 1 })]) // 05 00 03 07 03 01
 * @throws UserDataHeaderError when a number has no room.
 */
export function concatenationElement(
  { reference, total, part }: Concatenation,
  referenceBits: 8 | 16 = 8,
): InformationElement {
  if (!Number.isInteger(total) || total < 1 || total > 255) {
    throw UserDataHeaderError.outOfRange('The number of parts', total, '1 to 255');
  }
  if (!Number.isInteger(part) || part < 1 || part > total) {
    throw UserDataHeaderError.outOfRange('The part', part, `1 to ${total}`);
  }
  const max = 2 ** referenceBits - 1;
  if (!Number.isInteger(reference) || reference < 0 || reference > max) {
    throw UserDataHeaderError.outOfRange('The reference', reference, `0 to ${max}`);
  }
  return referenceBits === 8
    ? { iei: CONCATENATION_8, data: Buffer.from([reference, total, part]) }
    : { iei: CONCATENATION_16, data: Buffer.from([reference >> 8, reference & 0xff, total, part]) };
}

/**
 * Which part the elements say this is. When there are several, the last one counts (§9.2.3.24); one that makes no
 * sense (part 0, or beyond the total) is ignored, as the standard asks.
 */
export function concatenationOf(elements: readonly InformationElement[]): Concatenation | undefined {
  let found: Concatenation | undefined;
  for (const { iei, data } of elements) {
    const wide = iei === CONCATENATION_16 && data.length === 4;
    if (!wide && !(iei === CONCATENATION_8 && data.length === 3)) continue;
    const reference = wide ? data.readUInt16BE(0) : data.readUInt8(0);
    const total = data.readUInt8(data.length - 2);
    const part = data.readUInt8(data.length - 1);
    if (part >= 1 && part <= total) found = { reference, total, part };
  }
  return found;
}
