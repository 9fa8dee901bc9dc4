/** Which part of which long message a part is (TS 23.040 9.2.3.24.1 and 9.2.3.24.8). */
export interface Concatenation {
  /** The reference that the parts have in common: 8 or 16 bits. */
  readonly reference: number;
  /** From 1. */
  readonly no: number;
  readonly of: number;
}

/** What a user data header says, as far as a message centre and a phone care. */
export interface UserDataHeader {
  /** Its octets, the length octet included. */
  readonly octets: number;
  readonly concatenation?: Concatenation;
  /** The national language tables in use (TS 23.040 9.2.3.24.15 and 16). */
  readonly locking?: number;
  readonly single?: number;
  /** The application ports, where it is not for a person (TS 23.040 9.2.3.24.4). */
  readonly ports?: { readonly to: number; readonly from: number };
  /** What is wrong with it, in sentences. */
  readonly mistakes: readonly string[];
}

const CONCATENATED_8 = 0x00;
const PORTS_16 = 0x05;
const CONCATENATED_16 = 0x08;
const SINGLE_SHIFT = 0x24;
const LOCKING_SHIFT = 0x25;

/** Reads a header, its length octet first. Elements that make no sense are passed over, as phones do. */
export function readHeader(header: Uint8Array): UserDataHeader {
  const mistakes: string[] = [];
  const found: { -readonly [Field in keyof UserDataHeader]: UserDataHeader[Field] } = { octets: 0, mistakes };
  if (header.length === 0) return found;
  const end = header[0]! + 1;
  if (end !== header.length) {
    mistakes.push(`the header says it has ${String(end)} octets and has ${String(header.length)}`);
  }
  found.octets = header.length;
  for (let at = 1; at < Math.min(end, header.length);) {
    const length = header[at + 1];
    if (length === undefined || at + 2 + length > header.length) {
      mistakes.push(`element ${hex(header[at]!)} is cut off`);
      break;
    }
    readElement(found, header[at]!, header.subarray(at + 2, at + 2 + length), mistakes);
    at += 2 + length;
  }
  return found;
}

/** A header that says nothing but which part it is; with a reference above 255 in its longer form. */
export function concatenationHeader({ reference, no, of }: Concatenation): Uint8Array {
  return reference > 0xff
    ? Uint8Array.of(6, CONCATENATED_16, 4, (reference >> 8) & 0xff, reference & 0xff, of, no)
    : Uint8Array.of(5, CONCATENATED_8, 3, reference, of, no);
}

function readElement(
  found: { -readonly [Field in keyof UserDataHeader]: UserDataHeader[Field] },
  element: number,
  value: Uint8Array,
  mistakes: string[],
): void {
  const [first = 0, second = 0, third = 0, fourth = 0] = value;
  switch (element) {
    case CONCATENATED_8:
      if (value.length !== 3) mistakes.push('a concatenation element has three octets');
      else concatenate(found, { reference: first, of: second, no: third }, mistakes);
      break;
    case CONCATENATED_16:
      if (value.length !== 4) mistakes.push('a 16-bit concatenation element has four octets');
      else concatenate(found, { reference: (first << 8) | second, of: third, no: fourth }, mistakes);
      break;
    case SINGLE_SHIFT:
      found.single = first;
      break;
    case LOCKING_SHIFT:
      found.locking = first;
      break;
    case PORTS_16:
      if (value.length === 4) found.ports = { to: (first << 8) | second, from: (third << 8) | fourth };
      break;
    default:
  }
}

function concatenate(
  found: { -readonly [Field in keyof UserDataHeader]: UserDataHeader[Field] },
  part: Concatenation,
  mistakes: string[],
): void {
  if (part.no === 0 || part.no > part.of) {
    // TS 23.040: a receiver ignores the whole element then.
    mistakes.push(`part ${String(part.no)} of ${String(part.of)} does not exist`);
    return;
  }
  if (part.of > 1) found.concatenation = part;
}

function hex(octet: number): string {
  return `0x${octet.toString(16).padStart(2, '0')}`;
}
