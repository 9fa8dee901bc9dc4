import { Phone } from './phone.js';

/**
 * The phones that were written to lately, in two generations: when the young one is half of the limit it becomes the old
 * one, and what was still old is forgotten. A phone that is used again is young again. Every step takes the same time.
 */
export class RecentPhones {
  private young = new Map<string, Phone>();
  private old = new Map<string, Phone>();
  private readonly generation: number;

  /** @param limit how many phones are remembered at most */
  constructor(limit: number) {
    this.generation = Math.max(1, Math.floor(limit / 2));
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  /** The phone of a number, if it is remembered; it does not become young by being looked at. */
  peek(digits: string): Phone | undefined {
    return this.young.get(digits) ?? this.old.get(digits);
  }

  /** The phone of a number, new when it is not remembered. */
  use(digits: string): Phone {
    const young = this.young.get(digits);
    if (young !== undefined) return young;
    const phone = this.old.get(digits) ?? new Phone();
    this.old.delete(digits);
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(digits, phone);
    return phone;
  }

  /** Forgets one, and answers it. */
  remove(digits: string): Phone | undefined {
    const phone = this.peek(digits);
    this.young.delete(digits);
    this.old.delete(digits);
    return phone;
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }
}
