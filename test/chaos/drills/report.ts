import { availableParallelism, loadavg } from 'node:os';
import { verdictOf, type Finding } from '../judge.ts';

/** How long it took until all was well again after faults of one kind. */
export interface Recovery {
  /** What had happened, and what it was waited for. */
  readonly what: string;
  readonly timesMs: number[];
  /** What is promised, where something is. */
  readonly limitMs: number | undefined;
}

/** What a drill came to. */
export class Report {
  readonly failures: string[] = [];
  readonly name: string;
  private readonly print: (line: string) => void;
  private readonly byWhat = new Map<string, Recovery>();

  constructor(name: string, print: (line: string) => void) {
    this.name = name;
    this.print = print;
  }

  /** Something worth knowing. */
  note(line: string): void {
    this.print(`  ${line}`);
  }

  fail(line: string): void {
    this.failures.push(line);
    this.print(`  FAILED: ${line}`);
  }

  /** Fails when there are findings. */
  expect(when: string, findings: readonly Finding[]): void {
    if (findings.length > 0) this.fail(`${when}: ${verdictOf(findings)}`);
  }

  /** How long it took until all was well again; fails when less was promised. */
  recovered(what: string, afterMs: number, limitMs?: number): void {
    this.keep(what, limitMs).timesMs.push(afterMs);
    if (limitMs !== undefined && afterMs > limitMs) this.failSlow(what, afterMs, limitMs);
  }

  /**
   * Several times of one kind, of which the median is judged: where processes are started, each competes for the machine with
   * whatever else runs on it at that moment.
   */
  recoveredMostly(what: string, timesMs: readonly number[], limitMs: number): void {
    this.keep(what, limitMs).timesMs.push(...timesMs);
    const medianMs = shareOf(timesMs, 0.5);
    if (medianMs > limitMs) this.failSlow(`${what} (median)`, medianMs, limitMs);
  }

  private keep(what: string, limitMs: number | undefined): Recovery {
    const recovery = this.byWhat.get(what) ?? { what, timesMs: [], limitMs };
    this.byWhat.set(what, recovery);
    return recovery;
  }

  private failSlow(what: string, afterMs: number, limitMs: number): void {
    this.fail(
      `${what}: it took ${Math.round(afterMs)} ms, and less than ${limitMs} ms is promised. ${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)}.`,
    );
  }

  get recoveries(): readonly Recovery[] {
    return [...this.byWhat.values()];
  }
}

/** Recovery times as a table in Markdown, a line for each kind of fault; empty where there were none. */
export function recoveryTable(recoveries: readonly Recovery[]): string {
  if (recoveries.length === 0) return '';
  const lines = recoveries.map(({ what, timesMs, limitMs }) => {
    const at = (share: number) => seconds(shareOf(timesMs, share));
    const promised = limitMs === undefined ? '' : `< ${seconds(limitMs)}`;
    return `| ${what} | ${timesMs.length} | ${at(0.5)} | ${at(1)} | ${promised} |`;
  });
  return [
    '| after | times | median | longest | promised |',
    '| --- | --: | --: | --: | --: |',
    ...lines,
  ].join('\n');
}

/** Within how many milliseconds such a share of them was: 0.5 is the median. */
function shareOf(timesMs: readonly number[], share: number): number {
  const sorted = [...timesMs].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * share)]!;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
