import type { Evidence } from './evidence.ts';
import { askRules } from './rules/asks.ts';
import { carrierRules } from './rules/carrier.ts';
import { countRules } from './rules/counts.ts';
import { factRules } from './rules/facts.ts';
import { lifeRules } from './rules/lives.ts';
import { moneyRules } from './rules/money.ts';

/** One thing that does not fit. */
export interface Finding {
  /** Which promise is broken. */
  readonly rule: string;
  /** When the first operation happened that does not fit, where that can be told. */
  readonly at: number;
  readonly detail: string;
}

/** How strict to be. */
export interface Terms {
  /** Whether everything has had its time: then every message must be at its end, or be in doubt and say so. */
  readonly settled: boolean;
}

/** A promise, and how it is checked. */
export type Rule = (evidence: Evidence, terms: Terms) => readonly Finding[];

const RULES: readonly Rule[] = [askRules, lifeRules, moneyRules, carrierRules, factRules, countRules];

/** Replays all that happened against what was promised; answers what does not fit, the first to happen first. */
export function judge(evidence: Evidence, terms: Terms): readonly Finding[] {
  return RULES.flatMap(rule => rule(evidence, terms)).sort((one, other) => one.at - other.at);
}

/** The verdict in words: the first that does not fit, and how many there are of each rule. */
export function verdictOf(findings: readonly Finding[]): string {
  const [first] = findings;
  if (!first) return 'Everything fits.';
  const counts = Object.entries(Object.groupBy(findings, ({ rule }) => rule));
  const others = counts.map(([rule, found]) => `${rule} ${found!.length}`).join(', ');
  return `The first that does not fit: [${first.rule}] ${first.detail}\n  In all: ${others}.`;
}
