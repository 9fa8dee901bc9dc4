/**
 * Chance, as the library sees it: ids, token secrets, jitter. A port, so that a run may be replayed from its seed.
 *
 * Who calls it: `accounts` for tokens (the system's cryptographic source in production), `delivery` for jitter, every
 * room for ids.
 */
export abstract class Random {
  /** A number from 0 (included) to 1 (excluded). */
  abstract next(): number;

  /** `length` octets. In production they come from the operating system's cryptographic source. */
  abstract bytes(length: number): Uint8Array;
}
