/** How many first digits of an international number stay: they tell the operator. */
const KEPT_DIGITS = 5;
/** And how many of a number that is dialled within a country, or of a short code. */
const KEPT_DIGITS_OF_SHORT = 2;
/** The longest number that is a short code. */
const MAX_SHORT_CODE_DIGITS = 8;
/** So many last digits make it sure that a number written as it is dialled at home is the one that is known. */
const CERTAIN_DIGITS = 8;
/** Where a number carries a fate, or would by one digit more or less. */
const FATEFUL = /99\d{4}$/;

/**
 * Other numbers in the place of those there are: of the same length, each always the same one, two of them different, and with as
 * many first digits in common as the two that they stand for, so that ranges of numbers stay ranges.
 */
export class StandIns {
  private readonly branches = new Map<string, Map<string, string>>();
  private readonly known = new Map<string, string>();

  /** Of a short code, an international number or the beginning of one; plus or not. */
  of(number: string, isPrefix = false): string {
    const digits = number.replace('+', '');
    let stand = this.known.get(digits);
    if (stand === undefined) {
      const isShort = !isPrefix && digits.length <= MAX_SHORT_CODE_DIGITS;
      if (isShort) stand = this.grown('short ', digits, KEPT_DIGITS_OF_SHORT);
      else stand = FATEFUL.test(digits) ? digits : this.grown('', digits, KEPT_DIGITS);
      if (!isPrefix) this.known.set(digits, stand);
    }
    return number.startsWith('+') ? `+${stand}` : stand;
  }

  /** Of digits as somebody wrote them in a text; undefined for digits that are no number that is known or looks like one. */
  ofWritten(digits: string, hasPlus: boolean): string | undefined {
    const known = this.known.get(digits);
    if (known !== undefined) return known;
    if (hasPlus) return this.of(digits);
    const zeros = /^0*/.exec(digits)![0];
    const rest = digits.slice(zeros.length);
    if (rest.length >= CERTAIN_DIGITS) {
      for (const [number, stand] of this.known)
        if (number.endsWith(rest)) return zeros + stand.slice(-rest.length);
    }
    if (zeros.length === 2 && rest.length > MAX_SHORT_CODE_DIGITS) return zeros + this.of(rest);
    return zeros.length === 1 && rest.length >= CERTAIN_DIGITS
      ? this.grown('home ', digits, KEPT_DIGITS_OF_SHORT)
      : undefined;
  }

  /**
   * Each digit after those that stay is the next one that was not taken after the same digits. In international numbers 9 stays,
   * or fates would come about.
   */
  private grown(kind: string, digits: string, kept: number): string {
    let stand = digits.slice(0, kept);
    for (let place = kept; place < digits.length; place++) {
      const before = kind + digits.slice(0, place);
      const taken = this.branches.get(before) ?? new Map(kind === '' ? [['9', '9']] : []);
      this.branches.set(before, taken);
      const digit = digits[place]!;
      const other =
        taken.get(digit) ?? String([...taken.values()].filter(one => kind !== '' || one !== '9').length);
      taken.set(digit, other);
      stand += other;
    }
    return stand;
  }
}
