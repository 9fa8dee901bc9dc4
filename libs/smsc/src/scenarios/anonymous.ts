import { readFate } from '../fates/index.js';
import type { Scenario } from './scenario.js';

/** How many first digits of a number stay: they tell the operator. */
const KEPT_DIGITS = 5;
const NUMBER = /\+?\d{9,15}/g;
/** Codes and the like in texts. */
const DIGITS = /\d{6,}/g;

/**
 * A copy in which other numbers take the place of the phones', each always the same one, with the same first digits and of
 * the same length; six digits or more in texts become zeros. Numbers that carry a fate stay: nobody has them.
 */
export function anonymous(scenario: Scenario): Scenario {
  const stands = new Map<string, string>();
  const other = (number: string): string => {
    const digits = number.replace('+', '');
    if (readFate(digits) !== undefined) return number;
    let stand = stands.get(digits);
    if (stand === undefined) {
      stand =
        digits.slice(0, KEPT_DIGITS) + String(stands.size + 1).padStart(digits.length - KEPT_DIGITS, '0');
      stands.set(digits, stand);
    }
    return number.startsWith('+') ? `+${stand}` : stand;
  };
  const inText = (text: string): string => {
    const digits = new Set(stands.values());
    return text
      .replace(NUMBER, number => (stands.has(number.replace('+', '')) ? other(number) : number))
      .replace(DIGITS, run => (digits.has(run) ? run : '0'.repeat(run.length)));
  };
  // Numbers of phones first, so that their mention in a text is recognised wherever it stands.
  const steps = scenario.steps.map(step =>
    mapped(step, (text, field) => (isText(field) ? text : text.replace(NUMBER, other))),
  );
  return {
    ...scenario,
    steps: steps.map(step => mapped(step, (text, field) => (isText(field) ? inText(text) : text))),
  };
}

function isText(field: string): boolean {
  return field === 'text' || field === 'name';
}

function mapped<T>(value: T, change: (text: string, field: string) => string, field = ''): T {
  if (typeof value === 'string') return change(value, field) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, change, field)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, mapped(one, change, name)]),
  ) as T;
}
