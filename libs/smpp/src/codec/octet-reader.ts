import { PduDecodeError } from './codec.errors.js';

/** How many octets a C-octet string may be over its standard length on input: real peers send long passwords and ids. */
export const C_STRING_SLACK_OCTETS = 64;

/** Reads one frame from front to back and refuses to step over its end. */
export class OctetReader {
  constructor(
    private readonly octets: Buffer,
    private readonly commandId: number,
    private readonly sequence: number,
    private offset: number,
    /** Responses may end where a C-octet string should have had its NUL. */
    private readonly endIsNul: boolean,
  ) {}

  /** Octets not read yet. */
  get left(): number {
    return this.octets.length - this.offset;
  }

  uint8(field: string, status: number): number {
    if (this.offset >= this.octets.length) throw this.truncated(field, 1, status);
    return this.octets[this.offset++] as number;
  }

  uint16(field: string, status: number): number {
    if (this.left < 2) throw this.truncated(field, 2, status);
    const value = this.octets.readUInt16BE(this.offset);
    this.offset += 2;
    return value;
  }

  uint32(field: string, status: number): number {
    if (this.left < 4) throw this.truncated(field, 4, status);
    const value = this.octets.readUInt32BE(this.offset);
    this.offset += 4;
    return value;
  }

  /** A copy, so that what is kept does not hold on to the socket's whole chunk. */
  take(field: string, length: number, status: number): Buffer {
    if (this.left < length) throw this.truncated(field, length, status);
    const value = Buffer.from(this.octets.subarray(this.offset, this.offset + length));
    this.offset += length;
    return value;
  }

  /** A string ended by NUL, one character per octet (latin1), of at most `maxOctets` (NUL included) plus the slack. */
  cString(field: string, maxOctets: number, truncatedStatus: number, tooLongStatus: number): string {
    const start = this.offset;
    const limit = Math.min(start + maxOctets + C_STRING_SLACK_OCTETS, this.octets.length);
    let at = start;
    while (at < limit && this.octets[at] !== 0) at++;
    if (at === limit) {
      if (limit < this.octets.length) {
        throw this.fault(`${field} has no NUL within ${limit - start} octets`, field, tooLongStatus);
      }
      if (!this.endIsNul)
        throw this.fault(`${field} runs to the end of the frame without a NUL`, field, truncatedStatus);
      this.offset = at;
    } else {
      this.offset = at + 1;
    }
    return at === start ? '' : this.octets.toString('latin1', start, at);
  }

  fault(what: string, field: string, status: number): PduDecodeError {
    const { commandId, sequence, offset } = this;
    return new PduDecodeError(what, { status, field, offset, commandId, sequence });
  }

  private truncated(field: string, needed: number, status: number): PduDecodeError {
    return this.fault(`${field} needs ${needed} octets and ${this.left} are left`, field, status);
  }
}
