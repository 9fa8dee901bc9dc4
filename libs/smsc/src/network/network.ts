import { RECEIPT_DIALECTS, type ReceiptDialect } from './dialect.js';
import { mistakesInHours } from './hours.js';
import { NetworkError } from './network.errors.js';
import type { Disturbance, NetworkName, Operator, PortedRange } from './operator.js';

/**
 * The operators, which numbers they gave out, and which of them have moved. Numbers are digits without plus here; the
 * longest prefix wins.
 */
export class Network {
  private readonly operatorsByKey = new Map<string, Operator>();
  private readonly operatorsByPrefix = new Map<string, Operator>();
  private readonly portedByPrefix = new Map<string, string>();
  private longestPrefix = 0;
  private longestPorted = 0;
  private disturbance: Disturbance = {};
  private disturbed = new Map<Operator, Operator>();

  constructor(
    operators: readonly Operator[],
    portedRanges: readonly PortedRange[] = [],
    private readonly changed: (operator: string, change: object | undefined) => void = () => undefined,
  ) {
    this.reset(operators, portedRanges);
  }

  /** @internal The network as it was in the beginning. */
  reset(operators: readonly Operator[], portedRanges: readonly PortedRange[]): void {
    for (const table of [this.operatorsByKey, this.operatorsByPrefix, this.portedByPrefix]) table.clear();
    this.longestPrefix = 0;
    this.longestPorted = 0;
    for (const operator of operators) this.take(operator);
    for (const range of portedRanges) this.move(range);
  }

  /** All operators, in the order in which they were added. */
  operators(): Operator[] {
    return [...this.operatorsByKey.values()].map(operator => this.asItIs(operator));
  }

  /** An operator by its key. */
  operator(key: string): Operator | undefined {
    const operator = this.operatorsByKey.get(key);
    return operator && this.asItIs(operator);
  }

  /**
   * Lets a disturbance take the place of the one before: ranges have moved and operators route otherwise as long as it lasts.
   * Without one all is as it was set up.
   */
  disturb(disturbance: Disturbance = {}): void {
    this.disturbance = disturbance;
    this.disturbed = new Map();
  }

  /** An operator that must exist. Throws {@link NetworkError} with the keys there are. */
  require(key: string): Operator {
    const operator = this.operator(key);
    if (operator === undefined) throw NetworkError.unknownOperator(key, [...this.operatorsByKey.keys()]);
    return operator;
  }

  /** Adds an operator, or takes the place of the one with the same key. Two operators cannot have the same prefix. */
  add(operator: Operator): void {
    this.take(operator);
    this.changed(operator.key, operator);
  }

  /** Changes some fields of an operator. */
  patch(key: string, changes: Partial<Omit<Operator, 'key'>>): Operator {
    this.require(key);
    this.add({ ...this.operatorsByKey.get(key)!, ...changes });
    return this.require(key);
  }

  /** Takes an operator away; its numbers fall to a shorter prefix, or to nobody. */
  remove(key: string): void {
    if (this.drop(key)) this.changed(key, undefined);
  }

  /** Moves a range of numbers to another operator. */
  port(range: PortedRange): void {
    this.move(range);
    this.changed(range.to, { portedPrefix: range.prefix });
  }

  /** The operator that gave a number out, by its longest prefix. */
  homeOf(digits: string): Operator | undefined {
    const operator = longestMatch(this.operatorsByPrefix, digits, this.longestPrefix);
    return operator && this.asItIs(operator);
  }

  /** The operator that a range of numbers has moved to, by the longest ported prefix. */
  portedTo(digits: string): Operator | undefined {
    const { ported } = this.disturbance;
    if (this.longestPorted === 0 && ported === undefined) return undefined;
    const moved = ported
      ?.filter(({ prefix }) => digits.startsWith(prefix))
      .reduce<PortedRange | undefined>(
        (longest, one) => (one.prefix.length > (longest?.prefix.length ?? -1) ? one : longest),
        undefined,
      );
    const key = moved?.to ?? longestMatch(this.portedByPrefix, digits, this.longestPorted);
    return key === undefined ? undefined : this.operator(key);
  }

  /** How the receipts of an operator speak. */
  dialectOf(operator: Operator | undefined): ReceiptDialect {
    return RECEIPT_DIALECTS[operator?.dialect ?? 'map'] ?? RECEIPT_DIALECTS['map']!;
  }

  /** An operator with what a disturbance makes of it. */
  private asItIs(operator: Operator): Operator {
    const changes = this.disturbance.operators?.[operator.key];
    if (changes === undefined) return operator;
    let changed = this.disturbed.get(operator);
    if (changed === undefined) {
      changed = { ...operator, ...changes };
      this.disturbed.set(operator, changed);
    }
    return changed;
  }

  private take(operator: Operator): void {
    const wrong = mistakesInOperator(operator);
    for (const prefix of operator.prefixes) {
      const other = this.operatorsByPrefix.get(prefix);
      if (other !== undefined && other.key !== operator.key)
        wrong.push(`prefix ${prefix} belongs to ${other.key}`);
    }
    if (wrong.length > 0) throw NetworkError.invalidOperator(operator.key, wrong);
    this.drop(operator.key);
    this.operatorsByKey.set(operator.key, operator);
    for (const prefix of operator.prefixes) {
      this.operatorsByPrefix.set(prefix, operator);
      this.longestPrefix = Math.max(this.longestPrefix, prefix.length);
    }
  }

  private move(range: PortedRange): void {
    this.require(range.to);
    this.portedByPrefix.set(range.prefix, range.to);
    this.longestPorted = Math.max(this.longestPorted, range.prefix.length);
  }

  private drop(key: string): boolean {
    const operator = this.operatorsByKey.get(key);
    if (operator === undefined) return false;
    this.operatorsByKey.delete(key);
    for (const prefix of operator.prefixes) this.operatorsByPrefix.delete(prefix);
    return true;
  }
}

/** An operator by its names only. */
export function nameOf(operator: Operator): NetworkName {
  const { key, name, country, mcc, mnc } = operator;
  return { operator: key, name, country, mcc, mnc };
}

/** What is wrong with an operator, in sentences; empty when nothing is. */
export function mistakesInOperator(operator: Operator): string[] {
  const wrong: string[] = [];
  if (!/^[\w.-]{1,40}$/.test(operator.key)) wrong.push('key must be 1 to 40 letters, digits, dots or dashes');
  if (!/^\d{3}$/.test(operator.mcc)) wrong.push('mcc must be three digits');
  if (!/^\d{2,3}$/.test(operator.mnc)) wrong.push('mnc must be two or three digits, as a string');
  for (const prefix of operator.prefixes) {
    if (!/^\d{0,15}$/.test(prefix)) wrong.push(`prefix ${prefix} must be digits without plus`);
  }
  if (operator.rateLimitPerSecond !== undefined && !(operator.rateLimitPerSecond > 0)) {
    wrong.push('rateLimitPerSecond must be above 0');
  }
  if (operator.alphanumericSenders === 'replaced' && !/^\d{3,8}$/.test(operator.shortCode ?? '')) {
    wrong.push('shortCode must be 3 to 8 digits where alphanumeric senders are replaced');
  }
  if (operator.dialect !== undefined && RECEIPT_DIALECTS[operator.dialect] === undefined) {
    wrong.push(`dialect must be one of ${Object.keys(RECEIPT_DIALECTS).join(', ')}`);
  }
  for (const hours of operator.marketingHours ?? []) {
    wrong.push(...mistakesInHours(hours).map(mistake => `marketingHours: ${mistake}`));
  }
  return wrong;
}

function longestMatch<T>(table: ReadonlyMap<string, T>, digits: string, longest: number): T | undefined {
  for (let length = Math.min(longest, digits.length); length >= 0; length--) {
    const found = table.get(digits.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
