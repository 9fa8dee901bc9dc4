import { randomBytes } from 'node:crypto';
import { Random } from './random.js';

const POOL_OCTETS = 8192;
const OCTETS_PER_NUMBER = 4;

/** The operating system's cryptographic source, read in large portions. */
export class SystemRandom extends Random {
  private pool = new Uint8Array(0);
  private used = 0;

  next(): number {
    if (this.used + OCTETS_PER_NUMBER > this.pool.length) {
      this.pool = randomBytes(POOL_OCTETS);
      this.used = 0;
    }
    const view = new DataView(this.pool.buffer, this.pool.byteOffset + this.used, OCTETS_PER_NUMBER);
    this.used += OCTETS_PER_NUMBER;
    return view.getUint32(0) / 2 ** 32;
  }

  bytes(length: number): Uint8Array {
    return randomBytes(length);
  }
}
