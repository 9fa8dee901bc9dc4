/** How ids are written. */
export type IdForm = 'decimal' | 'hex' | 'HEX';

/** The first id where none is given: ten decimal digits, as appendix B of SMPP 3.4 has room for. */
export const FIRST_ID = 1_000_000_001;

/** Ids that were never given out are above this. */
const FOREIGN = 9_000_000_000;

/** The ids of the centre: one number after the other, never the same one twice. */
export class MessageIds {
  private upcoming: number;

  constructor(
    private readonly first: number,
    private readonly form: IdForm,
  ) {
    this.upcoming = first;
  }

  next(): string {
    return this.write(this.upcoming++);
  }

  /** An id that no message has, from a number of one's choice. */
  foreign(number: number): string {
    return this.write(FOREIGN + (number % 999_999_999));
  }

  /** From the first one again: the same script gives the same ids. */
  restart(first = this.first): void {
    this.upcoming = first;
  }

  private write(number: number): string {
    if (this.form === 'decimal') return String(number);
    const hex = number.toString(16);
    return this.form === 'hex' ? hex : hex.toUpperCase();
  }
}
