/**
 * Chance from a seed, without a memory: every draw is a function of the seed, of whom it is for and of what it decides.
 * So a draw for one message does not depend on how many draws others made before it, and two runs of the same script
 * agree even where they differ in unrelated things.
 */
export class Chance {
  private readonly seed32: number;

  constructor(
    /** The seed, an integer. */
    readonly seed: number,
  ) {
    this.seed32 = mix(seed | 0, Math.trunc(seed / 2 ** 32) | 0);
  }

  /** A key for one subject: a name (a number, an id) and which of its occasions. */
  keyOf(name: string, occasion: number): number {
    return mix(mix(this.seed32, hashOf(name)), occasion);
  }

  /** A number in [0, 1), the same for the same key, purpose and turn. */
  uniform(key: number, purpose: number, turn = 0): number {
    const high = mix(mix(key, purpose), turn);
    const low = mix(high, 0x5bd1e995);
    return ((high >>> 0) * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** Whether something of this probability happens. 0 never does, 1 always. */
  happens(probability: number, key: number, purpose: number, turn = 0): boolean {
    if (probability <= 0) return false;
    return probability >= 1 || this.uniform(key, purpose, turn) < probability;
  }

  /** An integer from 0 to `below` - 1. */
  integer(below: number, key: number, purpose: number, turn = 0): number {
    return Math.floor(this.uniform(key, purpose, turn) * below);
  }
}

/** FNV-1a over the code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** Two words into one; the finaliser of MurmurHash3, whose every output bit depends on every input bit. */
function mix(one: number, other: number): number {
  let word = Math.imul(one ^ Math.imul(other, 0xcc9e2d51), 0x1b873593) + 0x9e3779b9;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
