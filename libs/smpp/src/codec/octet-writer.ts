import { PduEncodeError } from './codec.errors.js';

const INITIAL_OCTETS = 384;

/** Builds one PDU from front to back in a buffer that grows as needed. */
export class OctetWriter {
  private octets = Buffer.allocUnsafe(INITIAL_OCTETS);
  private length = 0;

  constructor(
    /** Octets that a C-octet string may be over its standard length; 0 by the standard. */
    readonly overlengthOctets: number,
  ) {}

  get size(): number {
    return this.length;
  }

  uint8(field: string, value: number): void {
    this.checkInteger(field, value, 0xff);
    this.reserve(1);
    this.octets[this.length++] = value;
  }

  uint16(field: string, value: number): void {
    this.checkInteger(field, value, 0xffff);
    this.reserve(2);
    this.length = this.octets.writeUInt16BE(value, this.length);
  }

  uint32(field: string, value: number): void {
    this.checkInteger(field, value, 0xffffffff);
    this.reserve(4);
    this.length = this.octets.writeUInt32BE(value, this.length);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.octets.set(value, this.length);
    this.length += value.length;
  }

  /** Characters U+0001 to U+00FF, one octet each, then NUL; `maxOctets` counts the NUL, as the standard does. */
  cString(field: string, value: string, maxOctets: number): void {
    if (value.length >= maxOctets + this.overlengthOctets) {
      throw PduEncodeError.outOfRange(field, `${value.length} characters long`, `at most ${maxOctets - 1}`);
    }
    this.reserve(value.length + 1);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code === 0 || code > 0xff) {
        const found = `with the character U+${code.toString(16).padStart(4, '0')} at ${i}`;
        throw PduEncodeError.outOfRange(field, found, 'U+0001 to U+00FF, one octet each');
      }
      this.octets[this.length++] = code;
    }
    this.octets[this.length++] = 0;
  }

  /** Writes over four octets that are already there: the command_length, known last. */
  patchUint32(value: number, offset: number): void {
    this.octets.writeUInt32BE(value, offset);
  }

  finish(): Buffer {
    return this.octets.subarray(0, this.length);
  }

  private checkInteger(field: string, value: number, max: number): void {
    if (!Number.isInteger(value) || value < 0 || value > max) {
      throw PduEncodeError.outOfRange(field, String(value), `an integer from 0 to ${max}`);
    }
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.octets.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.octets.length * 2));
    this.octets.copy(grown, 0, 0, this.length);
    this.octets = grown;
  }
}
