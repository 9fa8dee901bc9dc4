import type { Evidence } from './evidence.ts';
import { askRules } from './rules/asks.ts';
import { carrierRules } from './rules/carrier.ts';
import { countRules } from './rules/counts.ts';
import { factRules } from './rules/facts.ts';
import { lifeRules } from './rules/lives.ts';
import { moneyRules } from './rules/money.ts';
import { replayRule } from './rules/replay.ts';

/** One thing that does not fit. */
export interface Finding {
  /** Which promise is broken. */
  readonly rule: string;
  /** When it happened, as far as can be told. */
  readonly at: number;
  /** The request that it is about, by its `clientRef`, where it is about one. */
  readonly ref?: string | null | undefined;
  /** The number of the operation that does not fit; without it, that of the request. */
  readonly operation?: number | undefined;
  readonly detail: string;
}

/** How strict to be. */
export interface Terms {
  /** Whether everything has had its time: then every message must be at its end, or be in doubt and say so. */
  readonly settled: boolean;
  /** Whether all validity has ended, and the grace of receipts after it: then nothing may be in doubt any more. */
  readonly over?: boolean;
}

/** A promise, and how it is checked. */
export type Rule = (evidence: Evidence, terms: Terms) => readonly Finding[];

const RULES: readonly Rule[] = [
  replayRule,
  askRules,
  lifeRules,
  moneyRules,
  carrierRules,
  factRules,
  countRules,
];

/**
 * Replays all that happened against what was promised; answers what does not fit, in the order in which clients asked for it.
 * What is about no request, such as a sum, comes last.
 */
export function judge(evidence: Evidence, terms: Terms): readonly Finding[] {
  const numbers = new Map<string, number>();
  for (const { number, send } of evidence.history.operations)
    if (!numbers.has(send.ref)) numbers.set(send.ref, number);
  return RULES.flatMap(rule => rule(evidence, terms))
    .map(finding => ({ ...finding, operation: finding.operation ?? numbers.get(finding.ref ?? '') }))
    .sort((one, other) => placeOf(one) - placeOf(other) || one.at - other.at);
}

function placeOf({ operation }: Finding): number {
  return operation ?? Number.MAX_SAFE_INTEGER;
}

/** The verdict in words: the first that does not fit, and how many there are of each rule. */
export function verdictOf(findings: readonly Finding[]): string {
  const [first] = findings;
  if (!first) return 'Everything fits.';
  const counts = Object.entries(Object.groupBy(findings, ({ rule }) => rule));
  const others = counts.map(([rule, found]) => `${rule} ${found!.length}`).join(', ');
  const which =
    first.operation === undefined ? 'The first that' : `Operation ${first.operation} is the first that`;
  return `${which} does not fit: [${first.rule}] ${first.detail}\n  In all: ${others}.`;
}
