import type { MessageCentre, RunSummary } from '../centre/index.js';
import { placeText } from './source.js';

/** What was expected at a line, and what was seen instead. */
export interface ScenarioFailure {
  readonly file: string;
  /** From 1. Left out where the scenario did not come from a text. */
  readonly line?: number;
  /** `steps.3.expect` */
  readonly path: string;
  /** The verb of the step. */
  readonly verb: string;
  /** When, milliseconds of the epoch in simulated time. */
  readonly at: number;
  readonly expected: string;
  readonly seen: string;
}

/** A step that was done. */
export interface StepReport {
  readonly line?: number;
  readonly path: string;
  readonly verb: string;
  readonly name?: string;
  /** When it was done, milliseconds of the epoch in simulated time. */
  readonly at: number;
  readonly ok: boolean;
}

/** What a run of a scenario came to. */
export interface ScenarioReport {
  readonly name: string;
  readonly file: string;
  readonly ok: boolean;
  readonly seed: number;
  /** The steps that were done, the first {@link MAX_REPORTED_STEPS} of them. */
  readonly steps: readonly StepReport[];
  /** How many steps were done in all. */
  readonly stepCount: number;
  readonly failures: readonly ScenarioFailure[];
  /** How much simulated time passed, milliseconds. */
  readonly simulatedMs: number;
  readonly summary: RunSummary;
  readonly journal: {
    readonly entries: number;
    /** Entries by kind, as far as the journal still has them. */
    readonly byKind: Readonly<Record<string, number>>;
  };
}

/** How many steps a report tells one by one. */
export const MAX_REPORTED_STEPS = 1_000;
/** After so many failures a run ends. */
export const MAX_FAILURES = 100;

/** A failure as a person reads it. */
export function failureText(failure: ScenarioFailure): string {
  return `${placeText(failure)}: ${failure.verb}: expected ${failure.expected}, but ${failure.seen}`;
}

/** The journal of a centre in figures, from after an entry. */
export function journalFigures(centre: MessageCentre, since: number): ScenarioReport['journal'] {
  const byKind: Record<string, number> = {};
  for (const { kind } of centre.journal.entries(since)) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return {
    entries: centre.journal.total - since,
    byKind: Object.fromEntries(Object.entries(byKind).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}
