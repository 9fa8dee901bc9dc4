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
    const recovery = this.byWhat.get(what) ?? { what, timesMs: [], limitMs };
    this.byWhat.set(what, recovery);
    recovery.timesMs.push(afterMs);
    if (limitMs !== undefined && afterMs > limitMs)
      this.fail(`${what}: it took ${Math.round(afterMs)} ms, and less than ${limitMs} ms is promised.`);
  }

  get recoveries(): readonly Recovery[] {
    return [...this.byWhat.values()];
  }
}

/** Recovery times as a table in Markdown, a line for each kind of fault; empty where there were none. */
export function recoveryTable(recoveries: readonly Recovery[]): string {
  if (recoveries.length === 0) return '';
  const lines = recoveries.map(({ what, timesMs, limitMs }) => {
    const sorted = [...timesMs].sort((one, other) => one - other);
    const at = (share: number) => seconds(sorted[Math.floor((sorted.length - 1) * share)]!);
    const promised = limitMs === undefined ? '' : `< ${seconds(limitMs)}`;
    return `| ${what} | ${sorted.length} | ${at(0.5)} | ${at(1)} | ${promised} |`;
  });
  return [
    '| after | times | median | longest | promised |',
    '| --- | --: | --: | --: | --: |',
    ...lines,
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
