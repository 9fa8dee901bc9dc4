import type { LockingTable, NationalTables, SingleShiftTable } from './alphabet.js';

/** Octets of user data in one short message (3GPP TS 23.040 9.2.3.16). */
export const USER_DATA_OCTETS = 140;

/** Parts that one text can be cut into: the total is one octet (3GPP TS 23.040 9.2.3.24.1). */
export const MAX_PARTS = 255;

const CONCATENATION_8_BIT = 0x00;
const CONCATENATION_16_BIT = 0x08;
const NATIONAL_SINGLE_SHIFT = 0x24;
const NATIONAL_LOCKING_SHIFT = 0x25;

/** Which part of which text a short message is (3GPP TS 23.040 9.2.3.24.1 and 9.2.3.24.8). */
export interface Concatenation {
  /** The same in all parts of one text, different for texts close in time to one phone. 0 to 255, or to 65535 with 16 bits. */
  readonly reference: number;
  /** How many parts there are, 1 to 255. */
  readonly total: number;
  /** Which part this is, from 1 to `total`. */
  readonly sequence: number;
  /** Width of the reference. */
  readonly bits: 8 | 16;
}

/** What a user data header tells about the text behind it. */
export interface UserDataHeader {
  readonly concatenation?: Concatenation;
  readonly tables: NationalTables;
}

/** Octets of the header, its length octet included; 0 where there is nothing to say and no header is written. */
export function headerOctets(tables: NationalTables, concatenation: 'none' | 8 | 16): number {
  const national = (tables.locking ? 3 : 0) + (tables.single ? 3 : 0);
  const cut = concatenation === 'none' ? 0 : concatenation === 8 ? 5 : 6;
  return national + cut === 0 ? 0 : 1 + national + cut;
}

/**
 * Writes a user data header (UDH), its length octet first (3GPP TS 23.040 9.2.3.24). Nothing to say gives no octets.
 *
 * @throws RangeError where a number does not fit its field.
 */
export function writeHeader(header: UserDataHeader): Uint8Array {
  const elements: number[] = [];
  if (header.concatenation) elements.push(...concatenationElement(header.concatenation));
  if (header.tables.single) elements.push(NATIONAL_SINGLE_SHIFT, 1, header.tables.single);
  if (header.tables.locking) elements.push(NATIONAL_LOCKING_SHIFT, 1, header.tables.locking);
  return elements.length === 0 ? new Uint8Array(0) : Uint8Array.of(elements.length, ...elements);
}

function concatenationElement({ reference, total, sequence, bits }: Concatenation): number[] {
  requireWithin('reference', reference, 0, bits === 8 ? 0xff : 0xffff);
  requireWithin('total', total, 1, MAX_PARTS);
  requireWithin('sequence', sequence, 1, total);
  return bits === 8
    ? [CONCATENATION_8_BIT, 3, reference, total, sequence]
    : [CONCATENATION_16_BIT, 4, reference >> 8, reference & 0xff, total, sequence];
}

function requireWithin(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(
    `The ${field} of a concatenated message was ${value}, but its field in the header holds ${min} to ${max}. ` +
      'Number the parts from 1, and keep the reference within its width.',
  );
}

/**
 * Reads a user data header off the front of user data. Elements that are unknown, or carry values the standard tells a
 * receiver to ignore, are passed over; of a repeated element the last one counts (3GPP TS 23.040 9.2.3.24).
 *
 * @returns `undefined` where an element runs past the header, or the header past the octets.
 */
export function readHeader(userData: Uint8Array): (UserDataHeader & { readonly octets: number }) | undefined {
  const length = userData[0];
  if (length === undefined || userData.length < 1 + length) return undefined;
  const header = userData.subarray(1, 1 + length);
  let concatenation: Concatenation | undefined;
  let tables: NationalTables = {};
  for (let at = 0; at < header.length;) {
    const identifier = header[at];
    const size = header[at + 1];
    if (size === undefined || at + 2 + size > header.length) return undefined;
    const value = header.subarray(at + 2, at + 2 + size);
    at += 2 + size;
    if (identifier === CONCATENATION_8_BIT || identifier === CONCATENATION_16_BIT) {
      concatenation = readConcatenation(value, identifier === CONCATENATION_8_BIT ? 8 : 16) ?? concatenation;
    } else if (identifier === NATIONAL_SINGLE_SHIFT) {
      tables = { ...tables, ...singleShift(value) };
    } else if (identifier === NATIONAL_LOCKING_SHIFT) {
      tables = { ...tables, ...lockingShift(value) };
    }
  }
  return { octets: 1 + length, tables, ...(concatenation && { concatenation }) };
}

function readConcatenation(value: Uint8Array, bits: 8 | 16): Concatenation | undefined {
  const [first = 0, second = 0] = value;
  const [total = 0, sequence = 0] = value.subarray(bits / 8);
  // "If the value is zero or greater than the total, the receiver shall ignore the whole element."
  if (value.length !== bits / 8 + 2 || sequence === 0 || sequence > total) return undefined;
  return { reference: bits === 8 ? first : (first << 8) | second, total, sequence, bits };
}

function singleShift([language]: Uint8Array): { single?: SingleShiftTable } {
  return language === 1 || language === 2 || language === 3 ? { single: language } : {};
}

function lockingShift([language]: Uint8Array): { locking?: LockingTable } {
  return language === 1 || language === 3 ? { locking: language } : {};
}
